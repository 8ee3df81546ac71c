"""/answers-waiting, /proposals/<uid>, /organisations/<slug>/answers: what waits for its writer or for the lead."""

from __future__ import annotations

import time
from unittest.mock import patch

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.kinds.rollcall.actions.answering import Reply, do_answer, do_propose
from intercity.kinds.rollcall.actions.approving import confirm
from intercity.kinds.rollcall.links import LONGEST_LIFE, answer_signer, proposal_path
from intercity.kinds.rollcall.models import Answer, Approving, How, Proposal, RollCall, Waits
from intercity.kinds.rollcall.tests.helpers import give, make_rollcall, reply
from intercity.organisations.models import Membership, Organisation
from intercity.posts.models import Post
from intercity.spaces.models import Space
from tests.personas import Persona

pytestmark = pytest.mark.django_db

TITLE = "Playgrounds today"


@pytest.fixture
def rollcall(coordinator: Persona, nice: Organisation, torino: Organisation, space: Space) -> RollCall:
    return make_rollcall(coordinator, space, [nice, torino])


@pytest.fixture
def mailed(rollcall: RollCall, officer: Persona, nice: Organisation) -> Proposal:
    """Read from a mail of the officer."""
    said = reply("yes", 3, comment="Call us.")
    return do_propose(
        rollcall, nice, said, officer.person, How.MAIL, seen=0, waits=Waits.WRITER, words="Yes, 3 of them. Call us."
    )


@pytest.fixture
def for_lead(rollcall: RollCall, officer: Persona, nice: Organisation) -> Proposal:
    """Written by the officer, for the lead to approve."""
    Approving.objects.create(organisation=nice)
    return do_propose(rollcall, nice, reply("yes", 3), officer.person, How.PAGE, seen=0, waits=Waits.LEAD)


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def page(proposal: Proposal) -> str:
    return f"/proposals/{proposal.uid}"


SAME = {"f1": "yes", "f2": "3", "comment": "Call us.", "seen": "0"}


def test_the_writer_sees_what_was_understood_and_confirms(mailed: Proposal, officer: Persona) -> None:
    shown = text(officer.client.get(page(mailed)))
    assert "Yes, 3 of them. Call us." in shown
    assert "<dd>Yes</dd>" in shown
    assert not Answer.objects.exists()
    assert officer.client.post(page(mailed), SAME).status_code == 302
    row, mailed = Answer.objects.get(), Proposal.objects.get()
    assert (row.how, row.by, row.values["f1"]) == ("mail", officer.person, "yes")
    assert (mailed.state, mailed.settled_by) == ("taken", officer.person)
    assert "This answer was confirmed." in text(officer.client.get(page(mailed)))


def test_the_writer_finds_it_on_the_page_of_the_question(mailed: Proposal, officer: Persona) -> None:
    assert page(mailed) in text(officer.client.get(mailed.rollcall.post.get_absolute_url()))


def test_the_writer_corrects_it(mailed: Proposal, officer: Persona) -> None:
    doubted = officer.client.post(page(mailed), {**SAME, "f2": "3-4"})
    assert (doubted.status_code, "Yes, that is what we mean" in text(doubted)) == (422, True)
    officer.client.post(page(mailed), {**SAME, "f2": "5"})
    assert Answer.objects.get().values["f2"]["value"] == "5"


def test_where_nothing_was_understood_the_page_says_so_and_shows_the_form(
    rollcall: RollCall, officer: Persona, nice: Organisation
) -> None:
    said = Reply({}, comment="Let me see.")
    waiting = do_propose(
        rollcall, nice, said, officer.person, How.MAIL, seen=0, waits=Waits.WRITER, words="Let me see."
    )
    shown = text(officer.client.get(page(waiting)))
    assert "We found no answer to what is asked." in shown
    assert "This is what we understood" not in shown
    assert '<details class="more" open>' in shown


def test_discarding_answers_nothing_and_is_recorded(mailed: Proposal, officer: Persona) -> None:
    officer.client.post(page(mailed), {"discard": "1"})
    assert not Answer.objects.exists()
    assert Proposal.objects.get().state == "refused"
    act = Activity.objects.latest("pk")
    assert (act.verb, act.data["proposal"], act.public) == ("rollcall.refused", mailed.uid, False)
    officer.client.post(page(mailed), SAME)
    assert not Answer.objects.exists()


@pytest.mark.parametrize("who", ["colleague", "lead", "officer_elsewhere", "stranger", "coordinator"])
def test_what_was_read_of_a_mail_is_its_writers(who: str, mailed: Proposal, request: pytest.FixtureRequest) -> None:
    other: Persona = request.getfixturevalue(who)
    assert other.client.get(page(mailed)).status_code == 404
    assert other.client.post(page(mailed), SAME).status_code == 404
    assert TITLE not in text(other.client.get("/answers-waiting"))
    assert "Look at it" not in text(other.client.get("/answers-waiting"))
    assert page(mailed) not in text(other.client.get(mailed.rollcall.post.get_absolute_url()))
    assert not Answer.objects.exists()


def test_the_link_in_the_mail_works_without_sign_in_and_only_by_posting(mailed: Proposal, officer: Persona) -> None:
    path, client = proposal_path(officer.person, mailed), Client()
    for _each in range(50):
        assert client.get(path).status_code == 200
    opened = client.get(path)
    assert "no-store" in opened.headers["Cache-Control"]
    assert opened.headers["Referrer-Policy"] == "strict-origin"
    assert not Answer.objects.exists()
    assert Proposal.objects.get().state == "open"
    done = client.post(path, SAME, follow=True)
    assert "This answer was confirmed." in text(done)
    assert Answer.objects.get().by == officer.person


def test_without_its_token_one_signs_in(mailed: Proposal) -> None:
    sent = Client().get(page(mailed))
    assert (sent.status_code, "login" in sent.headers["Location"]) == (302, True)


def test_a_token_for_something_else_tells_nothing(
    mailed: Proposal, rollcall: RollCall, officer: Persona, torino: Organisation
) -> None:
    other = do_propose(rollcall, torino, reply(), officer.person, How.MAIL, seen=0, waits=Waits.WRITER)
    token = proposal_path(officer.person, mailed).partition("as=")[2]
    foreign = answer_signer().sign(f"{officer.person.uid}-{mailed.uid}")
    for bad in (f"{page(other)}?as={token}", f"{page(mailed)}?as={token}x", f"{page(mailed)}?as={foreign}"):
        for answer in (Client().get(bad), Client().post(bad, SAME)):
            assert answer.status_code == 404, bad
            assert TITLE not in text(answer)
    assert not Answer.objects.exists()


def test_an_old_link_and_one_of_somebody_else_say_so(mailed: Proposal, officer: Persona, colleague: Persona) -> None:
    path = proposal_path(officer.person, mailed)
    forwarded = colleague.client.get(path)
    assert forwarded.status_code == 403
    assert "It was made for: O." in text(forwarded)
    assert TITLE not in text(forwarded)
    with patch("django.core.signing.time.time", lambda: time.time_ns() / 1e9 + LONGEST_LIFE + 60):
        assert Client().get(path).status_code == 410


@pytest.mark.parametrize("state", ["left", "closed", "withdrawn"])
def test_what_can_no_longer_be_answered_is_not_confirmed(
    state: str, mailed: Proposal, officer: Persona, rollcall: RollCall
) -> None:
    if state == "left":
        Membership.objects.filter(person=officer.person).update(ended_at=timezone.now())
    elif state == "closed":
        RollCall.objects.update(closed_at=timezone.now())
    else:
        Post.objects.filter(pk=rollcall.pk).update(state="withdrawn")
    path = proposal_path(officer.person, mailed)
    assert Client().get(path).status_code in (200, 410)
    Client().post(path, SAME)
    assert not Answer.objects.exists()
    assert "Look at it" not in text(officer.client.get("/answers-waiting"))


@pytest.mark.parametrize("state", ["left", "withdrawn"])
def test_what_is_no_longer_theirs_shows_nothing_of_the_mail(
    state: str, mailed: Proposal, officer: Persona, rollcall: RollCall
) -> None:
    if state == "left":
        Post.objects.filter(pk=rollcall.pk).update(label="clear")
        Membership.objects.filter(person=officer.person).update(ended_at=timezone.now())
    else:
        Post.objects.filter(pk=rollcall.pk).update(state="withdrawn")
    for client in (Client(), officer.client):
        opened = client.get(proposal_path(officer.person, mailed))
        assert opened.status_code == 410
        assert not [words for words in (TITLE, "Call us.") if words in text(opened)]
    assert officer.client.get(page(mailed)).status_code == 404


def test_the_lead_approves_and_it_is_the_officers_word(for_lead: Proposal, officer: Persona, lead: Persona) -> None:
    listed = text(lead.client.get("/answers-waiting"))
    assert TITLE in listed
    assert "officer wrote it" in listed
    assert TITLE not in text(officer.client.get("/answers-waiting"))
    assert officer.client.get(page(for_lead)).status_code == 404
    lead.client.post(page(for_lead), {"f1": "yes", "f2": "3", "seen": "0"})
    row = Answer.objects.get()
    assert (row.by, row.how) == (officer.person, "page")
    assert Proposal.objects.get().settled_by == lead.person


def test_what_the_lead_changes_is_the_leads_word(for_lead: Proposal, lead: Persona) -> None:
    lead.client.post(page(for_lead), {"f1": "no", "seen": "0"})
    assert Answer.objects.get().by == lead.person


def test_a_confirmed_mail_waits_for_the_lead_where_the_lead_approves(
    mailed: Proposal, officer: Persona, nice: Organisation
) -> None:
    Approving.objects.create(organisation=nice)
    sent = officer.client.post(page(mailed), SAME, follow=True)
    assert "waits for the lead" in text(sent)
    assert not Answer.objects.exists()
    assert list(Proposal.objects.order_by("pk").values_list("state", "waits")) == [
        ("taken", "writer"),
        ("open", "lead"),
    ]


def test_what_was_answered_meanwhile_is_shown_before_it_is_replaced(
    mailed: Proposal, officer: Persona, colleague: Persona, rollcall: RollCall, nice: Organisation
) -> None:
    give(rollcall, nice, reply("no"))
    told = officer.client.post(page(mailed), SAME)
    assert told.status_code == 409
    assert "<del>No</del>" in text(told)
    assert Proposal.objects.get().state == "open"
    assert officer.client.post(page(mailed), {**SAME, "seen": "1"}).status_code == 302
    assert Answer.objects.get().values["f1"] == "yes"
    assert Proposal.objects.get().state == "taken"


def test_what_somebody_else_answered_settles_only_what_says_the_same(
    mailed: Proposal, rollcall: RollCall, nice: Organisation, colleague: Persona
) -> None:
    do_answer(rollcall, nice, reply("no"), colleague.person, How.PAGE, seen=0)
    assert Proposal.objects.get().state == "open"
    do_answer(rollcall, nice, reply("yes", 3, comment="Call us."), colleague.person, How.PAGE, seen=1)
    assert Proposal.objects.get().state == "replaced"


def test_a_used_link_works_in_its_browser_only(mailed: Proposal, officer: Persona) -> None:
    path, own, other = proposal_path(officer.person, mailed), Client(), Client()
    assert other.get(path).status_code == 200
    own.post(path, SAME)
    assert "This answer was confirmed." in text(own.get(path))
    forwarded = other.get(path)
    assert forwarded.status_code == 403
    assert "O. · City of Nice" in text(forwarded)
    assert "Call us." not in text(forwarded)
    assert TITLE not in text(forwarded)
    assert "This answer was confirmed." in text(officer.client.get(path))


def test_what_is_decided_in_the_same_moment_is_said(
    mailed: Proposal, officer: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decided(*args: object, **more: object) -> None:
        Proposal.objects.update(state="replaced")
        raise PermissionDenied

    monkeypatch.setattr("intercity.kinds.rollcall.views.waiting.confirm", decided)
    sent = Client().post(proposal_path(officer.person, mailed), SAME, follow=True)
    assert (sent.status_code, "A newer answer took its place." in text(sent)) == (200, True)


def test_only_one_of_two_decides(for_lead: Proposal, lead: Persona) -> None:
    second = Proposal.objects.select_related("rollcall__post__space", "organisation").get()
    lead.client.post(page(for_lead), {"f1": "yes", "f2": "3", "seen": "0"})
    with pytest.raises(PermissionDenied, match="already"):
        confirm(lead.viewer, second, reply("no"), seen=1)
    assert Answer.objects.get().values["f1"] == "yes"


def test_the_lead_sets_it_and_others_may_not(
    nice: Organisation, lead: Persona, officer: Persona, officer_elsewhere: Persona, stranger: Persona
) -> None:
    address = f"/organisations/{nice.slug}/answers"
    for other in (officer, officer_elsewhere, stranger):
        assert other.client.post(address, {"wanted": "on"}).status_code in (403, 404)
    assert not Approving.objects.exists()
    assert lead.client.get(address).status_code == 200
    lead.client.post(address, {"wanted": "on"})
    assert Approving.objects.get().organisation == nice
    assert "checked" in text(lead.client.get(address))
    lead.client.post(address, {})
    assert not Approving.objects.exists()


def test_what_waits_is_said_on_the_page_and_in_the_space(
    for_lead: Proposal, rollcall: RollCall, space: Space, lead: Persona, officer: Persona, officer_elsewhere: Persona
) -> None:
    post = f"/posts/{rollcall.post.uid}/"
    assert f"/proposals/{for_lead.uid}" in text(lead.client.get(post))
    seen = text(officer.client.get(post))
    assert "waits for the lead" in seen
    assert for_lead.uid not in seen
    assert "waits for the lead" not in text(officer_elsewhere.client.get(post))
    assert "1 answer to confirm" in text(lead.client.get(f"/spaces/{space.slug}/"))
    assert "to confirm" not in text(officer.client.get(f"/spaces/{space.slug}/"))
    lead.client.post(page(for_lead), {"discard": "1"})
    assert "to confirm" not in text(lead.client.get(f"/spaces/{space.slug}/"))
    assert "waits for the lead" not in text(officer.client.get(post))
