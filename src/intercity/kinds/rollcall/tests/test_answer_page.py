"""/posts/<uid>/answer: the form, what stands, what was answered before, two at the same moment."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.kinds.rollcall.actions.answering import withdraw
from intercity.kinds.rollcall.models import Answer, AnswerVersion, Approving, FieldType, Invited, Proposal, RollCall
from intercity.kinds.rollcall.tests.helpers import USUAL, fresh, give, make_rollcall, reply
from intercity.kinds.rollcall.values.types import Amount
from intercity.matching.tests.helpers import make_city
from intercity.organisations.models import Membership, Organisation, Role
from intercity.spaces.models import Space
from tests.personas import Persona, make_organisation

pytestmark = pytest.mark.django_db

MONEY = (
    {"type": FieldType.MONEY, "label": "What did it cost?", "unit": "EUR"},
    {"type": FieldType.SEVERAL, "label": "What did you open?", "options": [
        {"id": "a", "label": "Hotels"}, {"id": "b", "label": "Schools"}]},
    {"type": FieldType.DATE, "label": "Since when?"},
    {"type": FieldType.TEXT, "label": "Who runs it?"},
)  # fmt: skip


@pytest.fixture
def rollcall(coordinator: Persona, nice: Organisation, torino: Organisation, space: Space) -> RollCall:
    return make_rollcall(coordinator, space, [nice, torino])


def address(rollcall: RollCall) -> str:
    return f"/posts/{rollcall.post.uid}/answer"


def test_an_officer_answers_and_the_page_says_so(rollcall: RollCall, officer: Persona) -> None:
    page = officer.client.get(address(rollcall)).content.decode()
    assert "Are playgrounds closed?" in page
    client = officer.client
    sent = client.post(address(rollcall), {"f1": "yes", "f2": "1,500", "comment": "Since Monday.", "seen": "0"})
    assert sent.status_code == 302
    given = Answer.objects.get()
    assert given.values == {"f1": "yes", "f2": {"value": "1500", "unit": "playgrounds"}}
    assert (given.comment, given.by, given.how) == ("Since Monday.", officer.person, "page")
    shown = client.get(f"/posts/{rollcall.post.uid}/").content.decode()
    assert "City of Nice has answered" in shown
    assert "Since Monday." in shown


def test_opening_the_page_changes_nothing(rollcall: RollCall, officer: Persona) -> None:
    before = Activity.objects.count()
    for _again in range(5):
        assert officer.client.get(address(rollcall)).status_code == 200
        assert officer.client.head(address(rollcall)).status_code == 200
    assert Activity.objects.count() == before
    assert not Answer.objects.exists()
    assert not Invited.objects.exclude(answering=None).exists()


@pytest.mark.parametrize("who", ["stranger", "reader", "coordinator"])
def test_who_may_not_answer_is_refused(who: str, rollcall: RollCall, request: pytest.FixtureRequest) -> None:
    persona: Persona = request.getfixturevalue(who)
    for sent in (persona.client.get(address(rollcall)), persona.client.post(address(rollcall), {"f1": "yes"})):
        assert sent.status_code in (403, 404)
    assert not Answer.objects.exists()


def test_whoever_is_not_signed_in_is_sent_to_sign_in(rollcall: RollCall, client: object) -> None:
    sent = client.get(address(rollcall))  # type: ignore[attr-defined]
    assert (sent.status_code, "login" in sent.url) == (302, True)


@pytest.mark.parametrize("typed", ["approx. 300", "3-4", "-5"])
def test_what_is_doubtful_is_asked_back_and_taken_with_one_tick(
    typed: str, rollcall: RollCall, officer: Persona
) -> None:
    form = {"f1": "yes", "f2": typed, "comment": "stays", "seen": "0"}
    asked = officer.client.post(address(rollcall), form)
    page = asked.content.decode()
    assert asked.status_code == 422
    assert not Answer.objects.exists()
    assert "stays" in page
    if "Yes, that is what we mean" not in page:
        # Nothing that could be taken: it says what to do.
        assert 'class="errorlist"' in page
        return
    assert officer.client.post(address(rollcall), {**form, "f2-sure": typed}).status_code == 302
    assert "f2" in Answer.objects.get().values


def test_more_than_people_live_there_is_asked_back(rollcall: RollCall, officer: Persona, nice: Organisation) -> None:
    nice.place = make_city(1, "Nice", "FR", (43.7, 7.3), 342_669)
    nice.save()
    form = {"f1": "yes", "f2": "400000", "seen": "0"}
    asked = officer.client.post(address(rollcall), form)
    assert asked.status_code == 422
    assert "That is very much: 400,000 playgrounds." in asked.content.decode()
    assert officer.client.post(address(rollcall), {**form, "f2-sure": "400000"}).status_code == 302
    assert officer.client.post(address(rollcall), {**form, "f2": "342669", "seen": "1"}).status_code == 302


def test_a_tick_counts_for_the_text_it_was_about_only(rollcall: RollCall, officer: Persona) -> None:
    form = {"f1": "yes", "f2": "approx. 400", "f2-sure": "approx. 300", "seen": "0"}
    assert officer.client.post(address(rollcall), form).status_code == 422
    assert not Answer.objects.exists()


def test_what_stands_and_is_not_touched_is_not_asked_again(
    rollcall: RollCall, nice: Organisation, officer: Persona
) -> None:
    said = reply("yes")
    give(rollcall, nice, said.__class__({**said.values, "f2": Amount(Decimal("300.5"), "playgrounds", about=True)}))
    page = officer.client.get(address(rollcall)).content.decode()
    assert 'value="about 300.5"' in page
    sent = officer.client.post(address(rollcall), {"f1": "no", "f2": "about 300.5", "seen": "1"})
    assert sent.status_code == 302
    assert Answer.objects.get().values == {"f1": "no", "f2": {"value": "300.5", "unit": "playgrounds", "about": True}}


def test_every_sort_is_read(coordinator: Persona, nice: Organisation, space: Space, officer: Persona) -> None:
    rollcall = make_rollcall(coordinator, space, [nice], fields=MONEY)
    form = {
        "f1": "2.500,50", "f1-currency": "BGN", "f2": ["b", "a"], "f3": "2026-11-02", "f4": "The office", "seen": "0",
    }  # fmt: skip
    sent = officer.client.post(address(rollcall), form)
    assert sent.status_code == 302, sent.content.decode()
    assert Answer.objects.get().values == {
        "f1": {"value": "2500.5", "unit": "BGN"}, "f2": ["a", "b"], "f3": "2026-11-02", "f4": "The office",
    }  # fmt: skip
    page = officer.client.get(address(rollcall)).content.decode()
    assert "<option selected>BGN</option>" in page
    again = officer.client.post(address(rollcall), {**form, "f1": "2500.5", "seen": "1"})
    assert again.status_code == 302
    assert AnswerVersion.objects.count() == 1


def test_nothing_at_all_is_no_answer_and_no_capacity_is_one(rollcall: RollCall, officer: Persona) -> None:
    empty = officer.client.post(address(rollcall), {"comment": "We look into it.", "seen": "0"})
    assert empty.status_code == 422
    assert "We look into it." in empty.content.decode()
    assert officer.client.post(address(rollcall), {"no_capacity": "on", "f1": "yes", "seen": "0"}).status_code == 302
    given = Answer.objects.get()
    assert (given.no_capacity, given.values) == (True, {})


def test_a_source_is_a_web_address(rollcall: RollCall, officer: Persona) -> None:
    for bad in ("javascript:alert(1)", "ftp://example.org/x", "not an address"):
        assert officer.client.post(address(rollcall), {"f1": "yes", "source": bad, "seen": "0"}).status_code == 422
    officer.client.post(address(rollcall), {"f1": "yes", "source": "example.org/plan", "seen": "0"})
    assert Answer.objects.get().source == "https://example.org/plan"


def test_the_second_of_two_sees_both_and_chooses(rollcall: RollCall, officer: Persona, colleague: Persona) -> None:
    officer.client.post(address(rollcall), {"f1": "yes", "f2": "3", "seen": "0"})
    mine = {"f1": "no", "f2": "7", "comment": "My words", "seen": "0"}
    told = colleague.client.post(address(rollcall), mine)
    page = told.content.decode()
    assert told.status_code == 409
    assert "<del>Yes</del>" in page
    assert "<ins>No</ins>" in page
    assert page.count("My words") >= 2
    assert 'name="seen" value="1"' in page
    assert Answer.objects.get().values["f1"] == "yes"
    assert colleague.client.post(address(rollcall), {**mine, "seen": "1"}).status_code == 302
    assert AnswerVersion.objects.count() == 2
    assert Answer.objects.get().values["f1"] == "no"


def test_whoever_belongs_to_several_chooses_among_those_asked(
    rollcall: RollCall, officer: Persona, torino: Organisation
) -> None:
    ghent = make_organisation("City of Ghent")
    for city in (torino, ghent):
        Membership.objects.create(
            person=officer.person, organisation=city, role=Role.OFFICER, verified_at=timezone.now()
        )
    page = officer.client.get(address(rollcall)).content.decode()
    assert "Answer for City of Torino instead" in page
    assert "City of Ghent" not in page
    assert officer.client.get(f"{address(rollcall)}?for={ghent.slug}").status_code == 403
    officer.client.post(address(rollcall), {"f1": "yes", "for": torino.slug, "seen": "0"})
    assert Answer.objects.get().organisation == torino


def test_after_the_deadline_it_is_late_and_closed_takes_none(rollcall: RollCall, officer: Persona) -> None:
    RollCall.objects.update(deadline=timezone.now() - timedelta(hours=1))
    assert "marked late" in officer.client.get(address(rollcall)).content.decode()
    officer.client.post(address(rollcall), {"f1": "yes", "seen": "0"})
    assert Answer.objects.get().late
    assert 'class="late"' in officer.client.get(f"/posts/{rollcall.post.uid}/").content.decode()
    RollCall.objects.update(closed_at=timezone.now())
    assert officer.client.get(address(rollcall)).status_code == 403
    typed = {"f1": "no", "comment": "Since <Monday>", "seen": "1"}
    closed = officer.client.post(address(rollcall), typed)
    page = closed.content.decode()
    assert (closed.status_code, "This was closed while you wrote" in page) == (409, True)
    assert "Since &lt;Monday&gt;" in page
    assert 'value="no" id="id_f1_2" checked' in page
    assert Answer.objects.get().version == 1
    # Opened again, it is taken from there.
    RollCall.objects.update(closed_at=None)
    officer.client.post(address(rollcall), typed)
    assert Answer.objects.get().comment == "Since <Monday>"


def test_where_the_lead_approves_the_officer_is_told(rollcall: RollCall, officer: Persona, nice: Organisation) -> None:
    Approving.objects.create(organisation=nice)
    sent = officer.client.post(address(rollcall), {"f1": "yes", "seen": "0"}, follow=True)
    assert "waits for the lead" in sent.content.decode()
    assert not Answer.objects.exists()
    assert Proposal.objects.get().waits == "lead"


def test_what_was_answered_before_is_offered_with_its_date(
    coordinator: Persona, rollcall: RollCall, officer: Persona, nice: Organisation, torino: Organisation, space: Space
) -> None:
    give(rollcall, torino, reply("no", 9))
    give(rollcall, nice, reply("yes", 3, comment="All of them"))
    now = make_rollcall(coordinator, space, [nice], fields=[USUAL[1], {"type": "text", "label": "Else?"}, USUAL[0]])
    page = officer.client.get(address(now)).content.decode()
    assert "You answered" in page
    assert f"again={rollcall.post.uid}" in page
    assert not Answer.objects.filter(rollcall=now).exists()
    filled = officer.client.get(f"{address(now)}?again={rollcall.post.uid}").content.decode()
    assert 'value="3"' in filled
    assert "All of them" in filled
    assert 'value="9"' not in filled
    other = make_rollcall(coordinator, space, [nice], fields=[{**USUAL[1], "unit": "slides"}])
    assert "You answered" not in officer.client.get(address(other)).content.decode()


def test_an_offer_is_made_only_out_of_what_one_sees(
    coordinator: Persona, rollcall: RollCall, officer: Persona, nice: Organisation, space: Space
) -> None:
    give(rollcall, nice, reply("yes", 3))
    now = make_rollcall(coordinator, space, [nice])
    rollcall.post.__class__.objects.filter(pk=rollcall.pk).update(label="red")
    assert "You answered" not in officer.client.get(address(now)).content.decode()
    assert 'value="3"' not in officer.client.get(f"{address(now)}?again={rollcall.post.uid}").content.decode()


def test_seeing_to_it_is_told_to_colleagues_for_half_an_hour(
    rollcall: RollCall, officer: Persona, colleague: Persona, officer_elsewhere: Persona
) -> None:
    assert officer.client.get(f"{address(rollcall)}/see-to-it").status_code == 405
    officer.client.post(f"{address(rollcall)}/see-to-it")
    page = f"/posts/{rollcall.post.uid}/"
    assert "officer sees to it" in colleague.client.get(page).content.decode()
    assert "officer sees to it" in colleague.client.get(address(rollcall)).content.decode()
    assert "You see to it" in officer.client.get(page).content.decode()
    assert "sees to it" not in officer_elsewhere.client.get(page).content.decode()
    Invited.objects.exclude(answering=None).update(answering_at=timezone.now() - timedelta(minutes=31))
    assert "sees to it" not in colleague.client.get(page).content.decode()
    officer.client.post(f"{address(rollcall)}/see-to-it", {"on": "0"})
    assert not Invited.objects.exclude(answering=None).exists()


def test_withdrawing_takes_it_back_and_it_can_be_answered_again(
    rollcall: RollCall, officer: Persona, nice: Organisation, officer_elsewhere: Persona
) -> None:
    give(rollcall, nice)
    assert officer.client.get(f"{address(rollcall)}/withdraw").status_code == 405
    officer_elsewhere.client.post(f"{address(rollcall)}/withdraw", {"for": nice.slug})
    assert Answer.objects.get(organisation=nice).state == "official"
    officer.client.post(f"{address(rollcall)}/withdraw")
    assert Answer.objects.get().state == "withdrawn"
    assert "City of Nice has not answered" in officer.client.get(f"/posts/{rollcall.post.uid}/").content.decode()
    assert 'name="seen" value="2"' in officer.client.get(address(rollcall)).content.decode()
    officer.client.post(address(rollcall), {"f1": "planned", "seen": "2"})
    assert list(AnswerVersion.objects.values_list("state", flat=True).order_by("version")) == [
        "official", "withdrawn", "official",
    ]  # fmt: skip


def test_an_answer_to_an_archived_question_stays(rollcall: RollCall, officer: Persona, nice: Organisation) -> None:
    give(rollcall, nice, reply("yes", 3))
    rollcall.fields.filter(name="f2").update(archived_at=timezone.now())
    assert "How many?" not in officer.client.get(address(rollcall)).content.decode().partition("<form class")[2]
    officer.client.post(address(rollcall), {"f1": "no", "seen": "1"})
    assert Answer.objects.get().values["f2"]["value"] == "3"


def test_withdrawn_meanwhile_is_told_too(
    rollcall: RollCall, officer: Persona, colleague: Persona, nice: Organisation
) -> None:
    give(rollcall, nice)
    withdraw(officer.viewer, fresh(rollcall.post), nice)
    told = colleague.client.post(address(rollcall), {"f1": "no", "seen": "1"})
    assert told.status_code == 409
    assert "The answer was withdrawn." in told.content.decode()
