"""Costs side by side: the arithmetic, the page of a space, and the columns of the table."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from intercity.core.currencies import CODES
from intercity.organisations.models import Organisation
from intercity.places.models import City, Country
from intercity.posts.costs import Cost, Period, in_groups, money, order, rounded
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_post

AMOUNTS = st.decimals(0, Decimal("9999999999999999.99"), places=2)
COSTS = st.builds(
    Cost, AMOUNTS, st.sampled_from(("EUR", "BGN", "CHF")), st.sampled_from(Period.values),
    st.none() | st.integers(0, 40_000_000),
)  # fmt: skip


@given(COSTS)
def test_what_is_for_each_is_the_whole_divided(cost: Cost) -> None:
    if not cost.people:
        assert cost.per_head is None
        assert cost.each == ""
        return
    times = 12 if cost.period == Period.MONTHLY else 1
    assert cost.per_head is not None
    assert abs(cost.per_head * cost.people - cost.amount * times) <= cost.amount * Decimal("1e-20")


@given(AMOUNTS, st.integers(1, 40_000_000))
def test_a_month_twelve_times_is_a_year(amount: Decimal, people: int) -> None:
    monthly, yearly = Cost(amount, "EUR", "monthly", people), Cost(amount * 12, "EUR", "yearly", people)
    assert monthly.per_head == yearly.per_head
    assert not monthly.is_once


@given(st.decimals(0, Decimal(10) ** 20, allow_nan=False))
def test_rounding_moves_little_and_never_to_nothing(amount: Decimal) -> None:
    near = rounded(amount)
    assert abs(near - amount) <= max(Decimal("0.005"), amount / 20)
    assert bool(near) == bool(amount)


@given(st.lists(COSTS, max_size=20))
def test_groups_never_mix_currencies_or_once_and_again(costs: list[Cost]) -> None:
    groups = in_groups((cost, number) for number, cost in enumerate(costs))
    assert sorted(number for _group, rows in groups for _cost, number in rows) == list(range(len(costs)))  # type: ignore[type-var]
    assert len({group for group, _rows in groups}) == len(groups)
    for group, rows in groups:
        assert {(cost.currency, cost.is_once) for cost, _number in rows} == {(group.currency, group.is_once)}
        assert [order(cost) for cost, _number in rows] == sorted(order(cost) for cost, _number in rows)


@pytest.mark.parametrize(
    ("amount", "currency", "period"),
    [
        ("-1", "EUR", "once"), ("NaN", "EUR", "once"), ("Infinity", "EUR", "once"), ("1", "XXX", "once"),
        ("1", "EUR", ""),
    ],
)  # fmt: skip
def test_what_is_no_cost_is_refused(amount: str, currency: str, period: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (the value is the message)
        Cost(Decimal(amount), currency, period)


def test_every_currency_can_be_written() -> None:
    assert len(CODES) > 150
    assert all(money(Decimal("1.50"), code) for code in CODES)


@pytest.mark.parametrize(
    ("amount", "said"), [("0.004567", "0.0046"), ("0.996", "1.00"), ("0", "0.00"), ("2.345", "2.35")]
)
def test_rounding_in_numbers(amount: str, said: str) -> None:
    assert str(rounded(Decimal(amount))) == said


def costing(persona: Persona, space: Space, title: str, amount: str, currency: str = "EUR", **more: Any) -> Post:
    facts = {"cost_amount": Decimal(amount), "cost_currency": currency, "cost_period": "yearly", **more}
    return make_post(persona, space, kind="practice", title=title, **facts)


@pytest.fixture
def nice_has_people(officer: Persona) -> None:
    """Nice with 340,000 inhabitants."""
    country, _new = Country.objects.get_or_create(
        code="FR", defaults={"iso3": "FRA", "continent": "EU", "population": 1}
    )
    place, _new = City.objects.update_or_create(
        geonames_id=2990440,
        defaults={
            "name": "Nice", "folded": "nice", "country": country, "latitude": 43.7, "longitude": 7.2,
            "population": 340_000, "timezone": "Europe/Paris",
        },
    )  # fmt: skip
    Organisation.objects.filter(pk=officer.organisation.pk).update(place=place)  # type: ignore[union-attr]
    officer.organisation.refresh_from_db()  # type: ignore[union-attr]


@pytest.mark.usefixtures("nice_has_people")
class TestPages:
    """Where there are people."""

    def test_the_page_says_it_for_each_inhabitant(self, officer: Persona, space: Space) -> None:
        post = costing(officer, space, "Cool rooms", "34000")
        page = officer.client.get(post.get_absolute_url()).content.decode()
        assert "€34,000.00 each year" in page
        assert "€0.10 per inhabitant and year" in page

    def test_the_costs_of_a_space(self, officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
        costing(officer, space, "Dear", "680000")
        costing(officer, space, "Cheap", "1000", cost_period="monthly")
        costing(officer, space, "Leva", "5", "BGN")
        costing(officer, space, "Fountain", "1", cost_period="once")
        costing(officer_elsewhere, space, "Unknown", "1")
        make_post(officer, space, kind="practice", title="Says nothing")
        page = officer.client.get(f"/spaces/{space.slug}/costs").content.decode()
        places = [page.index(title) for title in ("Leva", "Cheap", "Dear", "Unknown", "Fountain")]
        assert places == sorted(places)
        assert "Says nothing" not in page
        assert "inhabitants not known" in page

    def test_the_table_has_them_as_numbers(self, officer: Persona, space: Space) -> None:
        costing(officer, space, "Cool rooms", "34000.50", cost_period="monthly")
        make_post(officer, space, title="News")
        base = f"/spaces/{space.slug}/table"
        ending = "?columns=title,amount,currency,again,each&separator=comma"
        text = officer.client.get(f"{base}.csv{ending}").content.decode("utf-8-sig")
        rows = {row["Title"]: row for row in csv.DictReader(io.StringIO(text))}
        assert list(rows["Cool rooms"].values())[1:5] == ["34000.50", "EUR", "Each month", "1.20"]
        assert list(rows["News"].values())[1:5] == ["", "", "", ""]
        book = load_workbook(io.BytesIO(officer.client.get(f"{base}.xlsx{ending}").content))
        cells = {row[0]: row[1:5] for row in book.worksheets[0].iter_rows(values_only=True)}
        assert cells["Cool rooms"] == (34000.5, "EUR", "Each month", 1.2)
        assert "34,000.5" in officer.client.get(base + ending).content.decode()


def test_the_form_wants_the_whole_of_it(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, kind="practice", title="Cool rooms")
    typed = {"title": "x", "body": "y", "label": "green", "language": "en", "status": "active", "topics": []}
    whole = {**typed, "cost_amount": "1200.50", "cost_currency": "EUR", "cost_period": "once"}

    def wrong(**change: str) -> str:
        answer = officer.client.post(f"/posts/{post.uid}/edit", {**whole, **change})
        return answer.content.decode() if answer.status_code == 422 else ""

    assert "An amount needs its currency" in wrong(cost_currency="")
    assert "An amount needs its currency" in wrong(cost_period="")
    for bad in ("-1", "much", "1e40", "NaN", "1.234", "9" * 30):
        assert 'href="#id_cost_amount"' in wrong(cost_amount=bad), bad
    assert 'href="#id_cost_currency"' in wrong(cost_currency="DEM")


@pytest.mark.parametrize("label", Label.values)
def test_costs_are_for_whom_the_post_is_for(label: str, officer: Persona, stranger: Persona, space: Space) -> None:
    Post.objects.filter(pk=costing(officer, space, "zqcostqz", "5").pk).update(label=label)
    page = stranger.client.get(f"/spaces/{space.slug}/costs").content.decode()
    assert ("zqcostqz" in page) == (label == Label.CLEAR)
