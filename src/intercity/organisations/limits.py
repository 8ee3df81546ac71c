"""How often people may do what costs others something: counted for each person, organisation and address.

The counts stand in the table of the cache that all processes share (`settings.CACHES`), raised by one statement, so
that two processes never count past each other. How many in how long is said in `settings.INTERCITY_LIMITS`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from intercity.organisations.request import Request

# What is asked very often is counted so many at a time.
LEASE: Final = 20
MOST_LEASES: Final = 10_000
LEASES: Final[dict[str, int]] = {}


class TooOftenError(Exception):
    """Too much of something for now; it can be tried again after `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"again in {seconds} seconds")
        self.seconds = seconds

    @property
    def sentence(self) -> str:
        """What the person reads."""
        at = timezone.localtime(datetime.fromtimestamp(time.time() + self.seconds, UTC))
        return _("This was too much in a short time. Try again after %(time)s.") % {"time": date_format(at, "H:i")}


def keys_of(request: Request) -> dict[str, str]:
    """Whom a request counts for: the person, the organisation they act for, the address it comes from."""
    viewer = request.viewer
    keys = {"address": str(request.META.get("REMOTE_ADDR", ""))}
    if viewer.person is not None:
        keys["person"] = viewer.person.uid
    if viewer.organisation is not None:
        keys["organisation"] = viewer.organisation.uid
    return keys


def spend(name: str, keys: Mapping[str, str], cost: int = 1) -> None:
    """Count `cost` times `name` for each of `keys` ({"person": uid, …}) that it is limited for.

    Raises TooOftenError where one of them has had enough; in a transaction, what it counted is then taken back.
    """
    windows = windows_of(name, keys)
    if not windows or cost < 1:
        return
    counts = raise_counts(windows, cost)
    over = [window for window in windows if counts[window.key] > window.most]
    if over:
        raise TooOftenError(max(window.left for window in over))


def spend_lightly(name: str, keys: Mapping[str, str]) -> None:
    """As `spend`, for what is asked very often: each process takes some at a time, and most cost no question."""
    lease = ",".join(window.key for window in windows_of(name, keys))
    if not lease:
        return
    if LEASES.get(lease, 0) < 1:
        spend(name, keys, LEASE)
        if len(LEASES) > MOST_LEASES:
            LEASES.clear()
        LEASES[lease] = LEASE
    LEASES[lease] = LEASES.get(lease, LEASE) - 1


class Window:
    """The stretch of time in which something is counted for one key, and how often it may be done in it."""

    def __init__(self, name: str, sort: str, value: str, most: int, seconds: int) -> None:
        now = time.time()
        begun = int(now // seconds)
        # Neither addresses of mail nor of computers can be read from what is kept.
        self.key = f"limit:{salted_hmac('limits', f'{name} {sort} {value} {begun}').hexdigest()}"
        self.most = most
        self.ends = (begun + 1) * seconds
        self.left = max(1, math.ceil(self.ends - now))


def windows_of(name: str, keys: Mapping[str, str]) -> list[Window]:
    """What is counted now. The order is always the same, for two that count at once wait for each other's rows."""
    limits = settings.INTERCITY_LIMITS[name]
    times = settings.INTERCITY_LIMITS_TIMES
    found = [
        Window(name, sort, keys[sort], most * times, seconds)
        for sort, (most, seconds) in limits.items()
        if keys.get(sort) and times
    ]
    return sorted(found, key=lambda window: window.key)


def raise_counts(windows: list[Window], cost: int) -> dict[str, int]:
    """Raise the counts by one statement; gives them as they are now."""
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    rows: list[str | None] = []
    for window in windows:
        until = datetime.fromtimestamp(window.ends, UTC)
        rows += [window.key, str(cost), connection.ops.adapt_datetimefield_value(until)]
    places = ", ".join(["(%s, %s, %s)"] * len(windows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (cache_key, value, expires) VALUES {places} ON CONFLICT (cache_key) DO UPDATE "
            f"SET value = CAST(CAST({table}.value AS integer) + CAST(excluded.value AS integer) AS text) "
            "RETURNING cache_key, value",
            rows,
        )
        return {key: int(value) for key, value in cursor.fetchall()}


def forget_counts(now: datetime) -> int:
    """Delete counts whose time is over; gives how many. A job of the clock."""
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE cache_key LIKE %s AND expires < %s",
            ["limit:%", connection.ops.adapt_datetimefield_value(now)],
        )
        return max(0, int(cursor.rowcount))


def retry(response: HttpResponse, seconds: int) -> HttpResponse:
    """The same answer as 429, with when to come back."""
    response.status_code = 429
    response["Retry-After"] = str(seconds)
    return response
