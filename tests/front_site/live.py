"""Renders rows of the test site for the hub."""

import os
from collections.abc import Sequence

from django.conf import settings

from intercity.activity.models import Activity
from intercity.live.event import Events, LiveEvent, StreamWish


def fail_at_first() -> None:
    """Break the start of a web process twice, where the test of the supervisor asks for it."""
    if not settings.MUST_FAIL_BELOW:
        return
    with open(settings.MUST_FAIL_BELOW, "a+") as starts:
        starts.write("start\n")
        starts.seek(0)
        if len(starts.read().split()) < 3:
            os._exit(3)


fail_at_first()


def render(rows: Sequence[Activity], languages: Sequence[str]) -> list[Events]:
    return [dict.fromkeys(languages, event_of(row)) for row in rows]


def event_of(row: Activity) -> LiveEvent:
    return LiveEvent(row.pk, row.space_uid, None, frozenset({row.data["audience"]}), row.data["text"], "card")


def closes(row: Activity) -> bool:
    return False


def since(last_id: int, wish: StreamWish) -> list[LiveEvent]:
    rows = Activity.objects.filter(pk__gt=last_id).order_by("pk")
    return [event for event in map(event_of, rows) if wish.hears(event)]
