"""GET /spaces/<slug>/map, its data, and the posts of one city: with a search index and without."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime

from intercity.activity.kept import forget_everything
from intercity.activity.public import PUBLIC_HEADER
from intercity.organisations.models import Organisation
from intercity.pages.map import paging
from intercity.pages.map.tests.places import put_on_the_map
from intercity.posts import actions
from intercity.posts.models import Post
from intercity.search import tallying
from intercity.spaces.models import Label, Space, Topic
from tests.personas import Persona, make_organisation, make_persona, make_post

pytestmark = pytest.mark.django_db
BringUp = Callable[[], None]


@pytest.fixture(params=["index", "many", "database"])
def ready(request: pytest.FixtureRequest, index: BringUp, monkeypatch: pytest.MonkeyPatch) -> BringUp:
    """Call it when everything is written: each test runs with an index, with more posts than one looks at, without."""
    if request.param == "many":
        monkeypatch.setattr(tallying, "MOST_LOOKED_AT", 0)

    def bring_up() -> None:
        if request.param != "database":
            index()

    return bring_up


def read(client: Client, space: Space, query: str = "", of: str = "") -> str:
    response = client.get(f"/spaces/{space.slug}/map{of}{query}")
    assert response.status_code == 200
    return response.content.decode()


def data(client: Client, space: Space, query: str = "") -> Any:
    return json.loads(client.get(f"/spaces/{space.slug}/map.json{query}").content)


def counts(client: Client, space: Space, query: str = "") -> dict[str, int]:
    """Posts by name, as the map draws them; the table must say the same."""
    found = data(client, space, query)
    drawn = {one["name"]: one["posts"] for one in [*found["cities"], *found["others"]]}
    rows = re.findall(
        r'<tr[^>]*><th scope="row"><a[^>]*>([^<]*).*?<td class="n">(\d+)</td>', read(client, space, query)
    )
    assert {unescape(name): int(number) for name, number in rows} == drawn
    return drawn


def named(page: str) -> list[str]:
    """The names in the rows of the table."""
    return re.findall(r'<tr[^>]*><th scope="row"><a[^>]*>([^<]*)', page)


def test_each_sees_whose_posts_they_may_read(
    officer: Persona, officer_elsewhere: Persona, reader: Persona, partner: Persona, stranger: Persona,
    coordinator: Persona, space: Space, ready: BringUp,
) -> None:  # fmt: skip
    make_post(officer, space, label=Label.CLEAR)
    make_post(officer, space, label=Label.GREEN)
    make_post(officer_elsewhere, space, label=Label.GREEN)
    make_post(coordinator, space, label=Label.AMBER)
    make_post(officer, space, label=Label.AMBER)
    make_post(officer, space, label=Label.RED)
    ready()
    # Torino and Nice are of the space; who coordinates is not.
    for persona in (officer, officer_elsewhere, reader):
        assert counts(persona.client, space) == {"Nice": 3, "Torino": 1, "Secretariat": 1}
    assert counts(coordinator.client, space) == {"Nice": 2, "Torino": 1}
    for client in (Client(), partner.client, stranger.client):
        assert counts(client, space) == {"Nice": 1}
        assert "Torino" not in read(client, space)


def test_the_newest_is_the_newest_that_one_sees(officer: Persona, space: Space, ready: BringUp) -> None:
    public = make_post(officer, space, label=Label.CLEAR)
    hidden = make_post(officer, space, label=Label.GREEN)
    withdrawn = make_post(officer, space, label=Label.GREEN)
    Post.objects.filter(pk=public.pk).update(published_at=hidden.published_at - timedelta(days=9))
    ready()
    actions.withdraw(officer.viewer, withdrawn)
    public.refresh_from_db()
    for client, newest in ((Client(), public), (officer.client, hidden)):
        told = newest.published_at.isoformat(timespec="seconds")
        assert [one["newest"] for one in data(client, space)["others"]] == [told]
        shown = localtime(newest.published_at).isoformat(timespec="seconds")
        assert re.findall(r'<time datetime="([^"]*)"', read(client, space).partition("<table")[2]) == [shown]


def test_cities_have_a_place_and_the_others_are_listed(
    officer: Persona, coordinator: Persona, space: Space, ready: BringUp
) -> None:
    put_on_the_map(officer.organisation)  # type: ignore[arg-type]
    for persona in (officer, officer, coordinator):
        make_post(persona, space, label=Label.CLEAR)
    newest = Post.objects.filter(organisation=officer.organisation).latest("published_at").published_at
    ready()
    found = data(Client(), space)
    assert found["cities"] == [
        {
            "slug": "city-of-nice", "name": "Nice", "country": "France", "posts": 2, "lat": 48.8534, "lon": 2.3488,
            "newest": newest.isoformat(timespec="seconds"),
        }
    ]  # fmt: skip
    assert [(one["name"], one["posts"], "lat" in one) for one in found["others"]] == [("Secretariat", 1, False)]
    page = read(Client(), space)
    assert "1 city · 2 posts" in page
    assert "1 organisation without a place on the map · 1 post<" in page


def test_the_map_draws_all_cities_while_its_table_has_pages(
    officer: Persona, coordinator: Persona, space: Space, ready: BringUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "A_PAGE", 2)
    for number, name in enumerate(("Aachen", "Brno", "Cork")):
        persona = make_persona(name, put_on_the_map(make_organisation(name)))
        for _time in range(3 - number):
            make_post(persona, space, kind="practice", label=Label.CLEAR)
    make_post(coordinator, space, kind="practice", label=Label.CLEAR)
    ready()
    pins = data(Client(), space, "?part=pins")
    assert [(one["name"], one["posts"]) for one in pins] == [("Aachen", 3), ("Brno", 2), ("Cork", 1)]
    assert pins[0] == {"slug": "aachen", "name": "Aachen", "posts": 3, "lat": 48.8534, "lon": 2.3488}
    first, second = read(Client(), space, "?kind=practice"), read(Client(), space, "?kind=practice&page=2")
    assert named(first) == ["Aachen", "Brno"]
    assert named(second) == ["Cork", "Secretariat"]
    for page in (first, second):
        assert "3 cities · 6 posts" in page
    assert "Rows 1 to 2 of 4" in first
    assert "Rows 3 to 4 of 4" in second
    assert 'rel="next" href="?kind=practice&amp;page=2#cities"' in first
    assert 'rel="prev" href="?kind=practice#cities"' in second
    assert ("noindex" in first, "noindex" in second) == (False, True)
    for rubbish, number in {"0": 1, "-1": 1, "x": 1, "٣": 1, "%00": 1, "9" * 400: 1, "3": 2, "99999999": 2}.items():
        assert named(read(Client(), space, f"?page={rubbish}")) == named((first, second)[number - 1]), rubbish


def test_filters_are_those_of_the_stream(
    officer: Persona, officer_elsewhere: Persona, space: Space, topic: Topic, ready: BringUp
) -> None:
    make_post(officer, space, kind="practice", topics=[topic], status="active")
    make_post(officer, space, kind="practice", status="ended")
    make_post(officer_elsewhere, space, kind="question")
    ready()
    for query, shown in {
        "?kind=practice": {"Nice": 2}, "?kind=question": {"Torino": 1}, "?topic=housing": {"Nice": 1},
        "?status=ended": {"Nice": 1}, "?country=IT": {"Torino": 1}, "?period=day": {"Nice": 2, "Torino": 1},
        "?level=regional": {}, "?kind=practice&country=IT": {},
    }.items():  # fmt: skip
        assert counts(officer.client, space, query) == shown, query


def test_every_link_keeps_the_filters(officer: Persona, space: Space, ready: BringUp) -> None:
    put_on_the_map(officer.organisation)  # type: ignore[arg-type]
    make_post(officer, space, kind="practice", label=Label.CLEAR)
    ready()
    page = read(Client(), space, "?kind=practice&gossip=1")
    base = f"/spaces/{space.slug}/map"
    assert f'href="{base}/city-of-nice?kind=practice"' in page
    assert page.count(f'href="{base}.json?kind=practice"') == 2
    assert f'data-cities="{base}.json?kind=practice"' in page
    assert 'data-slug="city-of-nice"' in page
    assert re.search(rf'rel="canonical" href="http[^"]*{base}\?kind=practice"', page)
    assert f'href="{base}?kind=practice"' in read(Client(), space, "?kind=practice", of="/city-of-nice")


def test_a_new_post_counts_at_once_and_a_page_that_may_lack_it_is_not_kept(
    officer: Persona, space: Space, index: BringUp
) -> None:
    address = f"/spaces/{space.slug}/map.json"
    make_post(officer, space, label=Label.CLEAR)
    index()
    assert PUBLIC_HEADER in Client().get(address).headers
    post = make_post(officer, space, label=Label.CLEAR)
    behind = Client().get(address)
    assert PUBLIC_HEADER not in behind.headers, "the index does not hold the newest act"
    assert behind.headers["Cache-Control"] == "private, no-cache"
    assert PUBLIC_HEADER not in Client().get(f"/spaces/{space.slug}/map").headers
    index()
    assert counts(Client(), space) == {"Nice": 2}, "nothing of the time between was kept"
    assert PUBLIC_HEADER in Client().get(address).headers
    actions.withdraw(officer.viewer, post)
    assert counts(Client(), space) == {"Nice": 1}, "what is withdrawn is gone before the index knows"


def test_a_renamed_city_has_its_new_name(officer: Persona, space: Space, ready: BringUp) -> None:
    make_post(officer, space, label=Label.CLEAR)
    ready()
    assert counts(Client(), space) == {"Nice": 1}
    Organisation.objects.filter(pk=officer.organisation.pk).update(short_name="Nice Côte d’Azur")  # type: ignore[union-attr]
    forget_everything()
    assert counts(Client(), space) == {"Nice Côte d’Azur": 1}


def test_countries_come_in_the_readers_language(officer: Persona, space: Space, ready: BringUp) -> None:
    make_post(officer, space, label=Label.CLEAR)
    ready()
    for language, name in (("en", "France"), ("bg", "Франция"), ("en", "France")):
        answer = Client().get(f"/spaces/{space.slug}/map.json", headers={"Accept-Language": language})
        assert json.loads(answer.content)["others"][0]["country"] == name


def test_a_name_cannot_write_html(space: Space, ready: BringUp) -> None:
    organisation = put_on_the_map(make_organisation("</script><b>'\"&"))
    make_post(make_persona("hostile", organisation), space, label=Label.CLEAR)
    ready()
    for of in ("", f"/{organisation.slug}"):
        page = read(Client(), space, of=of)
        assert "<b>" not in page.partition("<main")[2].partition("</main")[0]
    assert counts(Client(), space) == {"</script><b>'\"&": 1}


def test_the_posts_of_a_city(
    officer: Persona, officer_elsewhere: Persona, stranger: Persona, space: Space, ready: BringUp
) -> None:
    for number in range(7):
        make_post(officer, space, kind="practice", title=f"Public {number}", label=Label.CLEAR)
    make_post(officer, space, title="For the network")
    make_post(officer_elsewhere, space, title="Of another city", label=Label.CLEAR)
    ready()
    page = read(Client(), space, of="/city-of-nice")
    assert len(re.findall("Public \\d", page)) == 7
    assert "For the network" not in page
    assert "Of another city" not in page
    assert "For the network" in read(officer_elsewhere.client, space, of="/city-of-nice")
    assert "For the network" not in read(officer.client, space, "?kind=practice", of="/city-of-nice")
    part = read(Client(), space, "?part=cards", of="/city-of-nice")
    assert re.findall("Public \\d", part) == [f"Public {number}" for number in (6, 5, 4, 3, 2)]
    assert "<html" not in part
    assert "Nothing here fits" in read(Client(), space, "?kind=question", of="/city-of-nice")


def test_a_city_without_a_post_that_one_sees_is_unknown(officer: Persona, stranger: Persona, space: Space) -> None:
    make_post(officer, space)
    for ending in ("", "?part=cards", "?after=x", "?kind=practice"):
        address = f"/spaces/{space.slug}/map/city-of-nice{ending}"
        assert officer.client.get(address).status_code == 200
        assert [client.get(address).status_code for client in (Client(), stranger.client)] == [404, 404]
    assert officer.client.get(f"/spaces/{space.slug}/map/nowhere").status_code == 404


def test_a_space_that_publishes_nothing_is_unknown_to_strangers(
    officer: Persona, stranger: Persona, space: Space
) -> None:
    make_post(officer, space)
    space.widest_label = Label.GREEN
    space.save()
    forget_everything()
    for ending in ("map", "map.json", "map/city-of-nice"):
        address = f"/spaces/{space.slug}/{ending}"
        assert officer.client.get(address).status_code == 200
        assert [client.get(address).status_code for client in (Client(), stranger.client)] == [404, 404]
        assert officer.client.post(address).status_code == 405


def test_rubbish_is_left_out_and_named(officer: Persona, space: Space, ready: BringUp) -> None:
    make_post(officer, space, label=Label.CLEAR)
    ready()
    for query in ("?kind=gossip", "?kind=%00&topic=%FF&size=<script>", "?period=never", "?country=" + "x" * 9000):
        assert counts(officer.client, space, query) == {"Nice": 1}
        read(officer.client, space, f"{query}&after=%00&part=%00", of="/city-of-nice")
    assert "“gossip”" in read(officer.client, space, "?kind=gossip")


def test_an_empty_map_says_what_to_do(officer: Persona, space: Space, ready: BringUp) -> None:
    ready()
    assert "Sign in" in read(Client(), space).partition("<main")[2]
    assert "Nobody has posted here yet" in read(officer.client, space)
    make_post(officer, space)
    ready()
    assert "Show everything" in read(officer.client, space, "?kind=question")
    assert counts(Client(), space) == {}


def test_the_map_costs_the_same_for_one_post_and_for_many(officer: Persona, space: Space, ready: BringUp) -> None:
    def cost(address: str) -> int:
        forget_everything()
        client = officer.client
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/spaces/{space.slug}/{address}").status_code == 200
        return len(captured)

    addresses = ("map", "map.json", "map?kind=update")
    make_post(officer, space)
    ready()
    few = [cost(address) for address in addresses]
    for number in range(12):
        other = make_persona(f"other {number}", put_on_the_map(make_organisation(f"City {number}")))
        make_post(other, space)
    ready()
    assert [cost(address) for address in addresses] == few
    assert max(few) <= 22


def test_what_was_worked_out_is_kept_until_somebody_acts(officer: Persona, space: Space, ready: BringUp) -> None:
    make_post(officer, space)
    ready()
    client = officer.client
    client.get(f"/spaces/{space.slug}/map.json")
    with CaptureQueriesContext(connection) as captured:
        client.get(f"/spaces/{space.slug}/map.json")
    assert len(captured) <= 4, [query["sql"] for query in captured]
    make_post(officer, space)
    ready()
    assert counts(client, space) == {"Nice": 2}
