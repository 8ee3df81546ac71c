"""What actions cost, as a number: typed, shown, laid beside practices, in the file of the plan; and to whom."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest

from intercity.activity.kept import forget_everything
from intercity.kinds.action.actions import do_move
from intercity.kinds.action.models import Action
from intercity.organisations.models import Organisation
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db
COST = {"cost": "Staff", "cost_amount": "34000.50", "cost_currency": "EUR", "cost_period": "monthly"}


def test_the_form_of_its_lead_takes_an_amount_with_its_currency(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, kind="action", title="A tool")
    address = f"/posts/{post.uid}/facts"
    assert officer.client.post(address, {"cost_amount": "5"}).status_code == 422
    assert officer.client.post(address, {**COST, "cost_period": "weekly"}).status_code == 422
    assert Action.objects.get().cost_amount is None
    assert officer.client.post(address, COST).status_code == 302
    assert Action.objects.get().cost_amount == Decimal("34000.50")
    assert "€34,000.50 each month" in officer.client.get(post.get_absolute_url()).content.decode()
    assert 'value="34000.50"' in officer.client.get(address).content.decode()


def test_it_stands_beside_practices_and_in_the_file(
    officer: Persona, coordinator: Persona, torino: Organisation, space: Space
) -> None:
    amount = {**COST, "cost_amount": Decimal("34000.50")}
    make_post(officer, space, kind="practice", title="Cool rooms", **amount)
    post = make_post(officer, space, kind="action", title="A tool", lead="Torino", **amount)
    declined = make_post(officer, space, kind="action", title="Nobody pays", **amount)
    assert coordinator.organisation is not None
    do_move(declined, "decline", coordinator.organisation, coordinator.person, "No")
    page = officer.client.get(f"/spaces/{space.slug}/costs").content.decode().partition("<table")[2]
    assert page.count("€34,000.50 each month") == 2
    assert "Torino" in page
    assert "Nobody pays" not in page
    text = officer.client.get(f"/spaces/{space.slug}/plan.csv?separator=comma").content.decode("utf-8-sig")
    row = next(row for row in csv.DictReader(io.StringIO(text)) if row["Address"].endswith(post.get_absolute_url()))
    assert [row[name] for name in ("Cost", "Cost as a number", "Currency", "How often")] == [
        "Staff", "34000.50", "EUR", "Each month",
    ]  # fmt: skip


def test_it_is_for_those_who_see_the_action(officer: Persona, reader: Persona, space: Space) -> None:
    post = make_post(officer, space, kind="action", title="A tool", **{**COST, "cost_amount": Decimal(5)})
    for label, seen in ((Label.GREEN, True), (Label.RED, False)):
        Post.objects.filter(pk=post.pk).update(label=label)
        forget_everything()
        assert ("A tool" in reader.client.get(f"/spaces/{space.slug}/costs").content.decode()) is seen
