"""An event that notes are taken of."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from intercity.core.together import Said
from intercity.kinds.report.notes import actions
from intercity.kinds.report.notes.actions import Saved
from intercity.kinds.report.notes.models import Note, NotePart
from intercity.posts.models import Post
from intercity.spaces.models import Space
from tests.personas import Persona, make_post


def make_event(persona: Persona, space: Space, **more: Any) -> Post:
    """A workshop that has just begun."""
    starts = timezone.now() - timedelta(minutes=5)
    times = {"starts_at": starts, "ends_at": starts + timedelta(hours=2), "zone": "Europe/Paris"}
    return make_post(persona, space, kind="event", **{"title": "Workshop", **times, **more})


def write(
    persona: Persona, post: Post, body: str, base: str = "0", part: NotePart = NotePart.ISSUES, key: str = ""
) -> Saved:
    """Somebody saves that text in one part, going on from a version."""
    return actions.write(persona.viewer, post, part, Said("", body, base, key))


def noted(post: Post, part: NotePart = NotePart.ISSUES) -> str:
    """What stands in one part."""
    return Note.objects.get(post=post, part=part).body
