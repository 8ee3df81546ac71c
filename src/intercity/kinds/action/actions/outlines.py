"""Propose what a template brought for the plan of a space, or drop it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from intercity.activity.record import record
from intercity.core.uids import new_uid
from intercity.kinds.action.models.outline import Outline
from intercity.kinds.action.outline import indicator_lines, milestone_lines
from intercity.organisations.models import Person
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.posts.actions import publish
from intercity.posts.content import PostContent
from intercity.posts.models import Post
from intercity.spaces.models import Space

QUICKER: Final = gettext_lazy("A colleague was quicker. Look at what is left.")


@transaction.atomic
def propose_outlines(
    viewer: Viewer,
    space: Space,
    seen: Sequence[Any],
    places: Collection[int],
    begins: date,
    along: Callable[[], object] | None = None,
) -> list[Post]:
    """Publish the outlines at these places as proposals of the organisation that the viewer acts for; gives them.

    ValidationError where others are left than the viewer has `seen`. Raises what `posts.actions.publish` raises, too;
    then nothing was written.
    """
    check_may(viewer, "space.coordinate", space)
    if along is not None:
        along()
    row = locked(space)
    if row is None or row.actions != seen:
        raise ValidationError(QUICKER)
    chosen = [one for place, one in enumerate(row.actions) if place in places]
    keep(row, [one for place, one in enumerate(row.actions) if place not in places])
    return [publish(viewer, space, "action", content_of(one, space, begins)) for one in chosen]


@transaction.atomic
def drop_outlines(viewer: Viewer, space: Space) -> bool:
    """Throw away what is left of them; False where nothing was."""
    check_may(viewer, "space.coordinate", space)
    row = locked(space)
    if row is None:
        return False
    row.delete()
    record_dropped(space, viewer.person)
    return True


def locked(space: Space) -> Outline | None:
    """What is left, for one coordinator at a time."""
    return Outline.objects.select_for_update().filter(space=space).first()


def keep(row: Outline, left: list[Any]) -> None:
    """Write what is left."""
    if left:
        Outline.objects.filter(pk=row.pk).update(actions=left)
    else:
        row.delete()


def record_dropped(space: Space, by: Person | None) -> None:
    """Append it; nobody without an account saw them."""
    record("action.outlines_dropped", person_uid=by.uid if by else "", space_uid=space.uid)


def content_of(data: Mapping[str, Any], space: Space, begins: date) -> PostContent:
    """An outline as a proposal, for those to whom the space usually speaks."""
    details = {
        "begins_on": begins,
        "milestones": milestone_lines(data, begins),
        "indicators": indicator_lines(data),
    }
    return PostContent(
        title=data["title"], body=body_of(data), language=data["language"], label=space.default_label, details=details,
        uid=new_uid(),
    )  # fmt: skip


def body_of(data: Mapping[str, Any]) -> str:
    """The aim, and what is to come out, in the language of the action."""
    with override(data["language"]):
        heading = _("Deliverables")
    wanted = [f"**{heading}**", "\n".join(f"- {title}" for title in data["deliverables"])]
    return "\n\n".join([data["aim"], *wanted] if data["deliverables"] else [data["aim"]])
