"""What came in by mail, for desks and lists."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from intercity.core.personal import days_of
from intercity.mailbox.models import Incoming, Outcome


def counts(since: datetime) -> dict[str, int]:
    """How many mails came to which outcome (`Outcome` values) since then; every outcome has a number."""
    rows = Incoming.objects.filter(received_at__gte=since).values_list("outcome").annotate(n=Count("pk")).order_by()
    return {**dict.fromkeys(Outcome.values, 0), **dict(rows)}


def latest(outcome: str = "") -> QuerySet[Incoming]:
    """Mails by time, the newest first, without what they say; only those of one outcome where it is named."""
    rows = Incoming.objects.defer("raw").select_related("person").order_by("-received_at", "-id")
    return rows.filter(outcome=outcome) if outcome in Outcome.values else rows


def forget_doubtful(now: datetime) -> int:
    """Empty what doubtful mails said, and forget all mails but those to be read, once their periods are over.

    What a colleague never looked at goes too. Gives how many. A job of the clock.
    """
    kept, emptied_after = (now - timedelta(days=days_of(period)) for period in ("mails", "doubtful_mails"))
    settled = Incoming.objects.exclude(outcome__in=(Outcome.WAITING, Outcome.HELD))
    old = settled.filter(outcome__in=(Outcome.DROPPED, Outcome.FAILED), settled_at__lt=emptied_after)
    emptied = old.exclude(raw=b"").update(raw=b"")
    left = Q(outcome=Outcome.HELD, received_at__lt=kept)
    gone = Incoming.objects.filter(left | Q(pk__in=settled.filter(settled_at__lt=kept).values("pk")))
    keys = list(gone.order_by("pk").values_list("pk", flat=True)[:1000])
    if keys:
        Incoming.objects.filter(pk__in=keys).delete()
    return emptied + len(keys)
