"""The mail of a delivery, whatever it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.core.mail import EmailMessage

from intercity.activity.models import Activity
from intercity.notifications.asking import build_asking
from intercity.notifications.duty import build_duty_mail
from intercity.notifications.expiring import EXPIRING, build_expiring
from intercity.notifications.invitations import build_invitation
from intercity.notifications.mail import build_mail
from intercity.notifications.models import Delivery
from intercity.notifications.securing import CHANGED, build_security
from intercity.organisations.models import Person

# Verbs that no teller tells.
OWN_MAILS: Final[dict[str, Callable[[Activity, Person], EmailMessage]]] = {
    EXPIRING: build_expiring,
    CHANGED: build_security,
}


def build_letter(delivery: Delivery) -> EmailMessage:
    """The mail, built from what is true now, with the delivery's own Message-ID; NotForThem when it may not go."""
    letter = choose_letter(delivery)
    letter.extra_headers["Message-ID"] = delivery.message_id
    return letter


def choose_letter(delivery: Delivery) -> EmailMessage:
    """A duty mailbox, an invitation, what a teller tells, or an act that has a mail of its own."""
    if delivery.mailbox is not None:
        return build_duty_mail(delivery, delivery.mailbox)
    if delivery.person is None:
        return build_invitation(delivery)
    if delivery.teller:
        return build_mail(delivery, delivery.person)
    act = Activity.objects.filter(pk=delivery.activity_id).first()
    build = OWN_MAILS.get(act.verb) if act else None
    return build(act, delivery.person) if act and build else build_asking(delivery, delivery.person)
