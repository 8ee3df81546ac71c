"""What came in by mail, for desks and lists."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from intercity.mailbox.models import Incoming, Outcome

KEPT_FOR = timedelta(days=7)
COUNTED_FOR = timedelta(days=180)


def counts(since: datetime) -> dict[str, int]:
    """How many mails came to which outcome (`Outcome` values) since then; every outcome has a number."""
    rows = Incoming.objects.filter(received_at__gte=since).values_list("outcome").annotate(n=Count("pk")).order_by()
    return {**dict.fromkeys(Outcome.values, 0), **dict(rows)}


def latest(outcome: str = "") -> QuerySet[Incoming]:
    """Mails by time, the newest first, without what they say; only those of one outcome where it is named."""
    rows = Incoming.objects.defer("raw").select_related("person").order_by("-received_at", "-id")
    return rows.filter(outcome=outcome) if outcome in Outcome.values else rows


def forget_doubtful(now: datetime) -> int:
    """Empty what doubtful mails said a week after they came, and forget all settled ones after half a year.

    Gives how many. A job of the clock.
    """
    settled = Incoming.objects.exclude(outcome__in=(Outcome.WAITING, Outcome.HELD))
    old = settled.filter(outcome__in=(Outcome.DROPPED, Outcome.FAILED), settled_at__lt=now - KEPT_FOR)
    emptied = old.exclude(raw=b"").update(raw=b"")
    keys = list(settled.filter(settled_at__lt=now - COUNTED_FOR).order_by("pk").values_list("pk", flat=True)[:1000])
    if keys:
        Incoming.objects.filter(pk__in=keys).delete()
    return emptied + len(keys)
