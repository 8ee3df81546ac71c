"""The worker: alive, and with nothing left lying."""

from __future__ import annotations

from datetime import timedelta

from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intercity.cli.checks.finding import Finding, ok, problem, unknown, warning
from intercity.notifications.models import Channel, Delivery, DeliveryState, seconds_since_beat
from intercity.pipeline.models import Setback

OLDEST_BEAT = 60.0
FRESH = timedelta(days=7)
LATE = timedelta(minutes=10)


def check_work() -> list[Finding]:
    """The worker's sign of life, and what it could not do."""
    try:
        return [check_worker(), check_deliveries(), check_setbacks()]
    except DatabaseError:
        return [unknown("worker", _("The database does not say whether the worker runs."))]


def check_worker() -> Finding:
    """Whether a worker finished a round within the last minute."""
    age = seconds_since_beat()
    if age is None:
        return problem("worker", _("No worker has ever run: no mail is sent. Start: intercity serve"))
    words = {"seconds": round(age)}
    if age > OLDEST_BEAT:
        text = _("The worker was last seen %(seconds)s seconds ago. Start: intercity serve (or intercity worker)")
        return problem("worker", text % words)
    return ok("worker", _("The worker was seen %(seconds)s seconds ago.") % words)


def check_deliveries() -> Finding:
    """Mail that failed for good lately, or has waited long."""
    now = timezone.now()
    failed = Delivery.objects.filter(state=DeliveryState.FAILED, created_at__gt=now - FRESH).count()
    queued = Delivery.objects.filter(state=DeliveryState.QUEUED, created_at__lt=now - LATE)
    waiting = queued.exclude(channel=Channel.DIGEST, next_try__gt=now - LATE)
    newest = waiting.order_by("-pk").first()
    if failed:
        text = ngettext(
            "%(count)s mail of the last 7 days could not be sent. Check EMAIL_URL and the addresses.",
            "%(count)s mails of the last 7 days could not be sent. Check EMAIL_URL and the addresses.",
            failed,
        )
        return warning("deliveries", text % {"count": failed})
    if newest is not None:
        count = waiting.count()
        text = ngettext(
            "%(count)s mail waits for more than 10 minutes. The last error was: %(error)s",
            "%(count)s mails wait for more than 10 minutes. The last error was: %(error)s",
            count,
        )
        return warning("deliveries", text % {"count": count, "error": newest.last_error or "-"})
    return ok("deliveries", _("No mail waits or failed."))


def check_setbacks() -> Finding:
    """Steps that were given up."""
    given_up = Setback.objects.exclude(given_up_at=None).order_by("-pk")
    newest = given_up.first()
    if newest is None:
        return ok("steps", _("Every act went through every step."))
    count = given_up.count()
    text = ngettext(
        "%(count)s step failed for good: %(step)s: %(error)s. Please report it.",
        "%(count)s steps failed for good. The last one was %(step)s: %(error)s. Please report it.",
        count,
    )
    words = {"count": count, "step": newest.step, "error": newest.last_error}
    return warning("steps", text % words)
