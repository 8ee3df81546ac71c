"""Whatever leaves the house about an exercise says so."""

from __future__ import annotations

from django.utils.translation import gettext as _

from intercity.activity.models import Activity
from intercity.posts.models import Post
from intercity.spaces.models import Space, SpaceState


def is_exercise(activity: Activity, post: Post | None) -> bool:
    """Whether what an act tells of is invented: its post stands in an exercise, or it happened in one."""
    if post is not None:
        return post.space.is_exercise
    uid = activity.space_uid
    return bool(uid) and Space.objects.filter(uid=uid, state=SpaceState.EXERCISE).exists()


def marked(line: str, *, invented: bool) -> str:
    """A subject or title, with the mark of an exercise in front."""
    # Extraction does not read inside an f-string.
    mark = _("EXERCISE")
    return f"[{mark}] {line}" if invented else line
