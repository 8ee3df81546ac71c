"""The table of answers: the page of the roll call, the page of its own, filters, orders, paging, who sees what."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intercity.activity.kept import forget_everything
from intercity.kinds.rollcall.actions.answering import Reply
from intercity.kinds.rollcall.models import FieldType, RollCall
from intercity.kinds.rollcall.tests.helpers import give, make_rollcall, reply
from intercity.kinds.rollcall.values.types import Amount, Choice, Day, Several, Value, Words
from intercity.matching.tests.helpers import make_city
from intercity.organisations.models import Organisation
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_organisation, make_persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def cities(nice: Organisation, torino: Organisation) -> list[Organisation]:
    others = [make_organisation(f"City of {name}", short_name=name) for name in ("Lyon", "Lille")]
    return [nice, torino, *others]


@pytest.fixture
def rollcall(coordinator: Persona, space: Space, cities: list[Organisation]) -> RollCall:
    made = make_rollcall(coordinator, space, cities)
    nice, torino, lyon, _lille = cities
    give(made, nice, reply("yes", 30, comment="All of them."))
    give(made, torino, reply("no"))
    give(made, lyon, reply("planned", 7))
    return made


def table(client: Client, rollcall: RollCall, query: str = "") -> str:
    answer = client.get(f"/posts/{rollcall.post.uid}/answers{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def names(page: str) -> list[str]:
    body = page.partition("<tbody data-rows>")[2].partition("</tbody>")[0]
    return re.findall(r'<th scope="row" class="city"><a [^>]*>([^<]*)</a>', body)


def test_the_page_of_the_roll_call_sums_up_draws_and_lists(rollcall: RollCall, officer: Persona) -> None:
    page = officer.client.get(rollcall.post.get_absolute_url()).content.decode()
    assert "3 of 4 cities have answered; 1 says yes, 1 plans to, 1 says no." in page
    assert names(page) == ["Lyon", "Torino", "Nice"]
    assert page.count('<svg class="chart answers"') == 2
    assert 'class="mine" data-org=' in page
    assert f"/posts/{rollcall.post.uid}/answers.xlsx" in page


def test_whoever_sees_the_question_only_is_told_for_whom_the_answers_are(
    coordinator: Persona, space: Space, cities: list[Organisation]
) -> None:
    made = make_rollcall(coordinator, space, cities, label=Label.CLEAR, answers_label=Label.GREEN)
    give(made, cities[0], reply("yes", 30, comment="secret comment"))
    page = Client().get(made.post.get_absolute_url()).content.decode()
    assert "The answers are for members of the network." in page
    assert "have answered" not in page
    assert "secret comment" not in page
    for ending in ("", ".csv", ".xlsx", ".json", "/missing"):
        answer = Client().get(f"/posts/{made.post.uid}/answers{ending}")
        assert answer.status_code == 403
        assert "secret comment" not in answer.content.decode()


def test_rows_are_narrowed_and_ordered_by_the_address(rollcall: RollCall, officer: Persona) -> None:
    client = officer.client
    assert names(table(client, rollcall, "?sort=city")) == ["Lyon", "Nice", "Torino"]
    assert names(table(client, rollcall, "?sort=-city")) == ["Torino", "Nice", "Lyon"]
    assert names(table(client, rollcall, "?sort=newest")) == ["Nice", "Torino", "Lyon"]
    assert names(table(client, rollcall, "?sort=f1")) == ["Nice", "Lyon", "Torino"]
    # Whoever gave no number comes last, whichever way it goes.
    assert names(table(client, rollcall, "?sort=f2")) == ["Lyon", "Nice", "Torino"]
    assert names(table(client, rollcall, "?sort=-f2")) == ["Nice", "Lyon", "Torino"]
    assert names(table(client, rollcall, "?country=IT")) == ["Torino"]
    assert names(table(client, rollcall, "?answer=f1:yes")) == ["Nice"]
    assert names(table(client, rollcall, "?answer=f1:yes&country=IT")) == []


def test_what_no_filter_knows_is_named_and_left_out(rollcall: RollCall, officer: Persona) -> None:
    page = table(officer.client, rollcall, "?country=XX&answer=f9:x&sort=nonsense&page=99999999999&per=1")
    assert names(page) == ["Lyon", "Torino", "Nice"]
    for word in ("XX", "f9:x", "nonsense"):
        assert f"“{word}” is not a filter here" in page


def test_totals_are_over_all_rows_that_the_filters_leave(rollcall: RollCall, officer: Persona) -> None:
    foot = table(officer.client, rollcall, "?country=FR").partition("<tfoot>")[2]
    assert "2 answers" in foot
    assert "together 37\N{NO-BREAK SPACE}playgrounds" in foot
    assert "Yes: 1" in foot
    assert "No: 1" not in foot


def test_the_own_city_is_marked_wherever_it_stands(rollcall: RollCall, officer: Persona, nice: Organisation) -> None:
    page = table(officer.client, rollcall)
    assert f'<tr class="mine" data-org="{nice.uid}"' in page
    # Not among the rows that the filter leaves: it stands on top.
    page = table(officer.client, rollcall, "?country=IT")
    assert f'<tbody class="own"><tr class="mine" data-org="{nice.uid}"' in page
    assert 'class="mine"' not in table(make_persona("other", make_organisation("City of Ghent")).client, rollcall)


def test_pages_hold_a_hundred_rows(coordinator: Persona, space: Space, officer: Persona) -> None:
    many = [make_organisation(f"City {number:03}") for number in range(103)]
    made = make_rollcall(coordinator, space, many)
    for city in many:
        give(made, city)
    first = table(officer.client, made, "?sort=city")
    assert names(first) == [f"City {number:03}" for number in range(100)]
    assert "rows 1 to 100" in first
    assert "?sort=city&amp;page=2" in first
    last = table(officer.client, made, "?sort=city&page=2")
    assert names(last) == ["City 100", "City 101", "City 102"]
    # A page that is no more shows the last one.
    assert names(table(officer.client, made, "?sort=city&page=9")) == names(last)


def test_numbers_per_head_leave_out_who_has_no_known_population(
    coordinator: Persona, space: Space, officer: Persona, cities: list[Organisation]
) -> None:
    nice, torino, lyon, _lille = cities
    nice.place = make_city(1, "Nice", "FR", (43.7, 7.2), 300_000)
    nice.save()
    made = make_rollcall(coordinator, space, cities)
    give(made, nice, reply("yes", 30))
    give(made, lyon, reply("yes", 7))
    page = table(officer.client, made, "?per=100k")
    assert "How many? (playgrounds per 100,000 people)" in page
    rows = dict(re.findall(r'data-org="(\w+)".*?class="f2 n">([^<]*)<', page))
    assert rows == {nice.uid: "10", lyon.uid: "–"}
    assert "1 city is left out of the figures" in page
    assert "together" not in page.partition("<tfoot>")[2].partition("</tfoot>")[0]


def test_who_has_not_answered_is_named_inside_the_space_only(
    coordinator: Persona, space: Space, officer: Persona, cities: list[Organisation], rollcall: RollCall
) -> None:
    lille = cities[3]
    Organisation.objects.filter(pk=lille.pk).update(contact_name="Night desk", contact_phone="+33 3 20 00 00 00")
    forget_everything()
    inside = officer.client.get(f"/posts/{rollcall.post.uid}/answers/missing").content.decode()
    assert "Lille" in inside
    assert "Night desk" in inside
    assert "Torino" not in inside.partition("<tbody>")[2]
    outside = make_persona("outside", make_organisation("City of Ghent")).client
    page = outside.get(f"/posts/{rollcall.post.uid}/answers/missing").content.decode()
    assert "1 organisation has not answered" in page
    assert "Lille" not in page
    # A count by country would name those of a country with one city.
    narrowed = table(outside, rollcall, "?country=FR")
    assert "Not answered" not in narrowed
    assert "Not answered" in table(officer.client, rollcall, "?country=FR")


def test_the_pages_ask_the_database_little_however_many_answered(
    coordinator: Persona, space: Space, officer: Persona
) -> None:
    counts = []
    # The first ones pay for what a process learns once.
    for number in (2, 3, 30):
        many = [make_organisation(f"City {number} {n}") for n in range(number)]
        made = make_rollcall(coordinator, space, many)
        for city in many:
            give(made, city)
        client = officer.client
        client.get("/")
        queries = []
        for address in (made.post.get_absolute_url(), f"/posts/{made.post.uid}/answers"):
            for _time in range(2):
                with CaptureQueriesContext(connection) as asked:
                    assert client.get(address).status_code == 200
                queries.append(len(asked))
        counts.append(queries)
    assert counts[1] == counts[2]
    first, again, whole, whole_again = counts[1]
    assert (first <= 40, again <= 10, whole <= 15, whole_again <= 12) == (True, True, True, True), counts


@pytest.mark.parametrize("kind", list(FieldType))
def test_every_sort_of_field_has_its_page(
    kind: FieldType, coordinator: Persona, space: Space, officer: Persona, cities: list[Organisation]
) -> None:
    options = [{"id": "a", "label": "Hotels"}, {"id": "b", "label": "Schools"}]
    field = {"type": kind, "label": "What about it?", "options": options if kind in ("one", "several") else []}
    made = make_rollcall(coordinator, space, cities, fields=[field])
    assert "None of 4 cities has answered yet." in table(officer.client, made)
    value, said, summed = GIVEN[kind]
    give(made, cities[0], Reply({"f1": value}))
    page = table(officer.client, made)
    assert said in page
    assert summed in page
    assert names(table(officer.client, made, "?sort=f1")) == ["Nice"]


GIVEN: dict[FieldType, tuple[Value, str, str]] = {
    FieldType.STANDING: (Choice("not_ours"), "Not our task", "1 says that it is not its task"),
    FieldType.ONE: (Choice("a"), "Hotels", "1 says “Hotels”"),
    FieldType.SEVERAL: (Several(("a", "b")), "Hotels, Schools", "1 says “Hotels”, 1 says “Schools”"),
    FieldType.NUMBER: (Amount(Decimal("1234.5"), "beds"), "1,234.5 beds", "1 has 1,234.5\N{NO-BREAK SPACE}beds"),
    FieldType.MONEY: (Amount(Decimal(20), "EUR", about=True), "about 20 EUR", "1 number is approximate"),
    FieldType.PERCENT: (Amount(Decimal(45), "%"), "45 %", "1 gives a number: 45\N{NO-BREAK SPACE}%"),
    FieldType.DATE: (Day(date(2026, 3, 2)), "2 Mar 2026", "1 names a day: 2 Mar 2026"),
    FieldType.TEXT: (Words("<b>Two halls</b>"), "&lt;b&gt;Two halls&lt;/b&gt;", "1 wrote a text"),
}
