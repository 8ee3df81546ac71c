"""What waits to leave the house, what failed and why: for coordinators and operators. Nothing here names a post.

What is about a post without its city's name goes to its author too, perhaps to nobody else: of that, only how many
there are can be seen here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from intercity.notifications.models import Channel, Delivery, DeliveryState
from intercity.posts.models import Post
from intercity.posts.telling import all_tellers

SHOWN = 100
# A digest waits for its morning, and that is no trouble. Neither is what was queued just now.
LATE = timedelta(minutes=2)
NOBODY: Final = "—"


@dataclass(frozen=True)
class Line:
    """One delivery as the queue shows it: to whom, of what sort, since when, what went wrong, when it goes again.

    Without `uid` it cannot be tried again by itself.
    """

    uid: str
    to: str
    channel: str
    about: str
    state: str
    attempts: int
    created_at: datetime
    next_try: datetime | None
    error: str


def counts() -> Mapping[str, int]:
    """How many deliveries are in each state, the inbox left out, for it sends nothing.

    Final rows are those of the last seven days; the queued ones do not count what waits for its digest.
    """
    since = timezone.now() - timedelta(days=7)
    rows = leaving().filter(Q(created_at__gte=since) | Q(state__in=(DeliveryState.QUEUED, DeliveryState.LEASED)))
    found = dict(rows.exclude(waits_for_its_time()).values_list("state").annotate(n=Count("pk")).order_by())
    digest = leaving().filter(waits_for_its_time()).count()
    return {"digest": digest, **{state: found.get(state, 0) for state in DeliveryState.values}}


def leaving() -> QuerySet[Delivery]:
    """Every delivery that leaves the house."""
    return Delivery.objects.exclude(channel=Channel.INSIDE)


def waits_for_its_time() -> Q:
    """The condition that a row waits for the next digest of its reader, and never was refused."""
    return Q(channel=Channel.DIGEST, state=DeliveryState.QUEUED, attempts=0, next_try__gt=timezone.now())


def failed() -> QuerySet[Delivery]:
    """What was given up, newest first."""
    return leaving().filter(state=DeliveryState.FAILED).order_by("-pk")


def waiting() -> QuerySet[Delivery]:
    """What should have left by now and did not, the oldest first: refused before, or late."""
    late = Q(attempts__gt=0) | Q(next_try__lt=timezone.now() - LATE)
    return leaving().filter(late, state__in=(DeliveryState.QUEUED, DeliveryState.LEASED)).order_by("next_try", "pk")


def lines(rows: QuerySet[Delivery]) -> Sequence[Line]:
    """The first rows, as the queue shows them."""
    found = with_veils(rows).select_related("person", "mailbox", "invitation")[:SHOWN]
    # Between the others of its digest, its place would say whose it is.
    return [line(row) for row in sorted(found, key=is_veiled)]


def with_veils(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """The rows, each for `is_veiled`."""
    unnamed = Post.objects.filter(organisation__stands_for__isnull=False)
    return rows.annotate(about_unnamed=Exists(unnamed.filter(uid=OuterRef("root_uid"))))


def is_veiled(row: Delivery) -> bool:
    """Whether a row of `with_veils` is about a post without its city's name, or about what stands under one."""
    return bool(row.about_unnamed)  # type: ignore[attr-defined]


def line(row: Delivery) -> Line:
    """One row of `with_veils`, in the active language."""
    if is_veiled(row):
        # Tried again by itself, it would take the others of its digest along, and these have an address.
        return Line("", NOBODY, row.channel, "", row.state, 0, row.created_at, None, "")
    teller = all_tellers().get(row.teller)
    about = str(teller.event.label) if teller is not None else ""
    return Line(
        row.uid, reader_of(row), row.channel, about, row.state, row.attempts,
        row.created_at, row.next_try, row.last_error,
    )  # fmt: skip


def reader_of(row: Delivery) -> str:
    """The address that it goes to: what whoever looks for the fault needs."""
    if row.person is not None:
        return row.person.email
    return row.mailbox.duty_email if row.mailbox is not None else row.address


def retry(rows: QuerySet[Delivery]) -> int:
    """Try these again now, from the beginning of the pauses; gives how many. What is in a worker's hands is left.

    What belongs to one digest stays together: its rows are retried with it.
    """
    again = (DeliveryState.FAILED, DeliveryState.QUEUED)
    chosen = rows.order_by().filter(state__in=again)
    digests = set(chosen.filter(channel=Channel.DIGEST).exclude(message_id="").values_list("message_id", flat=True))
    keys = list(chosen.values_list("pk", flat=True))
    together = Q(pk__in=keys) | Q(channel=Channel.DIGEST, message_id__in=digests)
    return Delivery.objects.filter(together, state__in=again).update(
        state=DeliveryState.QUEUED, attempts=0, next_try=timezone.now()
    )


def to_retry() -> QuerySet[Delivery]:
    """Everything that was refused: given up, or waiting for its next try."""
    refused = Q(state=DeliveryState.FAILED) | Q(state=DeliveryState.QUEUED, attempts__gt=0)
    return leaving().filter(refused)
