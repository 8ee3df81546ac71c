"""/posts/<uid>/answers/enter and /confirm: by telephone, and what the city says to it."""

from __future__ import annotations

import pytest

from intercity.activity.models import Activity
from intercity.kinds.rollcall.actions.answering import do_answer
from intercity.kinds.rollcall.models import Answer, AnswerVersion, Approving, How, RollCall
from intercity.kinds.rollcall.sheet import sheet_of
from intercity.kinds.rollcall.tests.helpers import fresh, give, make_rollcall, reply
from intercity.organisations.models import Organisation
from intercity.spaces.models import Space
from tests.personas import Persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def rollcall(coordinator: Persona, nice: Organisation, torino: Organisation, space: Space) -> RollCall:
    return make_rollcall(coordinator, space, [nice, torino])


def address(rollcall: RollCall, what: str = "enter") -> str:
    return f"/posts/{rollcall.post.uid}/answers/{what}"


def entered(rollcall: RollCall, organisation: Organisation) -> Answer:
    return do_answer(rollcall, organisation, reply("yes", 3), None, How.COORDINATOR, seen=None, confirmed=False)


def test_the_page_offers_the_asked_and_names_who_has_not_answered(
    rollcall: RollCall, coordinator: Persona, nice: Organisation
) -> None:
    give(rollcall, nice)
    page = coordinator.client.get(address(rollcall)).content.decode()
    assert '<option value="City of Nice">' in page
    assert "?city=city-of-torino" in page
    assert "?city=city-of-nice" not in page


def test_a_city_is_found_by_any_of_its_names(rollcall: RollCall, coordinator: Persona) -> None:
    for name in ("City of Nice", "nice", "NICE", "city-of-nice"):
        assert (
            "Enter the answer of City of Nice"
            in coordinator.client.get(address(rollcall), {"city": name}).content.decode()
        )
    for name in ("Paris", "", "x" * 300, "\x00"):
        assert coordinator.client.get(address(rollcall), {"city": name}).status_code == 422


def test_an_answer_by_telephone_is_entered_for_the_city(
    rollcall: RollCall, coordinator: Persona, nice: Organisation
) -> None:
    sent = {"for": nice.slug, "seen": "0", "f1": "yes", "f2": "3", "comment": "By telephone"}
    assert coordinator.client.post(address(rollcall), sent).status_code == 302
    row = Answer.objects.get()
    assert (row.organisation, row.how, row.confirmed, row.by) == (nice, How.COORDINATOR, False, coordinator.person)
    assert sheet_of(fresh(rollcall.post)).rows[nice.pk].entered


def test_the_citys_own_answer_needs_a_tick_and_what_was_typed_stays(
    rollcall: RollCall, coordinator: Persona, nice: Organisation
) -> None:
    give(rollcall, nice, reply("no"))
    sent = {"for": nice.slug, "seen": "1", "f1": "yes", "comment": "They called again"}
    page = coordinator.client.post(address(rollcall), sent)
    assert page.status_code == 422
    assert "They called again" in page.content.decode()
    assert Answer.objects.get().values == {"f1": "no"}
    coordinator.client.post(address(rollcall), {**sent, "replace": "1"})
    assert Answer.objects.get().values == {"f1": "yes"}


def test_an_answer_that_came_meanwhile_is_not_overwritten(
    rollcall: RollCall, coordinator: Persona, nice: Organisation
) -> None:
    give(rollcall, nice, reply("no"))
    sent = {"for": nice.slug, "seen": "0", "f1": "yes", "replace": "1"}
    page = coordinator.client.post(address(rollcall), sent)
    assert page.status_code == 422
    assert 'name="seen" value="1"' in page.content.decode()
    assert Answer.objects.get().values == {"f1": "no"}


def test_only_asked_cities_can_be_entered(rollcall: RollCall, coordinator: Persona) -> None:
    assert coordinator.organisation
    for slug in (coordinator.organisation.slug, "nobody", ""):
        assert coordinator.client.post(address(rollcall), {"for": slug, "seen": "0", "f1": "yes"}).status_code == 404
    assert not Answer.objects.exists()


def test_the_city_confirms_and_the_mark_goes(rollcall: RollCall, officer: Persona, nice: Organisation) -> None:
    entered(rollcall, nice)
    assert sheet_of(fresh(rollcall.post)).rows[nice.pk].entered
    page = officer.client.get(address(rollcall, "confirm"))
    assert "Is this right?" in page.content.decode()
    assert not Answer.objects.get().confirmed
    officer.client.post(address(rollcall, "confirm"), {"organisation": nice.slug, "seen": "1"})
    assert Answer.objects.get().confirmed
    assert AnswerVersion.objects.get().confirmed
    assert not sheet_of(fresh(rollcall.post)).rows[nice.pk].entered
    act = Activity.objects.latest("pk")
    assert (act.verb, act.organisation_uid, act.person_uid) == ("rollcall.confirmed", nice.uid, officer.person.uid)
    officer.client.post(address(rollcall, "confirm"), {"organisation": nice.slug, "seen": "1"})
    assert Activity.objects.filter(verb="rollcall.confirmed").count() == 1


def test_what_changed_meanwhile_is_not_confirmed(rollcall: RollCall, officer: Persona, nice: Organisation) -> None:
    entered(rollcall, nice)
    do_seen = {"organisation": nice.slug, "seen": "0"}
    assert officer.client.post(address(rollcall, "confirm"), do_seen).status_code == 409
    assert officer.client.post(address(rollcall, "confirm"), {"seen": "²"}).status_code == 409
    assert not Answer.objects.get().confirmed


def test_only_the_city_confirms(
    rollcall: RollCall, officer_elsewhere: Persona, coordinator: Persona, reader: Persona, nice: Organisation
) -> None:
    entered(rollcall, nice)
    for persona in (officer_elsewhere, coordinator, reader):
        sent = {"organisation": nice.slug, "seen": "1"}
        assert persona.client.post(address(rollcall, "confirm"), sent).status_code in (403, 404)
    assert not Answer.objects.get().confirmed


def test_where_the_lead_approves_only_the_lead_confirms(
    rollcall: RollCall, officer: Persona, lead: Persona, nice: Organisation
) -> None:
    entered(rollcall, nice)
    Approving.objects.create(organisation=nice)
    sent = {"organisation": nice.slug, "seen": "1"}
    assert officer.client.post(address(rollcall, "confirm"), sent).status_code == 403
    assert lead.client.post(address(rollcall, "confirm"), sent).status_code == 302
    assert Answer.objects.get().confirmed


def test_whoever_does_not_see_the_answers_enters_none(coordinator: Persona, nice: Organisation, space: Space) -> None:
    narrow = make_rollcall(coordinator, space, [nice], answers_label="amber")
    give(narrow, nice)
    for what in ("enter", "upload"):
        assert coordinator.client.get(address(narrow, what)).status_code == 403
    sent = {"for": nice.slug, "seen": "1", "f1": "no", "replace": "1"}
    assert coordinator.client.post(address(narrow), sent).status_code == 403
    assert "have answered" not in coordinator.client.get(f"/posts/{narrow.post.uid}/close").content.decode()


def test_whoever_asked_and_left_the_space_reads_no_names_of_who_is_asked(
    nice: Organisation, torino: Organisation, officer_elsewhere: Persona, space: Space
) -> None:
    made = make_rollcall(officer_elsewhere, space, [nice, torino])
    assert officer_elsewhere.client.get(address(made)).status_code == 200
    space.members.filter(organisation=torino).delete()
    base = f"/posts/{made.post.uid}/answers"
    for path in (f"{base}/enter", f"{base}/upload", f"{base}/form.xlsx"):
        assert officer_elsewhere.client.get(path).status_code == 403, path
