"""What could not be delivered, on the coordinators' desk."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from intercity.notifications import queue
from intercity.notifications.models import Channel, Delivery
from intercity.spaces.desk import MOST_LINES, Line, Scope, Section

LATELY: Final = timedelta(days=30)
STUCK: Final = timedelta(minutes=30)
"""After so long, what should have left is not only slow: the mail server is down or turns it away."""
SEVERAL: Final = 4
"""So many tries of a digest take about as long."""


def failed(scope: Scope, now: datetime) -> Section | None:
    """What waits to leave for too long, and what was given up in 30 days; the network's business only."""
    if not scope.is_network:
        return None
    given_up = queue.with_veils(queue.failed()).filter(created_at__gt=now - LATELY)
    stuck = queue.waiting().filter(is_stuck(now)).count()
    lines = [
        *([stuck_line(stuck)] if stuck else []),
        *map(line_of, given_up.select_related("person", "mailbox", "invitation")[:MOST_LINES]),
    ]
    return Section(
        "failed",
        _("Could not be delivered"),
        _("Everything was delivered in the last 30 days."),
        lines,
        given_up.count() + bool(stuck),
        hint=_("Check the address, or reach the person in another way."),
        more=reverse("queue"),
    )


def is_stuck(now: datetime) -> Q:
    """The condition that a row is late for long, or was refused and written long ago.

    A digest may be written a week before it is due: there only several refusals count.
    """
    early = Q(channel=Channel.DIGEST, attempts__lt=SEVERAL)
    return Q(next_try__lt=now - STUCK) | (Q(attempts__gt=0, created_at__lt=now - STUCK) & ~early)


def stuck_line(count: int) -> Line:
    """What waits for the mail server."""
    said = ngettext("%(n)s mail waits to leave", "%(n)s mails wait to leave", count) % {"n": count}
    return Line(said, reverse("queue"), _("Look why"), is_late=True)


def line_of(delivery: Delivery) -> Line:
    """To whom, why not, and where it is tried again."""
    if queue.is_veiled(delivery):
        return Line(queue.NOBODY, reverse("queue"), _("Try again"))
    reader = delivery.person or delivery.mailbox or delivery.address
    return Line(str(reader), reverse("queue"), _("Try again"), delivery.last_error, delivery.created_at)
