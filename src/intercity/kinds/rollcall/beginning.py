"""What the page of asking says before anybody typed: nothing, a ready-made question, or an earlier one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language

from intercity.kinds.rollcall.deadlines import When, in_days
from intercity.kinds.rollcall.fields import field_data
from intercity.kinds.rollcall.models import RollCall
from intercity.kinds.rollcall.readymade import Readymade
from intercity.kinds.rollcall.scope import Who
from intercity.kinds.rollcall.visibility import is_inside
from intercity.organisations.models import Organisation
from intercity.organisations.viewers import Viewer
from intercity.posts.content import is_uid
from intercity.posts.models import Post
from intercity.posts.queries import get_post_for
from intercity.spaces.models import Space

MOST_EARLIER = 6


@dataclass(frozen=True)
class Beginning:
    """What is filled in: the shared fields, what is asked (as `fields.write_fields` takes it), who is asked."""

    given: Mapping[str, Any] = field(default_factory=dict)
    fields: Sequence[Mapping[str, Any]] = ()
    whom: Mapping[str, Any] = field(default_factory=dict)


def begin_ready(ready: Readymade) -> Beginning:
    """A ready-made question, in the reader's language."""
    given = {
        "title": str(ready.title), "body": str(ready.why), "topics": list(ready.topics),
        "language": (get_language() or "en").partition("-")[0],
    }  # fmt: skip
    return Beginning({**given, **time_for(ready)}, ready.field_data())


def time_for(ready: Readymade) -> dict[str, Any]:
    """The deadline, where it is not the usual one."""
    if not ready.days:
        return {}
    return {"when": When.MOMENT, "deadline": in_days(ready.days, timezone.now())}


def begin_like(viewer: Viewer, uid: str, space: Space) -> Beginning:
    """An earlier roll call that the viewer sees, or Http404. Who was asked is taken over inside the same space only."""
    post = get_post_for(viewer, uid if is_uid(uid) else "")
    rollcall: RollCall | None = getattr(post, "rollcall", None)
    if rollcall is None:
        raise Http404
    given = {
        "title": post.title, "body": post.body, "language": post.language,
        "topics": [topic.slug for topic in post.topics.all()],
        "label": post.label, "answers_label": rollcall.answers_label, "repeat": bool(rollcall.repeat),
    }  # fmt: skip
    inside = post.space_id == space.pk and is_inside(viewer, space)
    return Beginning(given, field_data(rollcall), whom_from(rollcall.scope) if inside else {})


def whom_from(scope: Mapping[str, Any]) -> dict[str, Any]:
    """A stored choice as `forms.whom.WhomForm` shows it."""
    who = scope.get("who", Who.SPACE)
    names = Organisation.objects.filter(uid__in=scope.get("organisations", ())).order_by("name")
    held = {
        "level": scope.get("level"), "country": scope.get("country"), "country_level": scope.get("level"),
        "size": scope.get("size"), "other": scope.get("space"), "saved": scope.get("list"),
    }  # fmt: skip
    typed = "\n".join(names.values_list("name", flat=True)) if who == Who.NAMES else ""
    return {"who": who, "names": typed, **{name: value for name, value in held.items() if value is not None}}


def earlier(viewer: Viewer, space: Space) -> list[Post]:
    """The newest roll calls of the space that the viewer sees, to ask again like one of them."""
    rows = Post.objects.visible_to(viewer).filter(space=space, rollcall__isnull=False)
    return list(rows.order_by("-published_at", "-pk")[:MOST_EARLIER])
