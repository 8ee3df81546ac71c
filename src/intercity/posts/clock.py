"""What this room does by the clock (see `pipeline.clock`): publish what was to wait for its time."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Final

from django.db import OperationalError

from intercity.posts.actions.embargo import do_publish_due
from intercity.posts.models import Post, State

logger = logging.getLogger("intercity.worker")

# So many at a time; those that are left are due in the next round.
MOST: Final = 50


def publish_due(now: datetime) -> int:
    """Publish what is due at `now`, the longest due first; gives how many posts it settled.

    Each is a transaction of its own. One that fails is tried again in the next round and does not keep back the others.
    """
    rows = Post.objects.filter(state=State.EMBARGOED, visible_from__lte=now).order_by("visible_from", "pk")
    return sum(attempt(pk, now) for pk in rows.values_list("pk", flat=True)[:MOST])


def attempt(pk: int, now: datetime) -> bool:
    """Settle one post; False where another worker did, and where it fails."""
    try:
        return do_publish_due(pk, now)
    except OperationalError:
        raise
    except Exception:
        logger.exception("post %s is due and was not published", pk)
        return False
