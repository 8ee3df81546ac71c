"""Rows of deliveries that nobody needs any more: removed once a day, a few at a time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from intercity.core.personal import days_of
from intercity.notifications.models import Channel, Delivery, DeliveryState

# As many as leave in a moment: others who write do not wait.
BATCH: Final = 2_000
FINAL = (DeliveryState.SENT, DeliveryState.DROPPED, DeliveryState.FAILED)


def forget_old(now: datetime) -> int:
    """Remove a batch of what has long been final; gives how many rows. What still waits is never touched.

    What a digest or push message has said is of no use to anybody soon; what stands in an inbox, and what a mail
    server may still send back, is kept longer. What was read a long time ago is found by search.
    """
    soon, later = (now - timedelta(days=days_of(period)) for period in ("digests", "deliveries"))
    short = Q(channel__in=(Channel.DIGEST, Channel.PUSH), created_at__lt=soon)
    old = Delivery.objects.filter(state__in=FINAL).filter(short | Q(created_at__lt=later))
    keys = list(old.order_by("pk").values_list("pk", flat=True)[:BATCH])
    return Delivery.objects.filter(pk__in=keys).delete()[0] if keys else 0
