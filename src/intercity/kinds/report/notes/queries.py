"""Fetch with permission: the notes of an event."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404

from intercity.kinds.report.notes.models import Note, NotePart
from intercity.kinds.report.notes.policies import takes_notes
from intercity.organisations.permissions import check_may, may
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.posts.queries import get_post_for


@dataclass(frozen=True)
class Part:
    """One part as a page shows it; `row` is None where nobody has written in it yet."""

    part: NotePart
    row: Note | None = None

    @property
    def body(self) -> str:
        """Its text."""
        return self.row.body if self.row is not None else ""

    @property
    def version(self) -> int:
        """From which version whoever writes goes on."""
        return self.row.version if self.row is not None else 0


def get_event_for(viewer: Viewer, uid: str) -> Post:
    """The event whose notes the viewer may read. Http404 where they do not see it or it has none, PermissionDenied."""
    post = get_post_for(viewer, uid)
    if not takes_notes(post):
        raise Http404
    check_may(viewer, "notes.see", post)
    return post


def parts_of(post: Post) -> list[Part]:
    """All parts of its notes, in their order."""
    rows = {row.part: row for row in Note.objects.filter(post=post).select_related("by")}
    return [Part(part, rows.get(part)) for part in NotePart]


def texts_for(viewer: Viewer, post: Post) -> dict[str, str]:
    """What was noted, by part; empty for whoever may not read it."""
    if not may(viewer, "notes.see", post):
        return {}
    rows = Note.objects.filter(post=post).exclude(body="")
    return dict(rows.values_list("part", "body"))
