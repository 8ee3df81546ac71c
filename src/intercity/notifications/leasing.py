"""Deliveries as a queue in the database: taken by one worker at a time, taken again when that one dies."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.db.models.lookups import IsNull
from django.utils import timezone

from intercity.notifications.models import Channel, Delivery, DeliveryState

LEASE = timedelta(minutes=5)
# Pauses after the first, second, … failure; after the last one it has failed for good, a day later.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
# What is sent row by row. The inbox needs no sending; a digest is all due rows of one person.
SINGLE = (Channel.MAIL,)


def due(now: datetime) -> Q:
    """Waiting and due, or in the hands of a worker that did not come back."""
    waiting = Q(state=DeliveryState.QUEUED, next_try__lte=now)
    return waiting | Q(state=DeliveryState.LEASED, lease_until__lte=now)


def lease_next() -> Delivery | None:
    """Take the oldest due mail for this worker; None when nothing is due (or another was quicker).

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
    return Delivery.objects.select_related("person", "mailbox").get(pk=found) if taken else None


def finish(delivery: Delivery, state: DeliveryState, error: str = "") -> None:
    """Write the final state, if the lease is still ours."""
    sent_at = timezone.now() if state == DeliveryState.SENT else None
    held(delivery).update(state=state, lease_until=None, last_error=error[:300], sent_at=sent_at)


def put_back(delivery: Delivery, error: str) -> None:
    """Try again after the pause that its attempts have earned; failed for good after the last."""
    if delivery.attempts > len(PAUSES):
        finish(delivery, DeliveryState.FAILED, error)
        return
    next_try = timezone.now() + PAUSES[delivery.attempts - 1]
    held(delivery).update(
        state=DeliveryState.QUEUED, lease_until=None, next_try=next_try, last_error=error[:300]
    )  # fmt: skip


def held(delivery: Delivery) -> QuerySet[Delivery]:
    """The row, as long as nobody else has taken it since."""
    return Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.LEASED, attempts=delivery.attempts)
