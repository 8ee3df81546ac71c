"""GET /posts/<uid>/answers/map and map.json: the same for the same viewer; names of the silent inside only."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.text import slugify

from intercity.kinds.rollcall.actions.answering import withdraw
from intercity.kinds.rollcall.models import RollCall
from intercity.kinds.rollcall.tests.helpers import fresh, give, make_rollcall, reply
from intercity.kinds.rollcall.views import mapped
from intercity.matching.tests.helpers import make_city
from intercity.organisations.models import Organisation
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_organisation, make_persona

pytestmark = pytest.mark.django_db


def make_placed(name: str) -> Organisation:
    """A city with a place on the map."""
    key = 1000 + Organisation.objects.count()
    place = make_city(key, name, "FR", (40.0 + key % 17, 5.0 + key % 13), 100_000)
    return make_organisation(f"City of {name}", short_name=name, place=place)


@pytest.fixture
def cities(db: None) -> list[Organisation]:
    return [make_placed(name) for name in ("Nice", "Torino", "Ghent", "Liège")]


@pytest.fixture
def rollcall(coordinator: Persona, cities: list[Organisation], space: Space) -> RollCall:
    """Public; two of four have answered."""
    made = make_rollcall(coordinator, space, cities, label=Label.CLEAR)
    give(made, cities[0], reply("yes", 3))
    give(made, cities[1], reply("planned"))
    return made


@pytest.fixture
def member(cities: list[Organisation]) -> Persona:
    """Of a city that is asked, and so inside the space."""
    return make_persona("member", cities[0])


@pytest.fixture
def outsider(db: None) -> Persona:
    """Of a city of the network that is not in the space."""
    return make_persona("outsider", make_placed("Bergen"))


def page(client: Client, rollcall: RollCall, query: str = "") -> str:
    answer = client.get(f"/posts/{rollcall.post.uid}/answers/map{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def data(client: Client, rollcall: RollCall, query: str = "") -> Any:
    return json.loads(client.get(f"/posts/{rollcall.post.uid}/answers/map.json{query}").content)


def table(html: str) -> dict[str, str]:
    """What the rows say, by city."""
    rows = re.findall(r'<th scope="row"><a[^>]*>([^<]*)</a></th><td>[^<]*</td><td><svg.*?</svg> ([^<]*)</td>', html)
    return {unescape(name): unescape(said) for name, said in rows}


def drawn(found: Any) -> dict[str, str]:
    """The same out of the data."""
    marks = found["marks"]
    return {one["name"]: one.get("text", marks[one["mark"]]["label"]) for one in [*found["cities"], *found["others"]]}


def test_the_table_the_data_and_the_legend_agree(rollcall: RollCall, member: Persona, outsider: Persona) -> None:
    for viewer in (member.client, outsider.client, Client()):
        for query in ("", "?field=f2", "?answer=f1:yes", "?level=local"):
            found, html = data(viewer, rollcall, query), page(viewer, rollcall, query)
            assert drawn(found) == table(html)
            legend = re.findall(r"<span>([^<]*)</span> <b>(\d+)</b>", html)
            assert [(unescape(label), int(n)) for label, n in legend] == [
                (mark["label"], mark["count"]) for mark in found["marks"]
            ]


def test_who_has_not_answered_is_named_inside_and_counted_outside(
    rollcall: RollCall, member: Persona, outsider: Persona
) -> None:
    html = page(member.client, rollcall)
    assert table(html) == {
        "Nice": "Yes", "Torino": "Planned", "Ghent": "not answered yet", "Liège": "not answered yet",
    }  # fmt: skip
    for viewer in (outsider.client, Client()):
        html = page(viewer, rollcall)
        assert table(html) == {"Nice": "Yes", "Torino": "Planned"}
        assert "2 more have not answered" in html
        assert not {"Ghent", "Liège"} & {one["name"] for one in data(viewer, rollcall)["cities"]}


def test_outside_a_filter_does_not_tell_who_is_silent(
    rollcall: RollCall, member: Persona, outsider: Persona, cities: list[Organisation]
) -> None:
    Organisation.objects.filter(pk=cities[2].pk).update(level="regional")
    give(fresh(rollcall.post), cities[3])
    Organisation.objects.filter(pk=cities[3].pk).update(level="regional")
    assert [mark["count"] for mark in data(member.client, rollcall, "?level=regional")["marks"]] == [1, 0, 0, 0, 1]
    assert [mark["count"] for mark in data(outsider.client, rollcall, "?level=regional")["marks"]] == [1, 0, 0, 0]


def test_answers_that_move_move_the_map(rollcall: RollCall, member: Persona, cities: list[Organisation]) -> None:
    give(fresh(rollcall.post), cities[2], reply("no"))
    assert table(page(member.client, rollcall))["Ghent"] == "No"
    withdraw(member.viewer, fresh(rollcall.post), cities[0])
    assert table(page(member.client, rollcall))["Nice"] == "not answered yet"


def test_cities_without_a_place_stand_in_the_table_only(
    coordinator: Persona, member: Persona, cities: list[Organisation], space: Space, ministry: Organisation
) -> None:
    made = make_rollcall(coordinator, space, [*cities, ministry])
    give(made, ministry, reply("no"))
    found = data(member.client, made)
    assert [one["name"] for one in found["others"]] == ["Ministry"]
    assert table(page(member.client, made))["Ministry"] == "No"
    pins = data(member.client, made, "?part=pins")
    assert "others" not in pins
    assert pins["names"] == [one["name"] for one in found["cities"]]


def test_the_columns_that_the_map_draws_are_the_data(
    rollcall: RollCall, member: Persona, cities: list[Organisation]
) -> None:
    """The script makes a slug out of the name where none is written: only where that is not enough."""
    give(fresh(rollcall.post), cities[2], reply("yes", 9))
    Organisation.objects.filter(pk=cities[2].pk).update(slug="ghent-on-the-scheldt")
    for query in ("?field=f1", "?field=f2"):
        pins, found = data(member.client, rollcall, f"{query}&part=pins"), data(member.client, rollcall, query)
        assert pins["marks"] == found["marks"]
        for at, one in enumerate(found["cities"]):
            slug = pins["slugs"][at] or pins["usual"] + slugify(one["name"])
            assert (slug, pins["names"][at], pins["mark"][at]) == (one["slug"], one["name"], one["mark"])
            assert (pins["lat"][at] / 100, pins["lon"][at] / 100) == (one["lat"], one["lon"])
            text = pins["texts"][at] if pins["texts"] else ""
            assert (text + pins["unit"] if text else None) == one.get("text")
        assert [slug for slug in pins["slugs"] if slug] == ["ghent-on-the-scheldt"]


def test_numbers_per_head_leave_out_whom_nobody_counted(
    rollcall: RollCall, member: Persona, cities: list[Organisation]
) -> None:
    give(fresh(rollcall.post), cities[2], reply("yes", 9))
    Organisation.objects.filter(pk=cities[2].pk).update(place=None)
    html = page(member.client, rollcall, "?field=f2&per=100k")
    assert "for 1 of 2 cities that gave a number" in html
    assert table(html)["Nice"].endswith("per 100,000 people")
    assert table(html)["Ghent"] == "number of people not known"
    assert table(html)["Torino"] == "answered, but not this question"
    assert drawn(data(member.client, rollcall, "?field=f2&per=100k")) == table(html)
    assert "per=100k" in html.partition('data-cities="')[2].partition('"')[0]
    plain = page(member.client, rollcall, "?field=f2")
    assert "per 100,000 people" not in table(plain)["Nice"]
    assert "Show numbers per 100,000 people" in plain
    assert "100,000" not in page(member.client, rollcall, "?field=f1&per=100k")


def test_the_own_city_is_marked_and_rows_are_paged(
    rollcall: RollCall, member: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert re.findall(r'class="mine"><th scope="row"><a[^>]*>([^<]*)', page(member.client, rollcall)) == ["Nice"]
    monkeypatch.setattr(mapped, "A_PAGE", 3)
    first, second = page(member.client, rollcall), page(member.client, rollcall, "?page=2")
    assert len(table(first)) == 3
    assert len(table(second)) == 1
    assert "page=2" in first
    assert table(page(member.client, rollcall, "?page=nonsense")) == table(first)


def test_words_of_cities_are_escaped(coordinator: Persona, member: Persona, space: Space) -> None:
    bad = make_placed("<script>x</script>")
    made = make_rollcall(coordinator, space, [bad])
    give(made, bad, reply("yes"))
    assert "<script>x" not in page(make_persona("m", bad).client, made)
