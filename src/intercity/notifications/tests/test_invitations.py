"""Invitations leave as deliveries: one for each act, none that nobody needs any more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from pytest_django.fixtures import Settings

from intercity.activity.models import Activity
from intercity.notifications.delivering import deliver_due
from intercity.notifications.invitations import queue_invitation
from intercity.notifications.leasing import lease_next
from intercity.notifications.models import Delivery, DeliveryState
from intercity.notifications.tests.helpers import comment_on, noticed
from intercity.organisations import actions
from intercity.organisations.invitation_list import Guest
from intercity.organisations.models import Invitation, Membership, Organisation
from intercity.spaces.models import Space
from tests.personas import Persona, make_post


@pytest.fixture
def invitation(lead: Persona, nice: Organisation) -> Invitation:
    """For new@nice.fr in Bulgarian, not yet noticed by the worker."""
    return actions.invite(lead.viewer, Guest("new@nice.fr", "Zoé", nice), language="bg")


def notice_all() -> None:
    """Run the step for every act about an invitation."""
    for act in Activity.objects.filter(verb="membership.invited").order_by("pk"):
        queue_invitation(act)


def test_it_leaves_with_its_link_and_its_own_message_id(invitation: Invitation, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://cities.example"
    notice_all()
    assert deliver_due() == 1
    (message,) = mail.outbox
    row = Delivery.objects.get()
    assert message.to == ["new@nice.fr"] == [row.address]
    assert f"https://cities.example/invitations/{invitation.token}/" in message.body
    assert message.message()["Message-ID"] == row.message_id
    assert message.message()["Auto-Submitted"] == "auto-generated"
    assert (row.state, row.person, row.invitation) == (DeliveryState.SENT, None, invitation)


def test_it_speaks_the_language_that_was_chosen(invitation: Invitation) -> None:
    notice_all()
    deliver_due()
    # The date tells the language even while a sentence is not translated.
    with translation.override("bg"):
        until = date_format(timezone.localtime(invitation.expires_at), "DATE_FORMAT")
    assert until in mail.outbox[0].body


def test_running_the_step_again_queues_nothing_twice(invitation: Invitation) -> None:
    notice_all()
    kept = Delivery.objects.get()
    notice_all()
    assert Delivery.objects.get().uid == kept.uid
    deliver_due()
    notice_all()
    assert deliver_due() == 0


def test_sending_again_sends_again(lead: Persona, invitation: Invitation) -> None:
    notice_all()
    deliver_due()
    actions.send_again(lead.viewer, invitation)
    notice_all()
    assert deliver_due() == 1
    assert [message.to for message in mail.outbox] == [["new@nice.fr"]] * 2


def test_each_guest_of_a_list_gets_one(coordinator: Persona, nice: Organisation) -> None:
    guests = [Guest(f"guest{number}@nice.fr", "", nice) for number in range(90)]
    actions.invite_many(coordinator.viewer, guests)
    notice_all()
    while deliver_due():
        pass
    assert sorted(message.to[0] for message in mail.outbox) == sorted(guest.email for guest in guests)


@pytest.mark.parametrize("when", ["before the worker sees it", "before it leaves"])
@pytest.mark.parametrize("change", ["accepted", "taken back", "expired", "inviter left"])
def test_one_that_nobody_needs_any_more_does_not_leave(
    change: str, when: str, lead: Persona, invitation: Invitation
) -> None:
    if when == "before it leaves":
        notice_all()
    changes: dict[str, Any] = {
        "accepted": lambda: actions.accept_invitation(invitation),
        "taken back": lambda: actions.cancel_invitation(lead.viewer, invitation),
        "expired": lambda: Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1)),
        "inviter left": lambda: actions.end_membership(lead.viewer, Membership.objects.get(person=lead.person)),
    }
    changes[change]()
    notice_all()
    deliver_due()
    assert not mail.outbox
    states = [DeliveryState.DROPPED] if when == "before it leaves" else []
    assert list(Delivery.objects.values_list("state", flat=True)) == states


def test_the_first_coordinators_link_is_mailed_to_nobody(db: None) -> None:
    actions.do_first_coordinator_invitation()
    notice_all()
    assert not Delivery.objects.exists()


def test_an_answer_does_not_wait_behind_invitations(
    invitation: Invitation, officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    notice_all()
    noticed(comment_on(make_post(officer, space), officer_elsewhere))
    taken = [lease_next(), lease_next()]
    assert [row and row.person for row in taken] == [officer.person, None]


@pytest.mark.parametrize("readers", [0, 2])
def test_a_delivery_has_exactly_one_reader(readers: int, invitation: Invitation, officer: Persona) -> None:
    both: dict[str, Any] = {"person": officer.person, "invitation": invitation}
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(activity_id=1, **(both if readers else {}))
