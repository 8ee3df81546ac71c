"""Leads are asked once a month how far their actions are; what they reply by mail is a progress note."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from intercity.activity.models import Activity
from intercity.kinds.action.actions import Told, do_move, do_tell, move, tell
from intercity.kinds.action.clock import do_nudge, note_late, nudge_leads
from intercity.kinds.action.models import Action, Milestone
from intercity.kinds.action.models.parts import today
from intercity.mailbox.approving import approve
from intercity.mailbox.models import Approval, Held, Outcome
from intercity.mailbox.tests.helpers import reply
from intercity.notifications.delivering import deliver_due
from intercity.notifications.models import Channel, Delivery
from intercity.notifications.recipients import notify
from intercity.organisations.models import Membership
from intercity.posts.models import Post
from intercity.spaces.agreeing import AgreementNeeded
from intercity.spaces.agreements import change_agreement, do_accept
from intercity.spaces.models import Label, Space, Wording
from tests.personas import Persona, make_persona, make_post

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=31)


@pytest.fixture
def action(officer: Persona, coordinator: Persona, officer_elsewhere: Persona, space: Space) -> Post:
    """Proposed by Nice, led by Torino; under way for a month."""
    post = make_post(officer, space, kind="action", title="A tool", lead="Torino", milestones="2027-03-01 | Framework")
    for persona, name in ((coordinator, "select"), (officer_elsewhere, "accept")):
        assert persona.organisation is not None
        do_move(post, name, persona.organisation, persona.person)
    Action.objects.update(stage_at=timezone.now() - MONTH)
    return post


def mails(mailoutbox: list[object]) -> list[object]:
    for act in Activity.objects.filter(verb="action.nudged"):
        notify(act)
        notify(act)
    while deliver_due():
        pass
    return mailoutbox


def test_the_lead_is_asked_once_a_month(action: Post, officer_elsewhere: Persona, mailoutbox: list[object]) -> None:
    now = timezone.now()
    assert nudge_leads(now) == 1
    # Another worker that found it due at the same time, and the next rounds.
    assert not do_nudge(action, now)
    assert nudge_leads(now + timedelta(days=29)) == 0
    [mail] = mails(mailoutbox)
    assert mail.to == [officer_elsewhere.person.email]  # type: ignore[attr-defined]
    assert "How is this action? A tool" in mail.subject  # type: ignore[attr-defined]
    assert f"/posts/{action.uid}/progress" in mail.body  # type: ignore[attr-defined]
    assert nudge_leads(now + timedelta(days=30)) == 1


@pytest.mark.parametrize("why", ["told", "done", "withdrawn", "red", "archived", "new"])
def test_nobody_is_asked(why: str, action: Post, officer_elsewhere: Persona) -> None:
    now = timezone.now()
    assert officer_elsewhere.organisation is not None
    if why == "told":
        do_tell(action, Told("Fine"), officer_elsewhere.organisation, officer_elsewhere.person)
        now += timedelta(days=19)
    elif why == "done":
        do_move(action, "finish", officer_elsewhere.organisation, officer_elsewhere.person)
    elif why == "withdrawn":
        Post.objects.update(state="withdrawn")
    elif why == "red":
        Post.objects.update(label=Label.RED)
    elif why == "archived":
        Space.objects.update(state="archived")
    else:
        Action.objects.update(stage_at=now - timedelta(days=19))
    assert nudge_leads(now) == 0


def test_who_told_meanwhile_is_not_asked_any_more(
    action: Post, officer_elsewhere: Persona, mailoutbox: list[object]
) -> None:
    nudge_leads(timezone.now())
    assert officer_elsewhere.organisation is not None
    do_tell(action, Told("Fine"), officer_elsewhere.organisation, officer_elsewhere.person)
    assert mails(mailoutbox) == []
    assert not Delivery.objects.filter(channel=Channel.MAIL, sent_at__isnull=False, teller="action-nudge").exists()


def test_a_reply_of_the_lead_becomes_a_note(
    action: Post, officer_elsewhere: Persona, officer: Persona, settings: Settings
) -> None:
    settings.MAIL_IN_DOMAIN = "in.network.example"
    before = reply(officer_elsewhere, action, body="Thank you!\n", Message_ID="<1@x.example>")
    nudge_leads(timezone.now())
    row = reply(officer_elsewhere, action, body="The framework is agreed.\n", Message_ID="<2@x.example>")
    other = reply(officer, action, body="Good to hear.\n", Message_ID="<3@x.example>")
    assert [one.outcome for one in (before, row, other)] == [Outcome.POSTED, Outcome.READ, Outcome.POSTED]
    kinds = list(Post.objects.filter(root=action).order_by("pk").values_list("kind", "body"))
    assert kinds == [
        ("comment", "Thank you!"), ("progress", "The framework is agreed."), ("comment", "Good to hear."),
    ]  # fmt: skip
    assert Action.objects.get(post=action).reported_at is not None


def test_a_reply_that_a_colleague_looks_at_first_is_a_note_once_they_let_it_pass(
    action: Post, officer_elsewhere: Persona, settings: Settings
) -> None:
    settings.MAIL_IN_DOMAIN = "in.network.example"
    torino = officer_elsewhere.organisation
    assert torino is not None
    Approval.objects.create(organisation=torino)
    nudge_leads(timezone.now())
    row = reply(officer_elsewhere, action, body="The framework is agreed.\n", Message_ID="<1@x.example>")
    assert row.outcome == Outcome.HELD
    assert not Post.objects.filter(root=action).exists()
    approve(make_persona("paola", torino).viewer, Held.objects.get())
    assert Post.objects.get(root=action).kind == "progress"
    row.refresh_from_db()
    assert (row.outcome, bytes(row.raw), Held.objects.get().body) == (Outcome.READ, b"", "")


def test_nobody_tells_or_accepts_for_an_organisation_that_has_not_accepted_the_agreement(
    action: Post, officer: Persona, officer_elsewhere: Persona, coordinator: Persona, settings: Settings
) -> None:
    """Also not whoever acts for another one, which has."""
    settings.MAIL_IN_DOMAIN = "in.network.example"
    torino, nice = officer_elsewhere.organisation, officer.organisation
    assert torino is not None
    assert nice is not None
    Membership.objects.create(person=officer.person, organisation=torino, role="officer", verified_at=timezone.now())
    change_agreement(coordinator.viewer, action.space, Wording("To help", "Members", "Two years"))
    do_accept(action.space, nice, officer.person)
    nudge_leads(timezone.now())
    action = Post.objects.select_related("space").get(pk=action.pk)
    with pytest.raises(AgreementNeeded):
        tell(officer.viewer, action, Told("Fine"))
    assert reply(officer, action, body="Fine.\n", Message_ID="<1@x.example>").outcome != Outcome.READ
    do_move(action, "finish", torino, None)
    with pytest.raises(AgreementNeeded):
        move(officer.viewer, Post.objects.select_related("space").get(pk=action.pk), "accept")
    assert not Post.objects.filter(kind="progress").exists()


def test_a_passed_day_is_noted_once(action: Post) -> None:
    Milestone.objects.update(due_on=today() - timedelta(days=1))
    assert [note_late(timezone.now()), note_late(timezone.now())] == [1, 0]
    Milestone.objects.update(due_on=today() - timedelta(days=2))
    assert note_late(timezone.now()) == 1
    assert Activity.objects.filter(verb="action.late").count() == 2
