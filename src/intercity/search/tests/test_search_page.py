"""The search page: words, filters, order, pages; what it says when nothing is found."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intercity.activity.public import PUBLIC_HEADER
from intercity.posts.actions import change_label
from intercity.posts.models import Post
from intercity.search.asked import PAGE_SIZE
from intercity.search.tests.test_finding import WORST
from intercity.spaces.actions import do_create_space, do_join
from intercity.spaces.models import Label, Space, Topic
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db
Index = Callable[[], None]
QUERIES = 12


def read(client: Client, query: str = "", status: int = 200) -> str:
    answer = client.get(f"/search?{query}")
    assert answer.status_code == status
    return html.unescape(answer.content.decode())


def titles(page: str) -> list[str]:
    return re.findall(r'<h3 id="t-[^"]*" lang="[^"]*"><a href="[^"]*">([^<]*)</a>', page)


@pytest.mark.parametrize("address", ["/", "/about", "/organisations/", "/spaces/heatwave/", "/nowhere"])
def test_every_page_has_the_box(address: str, officer: Persona, space: Space) -> None:
    for client in (Client(), officer.client):
        page = client.get(address).content.decode()
        assert '<form class="finder" role="search" action="/search"' in page


def test_a_search_shows_cards_and_marks_words(index: Index, officer: Persona, space: Space) -> None:
    make_post(officer, space, title="Cooling centres", body="Libraries stay open <b>all</b> night.")
    make_post(officer, space, title="Something else")
    index()
    page = read(officer.client, "q=libraries")
    assert titles(page) == ["Cooling centres"]
    assert "1 post for “libraries”" in page
    assert '<p class="passage" lang="en"><mark>Libraries</mark> stay open' in page
    assert page.count("stay open") == 1, "the passage stands in the place of the first words"
    assert page.count('type="search"') == 1
    assert 'value="libraries"' in page


def test_without_words_everything_newest_first(index: Index, officer: Persona, space: Space) -> None:
    for title in ("First", "Second"):
        make_post(officer, space, title=title)
    index()
    page = read(officer.client)
    assert titles(page) == ["Second", "First"]
    assert "Most relevant" not in page


def test_filters_show_counts_and_can_be_taken_away(
    index: Index, officer: Persona, officer_elsewhere: Persona, space: Space, topic: Topic
) -> None:
    make_post(officer, space, kind="practice", title="Pool one", topics=[topic])
    make_post(officer_elsewhere, space, kind="question", title="Pool two")
    make_post(officer_elsewhere, do_create_space("Flood"), kind="question", title="Pool three")
    index()
    page = read(officer.client, "q=pool")
    link = re.search(r'<a href="([^"]*kind=question[^"]*)"[^>]*>Questions <span class="n">2', page)
    assert link is not None
    assert link[1] == "/search?q=pool&kind=question"
    assert 'href="/search?q=pool&space=heatwave"' in page
    narrowed = read(officer.client, "q=pool&kind=question&space=heatwave")
    assert titles(narrowed) == ["Pool two"]
    assert '<a href="/search?q=pool&kind=question" rel="nofollow">Heatwave' in narrowed
    assert '<a href="/search?q=pool&space=heatwave" rel="nofollow" aria-current="true">Questions' in narrowed
    assert '<input type="hidden" name="space" value="heatwave">' in narrowed


def test_what_nobody_understands_is_named(index: Index, officer: Persona, space: Space) -> None:
    make_post(officer, space, title="Pool")
    index()
    page = read(officer.client, "q=pool&kind=nonsense&space=nowhere&order=best&page=two&size=huge")
    for word in ("nonsense", "nowhere", "best", "two", "huge"):
        assert f"“{word}” is not a filter here" in page
    assert titles(page) == ["Pool"]


def test_orders(index: Index, officer: Persona, space: Space) -> None:
    talked = make_post(officer, space, title="Old pool")
    make_post(officer, space, kind="comment", title="", body="Yes", parent=talked)
    make_post(officer, space, title="New pool")
    index()
    assert titles(read(officer.client, "q=pool&order=discussed")) == ["Old pool", "New pool"]
    assert titles(read(officer.client, "q=pool&order=newest")) == ["New pool", "Old pool"]


def test_pages_and_beyond(index: Index, officer: Persona, space: Space) -> None:
    for number in range(PAGE_SIZE + 2):
        make_post(officer, space, title=f"Pool {number}")
    index()
    first, second = read(officer.client, "q=pool"), read(officer.client, "q=pool&page=2")
    assert len(titles(first)) == PAGE_SIZE
    assert len({*titles(first), *titles(second)}) == PAGE_SIZE + 2
    assert 'rel="next nofollow" href="/search?q=pool&page=2"' in first
    assert 'rel="prev nofollow" href="/search?q=pool"' in second
    for page in ("3", "99999999"):
        beyond = read(officer.client, f"q=pool&page={page}")
        assert "There is no page" in beyond
        assert not titles(beyond)
    for page in ("0", "-1", "1e9", "٣", "9" * 400):
        assert len(titles(read(officer.client, f"q=pool&page={page}"))) == PAGE_SIZE


@pytest.mark.parametrize("text", WORST)
def test_no_text_is_an_error(text: str, index: Index, officer: Persona, space: Space) -> None:
    make_post(officer, space, title="Schools", body="Closed.")
    index()
    for address in ("/search", "/search/suggest"):
        answer = officer.client.get(f"{address}?q={quote(text, errors='surrogatepass')}&page=2&space=%00&order=%00")
        assert answer.status_code == 200
    assert titles(read(officer.client, "q=schools")) == ["Schools"]


def test_a_search_without_words_says_so(index: Index, officer: Persona, space: Space) -> None:
    make_post(officer, space)
    index()
    assert "There is no word in your search" in read(officer.client, "q=%22%22%22")
    assert "only its beginning" in read(officer.client, "q=" + "word+" * 1000)


def test_while_the_index_is_away_the_page_says_so(index: Index, officer: Persona, space: Space) -> None:
    make_post(officer, space, title="Pool")
    answer = officer.client.get("/search?q=pool")
    assert answer.status_code == 503
    assert "The search is being rebuilt." in answer.content.decode()
    assert answer.headers["Retry-After"]
    assert officer.client.get("/search/suggest?q=pool").status_code == 200


def test_nothing_found_offers_wider_filters(
    index: Index, officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    make_post(officer, space, kind="practice", title="Pool")
    make_post(officer_elsewhere, space, kind="question", title="Beds")
    index()
    page = read(officer.client, "q=pool&country=IT")
    assert '<a href="/search?q=pool" rel="nofollow">Without “Italy”</a> <span class="soft">1 post' in page


def test_nothing_found_offers_like_words_that_one_may_read(index: Index, officer: Persona, space: Space) -> None:
    make_post(officer, space, title="Sprinklers in the park", label=Label.CLEAR)
    make_post(officer, space, title="Sprinkrels", label=Label.GREEN)
    index()
    page = read(Client(), "q=sprinkrlers+2")
    assert titles(page) == ["Sprinklers in the park"]
    page = read(Client(), "q=sprimklars")
    assert '<a href="/search?q=Sprinklers" rel="nofollow">Sprinklers</a>' in page
    assert "Sprinkrels" not in page


def test_nothing_found_offers_a_topic(index: Index, officer: Persona, space: Space) -> None:
    housing = Topic.objects.get_or_create(slug="housing", defaults={"labels": {"en": "Housing"}})[0]
    make_post(officer, space, title="Beds", topics=[housing])
    index()
    page = read(officer.client, "q=housing&kind=question")
    assert f'<a href="/search?topic=housing" rel="nofollow">{housing.label}</a> <span class="soft">1 post' in page


def test_who_found_nothing_may_ask(
    index: Index, officer: Persona, reader: Persona, stranger: Persona, space: Space
) -> None:
    assert officer.organisation is not None
    do_join(space, officer.organisation)
    make_post(officer, space, title="Beds")
    index()
    ask = f"/spaces/{space.slug}/post/question?title=who+cooled+a+gym"
    page = read(officer.client, "q=who+cooled+a+gym")
    assert f'href="{ask}"' in page
    assert 'value="who cooled a gym"' in officer.client.get(ask).content.decode()
    for client, said in ((reader.client, "Ask to speak"), (stranger.client, "How to take part"), (Client(), "Sign in")):
        page = read(client, "q=who+cooled+a+gym")
        assert "/post/question" not in page
        assert said in page


def test_the_cost_does_not_grow_with_the_hits(index: Index, officer: Persona, space: Space, topic: Topic) -> None:
    def ask() -> int:
        with CaptureQueriesContext(connection) as queries:
            read(client, "q=pool")
        return len(queries)

    def cost() -> int:
        # What moves with the clock is worked out anew each minute, and a minute may end between two reads.
        return min(ask() for _ in range(2))

    client = officer.client
    for number in range(4):
        make_post(officer, space, title=f"Pool {number}", topics=[topic])
    index()
    read(client, "q=pool")
    few = cost()
    for number in range(20):
        make_post(officer, space, kind=["practice", "question"][number % 2], title="Pool", topics=[topic])
    index()
    read(client, "q=pool")
    assert cost() == few <= QUERIES


def test_a_kept_page_never_lacks_what_is_public(index: Index, officer: Persona, space: Space) -> None:
    make_post(officer, space, title="Pool", label=Label.CLEAR)
    index()
    answer = Client().get("/search?q=pool")
    assert PUBLIC_HEADER in answer.headers
    assert PUBLIC_HEADER not in officer.client.get("/search?q=pool").headers
    make_post(officer, space, title="Pool two", label=Label.CLEAR)
    for address in ("/search?q=pool", "/search/suggest?q=pool"):
        answer = Client().get(address)
        assert PUBLIC_HEADER not in answer.headers
        assert "no-cache" in answer.headers["Cache-Control"]
    index()
    assert PUBLIC_HEADER in Client().get("/search?q=pool").headers


def test_a_narrower_label_holds_before_the_index_knows(index: Index, officer: Persona, space: Space) -> None:
    post = make_post(officer, space, title="Pool", label=Label.CLEAR)
    index()
    assert titles(read(Client(), "q=pool")) == ["Pool"]
    change_label(officer.viewer, Post.objects.get(pk=post.pk), Label.GREEN)
    page = read(Client(), "q=pool")
    assert titles(page) == []
    assert "0 posts for" in page
    assert Client().get("/search/suggest?q=pool").json() == {"groups": []}


def test_a_space_that_publishes_nothing_is_no_filter_for_strangers(
    index: Index, officer: Persona, stranger: Persona, space: Space
) -> None:
    Space.objects.filter(pk=space.pk).update(widest_label=Label.GREEN, name="Quiet matters")
    make_post(officer, do_create_space("Flood"), title="Pool", label=Label.CLEAR)
    make_post(officer, space, title="Pool inside")
    index()
    assert "Quiet matters" in read(officer.client, f"q=pool&space={space.slug}")
    for client in (Client(), stranger.client):
        for query in ("q=pool", f"q=pool&space={space.slug}"):
            assert "Quiet matters" not in read(client, query)
        assert f"“{space.slug}” is not a filter here" in read(client, f"q=pool&space={space.slug}")
