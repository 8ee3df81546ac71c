"""On the page of an event, for those who take notes of it: the way to them, from when it is near."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.template.loader import render_to_string
from django.utils import timezone

from intercity.kinds.report.links import REPORT
from intercity.kinds.report.notes.models import Note
from intercity.kinds.report.notes.policies import takes_notes
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.posts.links import linked
from intercity.posts.models import Post
from intercity.posts.panels import Place
from intercity.posts.parts import Audience, find_for

NEAR: Final = timedelta(days=14)


class NotesPanel:
    """Others see nothing of it, nor whether notes are taken."""

    place: Place = "beside"

    def applies(self, post: Post) -> bool:
        """Events that notes are taken of, once they are near."""
        return takes_notes(post) and not post.event.is_cancelled and post.event.starts_at - NEAR < timezone.now()

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """Until there is a report the way to take notes, then to those that are kept."""
        viewer, tags = request.viewer, [post.uid, post.space.uid, "space"]
        sees = find_for(viewer, ("notes", post.pk), tags, lambda: may(viewer, "notes.see", post), audience.since)
        if not sees:
            return ""
        reported = bool(linked(viewer, post, REPORT))
        if reported and not Note.objects.filter(post=post).exclude(body="").exists():
            return ""
        return render_to_string("report/_notes.html", {"post": post, "reported": reported}, request)


notes = NotesPanel()
