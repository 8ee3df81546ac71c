"""What this room does by the clock (see `pipeline.clock`): note that an event is over, so that every page says so."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from intercity.kinds.event.models import Event
from intercity.posts.actions.publishing import record_post
from intercity.posts.models import State

MOST_AT_ONCE: Final = 200


def note_over(now: datetime) -> int:
    """Note what has ended. Each is a transaction of its own and says in its row that it is done."""
    rows = Event.objects.filter(over_at=None, ends_at__lte=now, post__state=State.PUBLISHED)
    return sum(do_note_over(key, now) for key in rows.order_by("ends_at").values_list("pk", flat=True)[:MOST_AT_ONCE])


@transaction.atomic
def do_note_over(key: int, now: datetime) -> bool:
    """Mark one and write the act; False where another worker did, or it was put off."""
    row = Event.objects.select_for_update(of=("self",), no_key=True).filter(pk=key).first()
    if row is None or row.over_at is not None or row.ends_at > now:
        return False
    row.over_at = row.ends_at
    row.save(update_fields=["over_at"])
    record_post("event.over", row.post, None)
    return True
