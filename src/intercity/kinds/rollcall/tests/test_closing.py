"""/posts/<uid>/close and /reopen: the note on top, and no answers any more."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from intercity.activity.models import Activity
from intercity.kinds.rollcall.actions.answering import answer
from intercity.kinds.rollcall.actions.closing import do_close
from intercity.kinds.rollcall.models import Answer, RollCall
from intercity.kinds.rollcall.sheet import sheet_at
from intercity.kinds.rollcall.tests.helpers import fresh, give, make_rollcall, reply
from intercity.organisations.models import Organisation
from intercity.spaces.models import Label, Space
from tests.personas import Persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def rollcall(coordinator: Persona, nice: Organisation, torino: Organisation, space: Space) -> RollCall:
    return make_rollcall(coordinator, space, [nice, torino])


def address(rollcall: RollCall, what: str = "close") -> str:
    return f"/posts/{rollcall.post.uid}/{what}"


def test_the_note_stays_on_top_of_the_closed_page(rollcall: RollCall, coordinator: Persona, officer: Persona) -> None:
    page = officer.client.get(f"/posts/{rollcall.post.uid}/").content.decode()
    assert "result-title" not in page
    coordinator.client.post(address(rollcall), {"result": "We **close** all. <script>x</script>"})
    page = officer.client.get(f"/posts/{rollcall.post.uid}/").content.decode()
    assert "We <strong>close</strong> all." in page
    assert "<script>x" not in page
    act = Activity.objects.latest("pk")
    closed_at = fresh(rollcall.post).closed_at
    assert closed_at
    assert (act.verb, act.data["closed_at"]) == ("rollcall.closed", closed_at.isoformat())


def test_a_closed_one_takes_no_answers_also_from_whoever_had_the_page_open(
    rollcall: RollCall, officer: Persona, nice: Organisation
) -> None:
    opened = fresh(rollcall.post)
    do_close(rollcall, "", None)
    with pytest.raises(PermissionDenied):
        answer(officer.viewer, opened, nice, reply(), seen=0)
    with pytest.raises(PermissionDenied):
        give(opened, nice)
    assert not Answer.objects.exists()


def test_the_numbers_at_closing_can_be_seen_after_reopening(
    rollcall: RollCall, coordinator: Persona, nice: Organisation, torino: Organisation
) -> None:
    give(rollcall, nice)
    do_close(rollcall, "One", None)
    closed_at = fresh(rollcall.post).closed_at
    assert closed_at
    coordinator.client.post(address(rollcall, "reopen"))
    act = Activity.objects.latest("pk")
    assert (act.verb, act.data["closed_at"]) == ("rollcall.reopened", closed_at.isoformat())
    give(fresh(rollcall.post), torino)
    assert set(sheet_at(fresh(rollcall.post), closed_at).rows) == {nice.pk}
    assert fresh(rollcall.post).result == "One"


def test_the_note_of_a_closed_one_can_be_changed_and_its_moment_stays(rollcall: RollCall, coordinator: Persona) -> None:
    do_close(rollcall, "One", None)
    before = fresh(rollcall.post).closed_at
    coordinator.client.post(address(rollcall), {"result": "Two"})
    after = fresh(rollcall.post)
    assert (after.result, after.closed_at) == ("Two", before)
    assert Activity.objects.latest("pk").verb == "rollcall.changed"
    count = Activity.objects.count()
    coordinator.client.post(address(rollcall), {"result": "Two"})
    assert Activity.objects.count() == count


def test_a_preview_closes_nothing(rollcall: RollCall, coordinator: Persona) -> None:
    page = coordinator.client.post(address(rollcall), {"result": "**Bold**", "preview": "1"})
    assert "<strong>Bold</strong>" in page.content.decode()
    assert not fresh(rollcall.post).is_closed


def test_a_note_that_is_too_long_is_not_lost(rollcall: RollCall, coordinator: Persona) -> None:
    page = coordinator.client.post(address(rollcall), {"result": "word " * 3000})
    assert page.status_code == 422
    assert "word word" in page.content.decode()


def test_only_those_who_run_it_close_and_open(rollcall: RollCall, officer: Persona, stranger: Persona) -> None:
    for persona, status in ((officer, 403), (stranger, 404)):
        assert persona.client.post(address(rollcall), {"result": "x"}).status_code == status
        assert persona.client.get(address(rollcall)).status_code == status
        assert persona.client.post(address(rollcall, "reopen")).status_code == status
    assert not fresh(rollcall.post).is_closed


def test_opening_again_needs_a_button(rollcall: RollCall, coordinator: Persona) -> None:
    do_close(rollcall, "", None)
    assert coordinator.client.get(address(rollcall, "reopen")).status_code == 405
    assert fresh(rollcall.post).is_closed


def test_the_note_tells_of_answers_and_is_for_those_who_see_them(
    coordinator: Persona, nice: Organisation, space: Space, officer: Persona
) -> None:
    narrow = make_rollcall(coordinator, space, [nice], label=Label.CLEAR, answers_label=Label.GREEN)
    do_close(narrow, "Secret outcome", None)
    path = f"/posts/{narrow.post.uid}/"
    assert "Secret outcome" in officer.client.get(path).content.decode()
    public = Client().get(path).content.decode()
    assert "Secret outcome" not in public
    assert "Closed" in public
