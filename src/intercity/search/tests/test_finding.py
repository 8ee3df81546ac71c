"""Finding posts: words, filters, order, counts, excerpts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intercity.organisations.viewers import PUBLIC
from intercity.posts.filters import Chosen
from intercity.posts.models import Post
from intercity.search import excerpts, folders
from intercity.search.asking import clean
from intercity.search.finding import Found, Query, count_by_organisation, find
from intercity.search.suggesting import LONGEST, suggest_posts
from intercity.spaces.actions import do_create_space, do_join
from intercity.spaces.models import Group, Label, Space, Topic
from tests.personas import Persona, make_organisation, make_persona, make_post

pytestmark = pytest.mark.django_db
Index = Callable[[], None]
WORST = (
    "",
    "\0",
    '"""" AND OR NOT (((',
    "+-*/:~^[]{}\\ title:a~2 *",
    "x" * 10_000,
    "word " * 2_000,
    "مدرسة مغلقة",
    "בית ספר",
    "\u200b\u200e\ufeff",
    "school\u200bs",
    "学校",
    "\ud800",
    "🏫 🏫",
    "'; DROP TABLE posts_post; --",
)


def titles(found: Found) -> list[str]:
    return [post.title for post in found.posts]


def chosen(**values: str) -> list[Chosen]:
    return [Chosen(param, value, value) for param, value in values.items()]


def test_a_post_is_found_by_its_words(index: Index, officer: Persona, space: Space) -> None:
    make_post(officer, space, title="Cooling centres", body="Libraries stay open at night.")
    make_post(officer, space, title="Buses", body="They run every ten minutes.")
    index()
    assert titles(find(officer.viewer, Query("library"))) == ["Cooling centres"]
    assert titles(find(officer.viewer, Query("nowhere written"))) == []


def test_without_words_everything_comes_newest_first(index: Index, officer: Persona, space: Space) -> None:
    for name in ("one", "two", "three"):
        make_post(officer, space, title=name)
    index()
    found = find(officer.viewer, Query())
    assert (titles(found), found.total) == (["three", "two", "one"], 3)


def test_labels_hold(index: Index, officer: Persona, stranger: Persona, space: Space) -> None:
    make_post(officer, space, title="Open pool", label=Label.CLEAR)
    make_post(officer, space, title="Closed pool", label=Label.GREEN)
    index()
    assert titles(find(PUBLIC, Query("pool"))) == ["Open pool"]
    assert titles(find(stranger.viewer, Query("pool"))) == ["Open pool"]
    assert set(titles(find(officer.viewer, Query("pool")))) == {"Open pool", "Closed pool"}
    assert count_by_organisation(PUBLIC, Query("pool")) == {officer.organisation.pk: 1}
    assert find(PUBLIC, Query("pool")).counts["kind"] == {"update": 1}


def test_a_partner_finds_the_network_posts_of_its_spaces(
    index: Index, officer: Persona, partner: Persona, space: Space
) -> None:
    other = do_create_space("Elsewhere")
    do_join(space, partner.organisation)
    make_post(officer, space, title="Inside pool")
    make_post(officer, other, title="Outside pool")
    index()
    assert titles(find(partner.viewer, Query("pool"))) == ["Inside pool"]


def test_a_thread_is_found_by_its_answers(
    index: Index, officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_post(officer, space, title="Pools", label=Label.CLEAR)
    make_post(officer_elsewhere, space, kind="comment", title="", body="We use sprinklers & hoses.", parent=post)
    hidden = make_post(officer_elsewhere, space, kind="comment", title="", body="Our secret fountain.", parent=post)
    Post.objects.filter(pk=hidden.pk).update(label=Label.GREEN)
    index()
    found = find(PUBLIC, Query("sprinklers"))
    assert titles(found) == ["Pools"]
    assert found.excerpts[post.pk] == "We use <mark>sprinklers</mark> &amp; hoses."
    assert not find(officer.viewer, Query("fountain")).posts


def test_excerpts_of_answers_cost_one_query_however_many_posts_say_nothing_themselves(
    index: Index, officer: Persona, officer_elsewhere: Persona, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excerpts, "MOST_ANSWERS", 2)
    posts = [make_post(officer, space, title=f"Pools {number}", label=Label.CLEAR) for number in range(4)]
    for number, post in enumerate(posts):
        for text in (*["Nothing of it."] * number, "We use sprinklers.", "Sprinklers, too."):
            make_post(officer_elsewhere, space, kind="comment", title="", body=text, parent=post)
    hidden = make_post(officer, space, title="Hidden pools", label=Label.CLEAR)
    comment = make_post(officer, space, kind="comment", title="", body="Sprinklers in secret.", parent=hidden)
    Post.objects.filter(pk=comment.pk).update(label=Label.GREEN)
    with CaptureQueriesContext(connection) as captured:
        found = excerpts.excerpts_of(PUBLIC, [*posts, hidden], "sprinklers")
    assert len(captured) == 1
    assert found == {post.pk: "We use <mark>sprinklers</mark>." for post in posts[:2]}, "only the first two are read"


def test_filters_and_counts(index: Index, officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    above = Topic.objects.create(slug="care", labels={"en": "Care"})
    below = Topic.objects.create(slug="meals", labels={"en": "Meals"}, parent=above)
    group = Group.objects.create(slug="elders", labels={"en": "Older people"})
    meal = make_post(officer, space, kind="practice", title="Meal round", topics=[below], status="ended")
    meal.groups.set([group])
    make_post(officer_elsewhere, space, kind="question", title="Who brings a meal?")
    index()
    found = find(officer.viewer, Query("meal"))
    assert found.total == 2
    assert found.counts["kind"] == {"practice": 1, "question": 1}
    assert found.counts["topic"] == {"care": 1, "meals": 1}
    assert found.counts["country"] == {"FR": 1, "IT": 1}
    assert found.counts["level"] == {"local": 2}
    assert found.counts["period"] == {"day": 2, "week": 2, "month": 2, "year": 2}
    for wish in ({"kind": "practice"}, {"topic": "care"}, {"group": "elders"}, {"country": "FR"}, {"status": "ended"}):
        assert titles(find(officer.viewer, Query("meal", chosen(**wish)))) == ["Meal round"], wish
    assert not find(officer.viewer, Query("meal", chosen(country="FR", kind="question"))).posts


def test_a_space_narrows(index: Index, officer: Persona, space: Space) -> None:
    make_post(officer, space, title="Here")
    make_post(officer, do_create_space("Other"), title="There")
    index()
    assert titles(find(officer.viewer, Query(space=space))) == ["Here"]


def test_a_period_narrows(index: Index, officer: Persona, space: Space) -> None:
    for days in (0, 3, 20, 200, 900):
        post = make_post(officer, space, title=f"{days}")
        Post.objects.filter(pk=post.pk).update(published_at=timezone.now() - timedelta(days=days))
    index()
    assert find(officer.viewer, Query()).counts["period"] == {"day": 1, "week": 2, "month": 3, "year": 4}
    assert titles(find(officer.viewer, Query(chosen=chosen(period="month")))) == ["0", "3", "20"]


def test_orders(index: Index, officer: Persona, space: Space) -> None:
    talked = make_post(officer, space, title="Old pool")
    make_post(officer, space, kind="comment", title="", body="Yes", parent=talked)
    make_post(officer, space, title="New pool")
    index()
    assert titles(find(officer.viewer, Query("pool", order="discussed"))) == ["Old pool", "New pool"]
    assert titles(find(officer.viewer, Query("pool", order="newest"))) == ["New pool", "Old pool"]
    assert len(find(officer.viewer, Query("pool", order="nonsense")).posts) == 2


def test_pages(index: Index, officer: Persona, space: Space) -> None:
    for number in range(5):
        make_post(officer, space, title=f"{number}")
    index()
    pages = [titles(find(officer.viewer, Query(offset=offset, size=2))) for offset in (0, 2, 4, 6, 10**9, -1)]
    assert pages == [["4", "3"], ["2", "1"], ["0"], [], [], []]
    assert find(officer.viewer, Query(size=0)).total == 5
    assert find(officer.viewer, Query(size=10**9, facets=False)).total == 5


def test_excerpts_mark_and_escape(index: Index, officer: Persona, space: Space) -> None:
    body = "Nothing here. " * 40 + "Then a <b>fountain</b> & more fountains. " + "And so on. " * 40
    post = make_post(officer, space, title="Water", body=body)
    index()
    excerpt = find(officer.viewer, Query("fountain")).excerpts[post.pk]
    assert excerpt.startswith("… ")
    assert excerpt.endswith(" …")
    assert "&lt;b&gt;<mark>fountain</mark>&lt;/b&gt; &amp; more <mark>fountains</mark>" in excerpt


def test_a_mistake_in_typing_is_tolerated(index: Index, officer: Persona, space: Space) -> None:
    make_post(officer, space, title="Sprinklers in the park")
    index()
    assert titles(find(officer.viewer, Query("sprinlkers"))) == ["Sprinklers in the park"]


def test_tolerance_tells_nothing_of_hidden_posts(index: Index, officer: Persona, space: Space) -> None:
    """Whether a word is taken for a mistake must not depend on posts that the asker cannot see."""
    make_post(officer, space, title="Harbour", label=Label.CLEAR)
    index()
    before = titles(find(PUBLIC, Query("zharbour")))
    make_post(officer, space, title="Zharbour", label=Label.GREEN)
    index()
    assert titles(find(PUBLIC, Query("zharbour"))) == before == ["Harbour"]


@pytest.mark.parametrize("text", WORST)
def test_no_text_is_an_error(text: str, index: Index, officer: Persona, space: Space) -> None:
    make_post(officer, space, title="Schools", body="Closed.")
    index()
    found = find(officer.viewer, Query(text))
    assert found.ready
    suggest_posts(officer.viewer, clean(text)[:LONGEST])
    present = folders.current()
    assert present is not None
    assert not folders.is_reported(present), "whoever asks this makes the index be built anew"
    assert len(find(officer.viewer, Query("school\u200bs")).posts) == 1


def test_an_organisation_without_place_or_country(index: Index, coordinator: Persona, space: Space) -> None:
    make_post(coordinator, space, title="Circular")
    index()
    found = find(coordinator.viewer, Query())
    assert found.total == 1
    assert "country" not in found.counts


def test_imported_words_of_a_place_find_the_post(index: Index, space: Space, db: None) -> None:
    city = make_organisation("Stadt Bern", short_name="Bern", country="CH")
    make_post(make_persona("b", city), space, title="Something")
    index()
    assert titles(find(make_persona("c", city).viewer, Query("Bern"))) == ["Something"]
