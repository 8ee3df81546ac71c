"""Words that the tests of the tellers share."""

from __future__ import annotations

from collections.abc import Iterable

from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.notifications.delivering import deliver_due
from intercity.notifications.models import Channel, Delivery
from intercity.notifications.recipients import notify
from intercity.organisations.models import Membership
from tests.personas import Persona


def notice(verb: str) -> None:
    """Run the worker's step for every act of that verb, twice, as after a kill."""
    for act in Activity.objects.filter(verb=verb).order_by("pk"):
        notify(act)
        notify(act)


def sent() -> list[EmailMessage]:
    """Every mail that goes out now."""
    before = len(mail.outbox)
    while deliver_due():
        pass
    return list(mail.outbox[before:])


def told(verb: str, teller: str) -> list[str]:
    """Whom that teller writes to about the acts of a verb: addresses, each as often as it is written to."""
    notice(verb)
    rows = Delivery.objects.filter(channel=Channel.MAIL, teller=teller, mailbox=None)
    return sorted(rows.values_list("person__email", flat=True))


def emails(*personas: Persona) -> list[str]:
    """Their addresses, in order."""
    return sorted(one.person.email for one in personas)


def recipients(mails: Iterable[EmailMessage]) -> list[str]:
    """Whom mails went to, in order."""
    return sorted(address for one in mails for address in one.to)


def leave(persona: Persona) -> None:
    """Their membership ends."""
    Membership.objects.filter(person=persona.person).update(ended_at=timezone.now())
