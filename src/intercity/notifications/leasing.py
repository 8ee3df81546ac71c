"""Deliveries as a queue in the database: taken by one worker at a time, taken again when that one dies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.lookups import IsNull
from django.utils import timezone

from intercity.notifications.models import Channel, Delivery, DeliveryState, mail_host
from intercity.organisations.models import Person

LEASE = timedelta(minutes=5)
# Pauses after the first, second, … failure; after the last one it has failed for good, a day later.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
# What is sent row by row. The inbox needs no sending; a digest is all due rows of one person.
SINGLE = (Channel.MAIL, Channel.PUSH)


@dataclass(frozen=True)
class Batch:
    """What goes to one person in one digest, taken together and finished together, the oldest row first."""

    person: Person
    rows: Sequence[Delivery]

    @property
    def uid(self) -> str:
        """What names it for the operator, and in the address for bounces."""
        return self.rows[0].uid

    @property
    def message_id(self) -> str:
        """The id that its mail carries, at every try."""
        return self.rows[0].message_id

    @property
    def attempts(self) -> int:
        """How often it was taken, now included."""
        return self.rows[0].attempts

    @property
    def last_error(self) -> str:
        """Why it did not go the last time."""
        return self.rows[0].last_error


def due(now: datetime) -> Q:
    """Waiting and due, or in the hands of a worker that did not come back."""
    waiting = Q(state=DeliveryState.QUEUED, next_try__lte=now)
    return waiting | Q(state=DeliveryState.LEASED, lease_until__lte=now)


def lease_next() -> Delivery | None:
    """Take the oldest due mail or message for this worker; None when nothing is due (or another was quicker, or it was
    removed in this moment).

    Invitations go last: an answer does not wait behind a list of hundreds.
    """
    now = timezone.now()
    invitations_last = IsNull(F("invitation"), True).desc()
    waiting = Delivery.objects.filter(due(now), channel__in=SINGLE).order_by(invitations_last, "next_try", "pk")
    found = waiting.values_list("pk", flat=True).first()
    if found is None:
        return None
    taken = Delivery.objects.filter(due(now), pk=found).update(
        state=DeliveryState.LEASED, lease_until=now + LEASE, attempts=F("attempts") + 1
    )
    # What it is about may be removed between the two questions, and this row with it.
    return Delivery.objects.select_related("person", "mailbox").filter(pk=found).first() if taken else None


def lease_digest(now: datetime | None = None) -> Batch | None:
    """Take all that is due for somebody's digest; None when nothing is due (or another was quicker).

    The Message-ID is written with the lease: what was taken together once stays together, and what comes later goes
    with the next digest. So a repeat after a kill is the same mail.
    """
    now = now or timezone.now()
    waiting = Delivery.objects.filter(due(now), channel=Channel.DIGEST)
    first = waiting.order_by("next_try", "pk").first()
    if first is None:
        return None
    with transaction.atomic():
        together = waiting.filter(person=first.person_id, message_id=first.message_id)
        keys = list(together.select_for_update().order_by("pk").values_list("pk", "uid"))
        if not keys:
            return None
        rows = Delivery.objects.filter(pk__in=[key for key, _uid in keys])
        rows.update(
            state=DeliveryState.LEASED, lease_until=now + LEASE, attempts=F("attempts") + 1,
            message_id=first.message_id or f"<{keys[0][1]}@{mail_host()}>",
        )  # fmt: skip
        taken = list(rows.select_related("person").order_by("pk"))
    person = taken[0].person
    assert person is not None
    return Batch(person, taken)


def drop(reasons: Sequence[tuple[Delivery, str]]) -> None:
    """Take out of their batch rows that may not go, each with its reason."""
    for delivery, reason in reasons:
        held(delivery).update(state=DeliveryState.DROPPED, lease_until=None, last_error=reason[:300])


def finish(delivery: Delivery | Batch, state: DeliveryState, error: str = "") -> None:
    """Write the final state, if the lease is still ours."""
    sent_at = timezone.now() if state == DeliveryState.SENT else None
    held(delivery).update(state=state, lease_until=None, last_error=error[:300], sent_at=sent_at)


def put_back(delivery: Delivery | Batch, error: str) -> None:
    """Try again after the pause that its attempts have earned; failed for good after the last."""
    if delivery.attempts > len(PAUSES):
        finish(delivery, DeliveryState.FAILED, error)
        return
    next_try = timezone.now() + PAUSES[delivery.attempts - 1]
    held(delivery).update(
        state=DeliveryState.QUEUED, lease_until=None, next_try=next_try, last_error=error[:300]
    )  # fmt: skip


def held(delivery: Delivery | Batch) -> QuerySet[Delivery]:
    """The row, or the rows of a batch, as long as nobody else has taken them since."""
    leased = Delivery.objects.filter(state=DeliveryState.LEASED, attempts=delivery.attempts)
    if isinstance(delivery, Delivery):
        return leased.filter(pk=delivery.pk)
    return leased.filter(person=delivery.person, channel=Channel.DIGEST, message_id=delivery.message_id)
