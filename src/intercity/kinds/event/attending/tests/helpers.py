"""Events to take part in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from intercity.kinds.event.attending import actions
from intercity.kinds.event.attending.models import Registration
from intercity.organisations.models import Organisation
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_organisation, make_persona, make_post


def make_event(
    persona: Persona, space: Space, label: str = Label.GREEN, starts_at: datetime | None = None, **details: Any
) -> Post:
    """An event in five days, of two hours."""
    starts = starts_at or timezone.now() + timedelta(days=5)
    fields = {"starts_at": starts, "ends_at": starts + timedelta(hours=2), "zone": "Europe/Paris"} | details
    return make_post(persona, space, kind="event", title="Safe squares", body="Bring maps.", label=label, **fields)


def fresh(post: Post) -> Post:
    return Post.objects.get(pk=post.pk)


def guest(number: int, organisation: Organisation | None = None) -> Persona:
    return make_persona(f"guest {number}", organisation or make_organisation(f"City {number}"))


def register(persona: Persona, post: Post) -> Registration:
    return actions.register(persona.viewer, fresh(post))


def states(post: Post) -> list[tuple[str, str]]:
    """Who is in which state, in the order in which they registered."""
    rows = Registration.objects.filter(post=post).order_by("pk")
    return [(row.person.name, row.state) for row in rows]
