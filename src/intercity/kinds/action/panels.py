"""On the page of an action: how it is to be done, how far it is, and what can be pressed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string

from intercity.kinds.action.lines import plain_number
from intercity.kinds.action.links import AFTER
from intercity.kinds.action.models import Action, Indicator, Partner, Reading, Step
from intercity.kinds.action.models.parts import today
from intercity.kinds.action.queries import buttons_for
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.links import strands, ties_of
from intercity.posts.models import Post
from intercity.posts.panels import Place
from intercity.posts.parts import Audience, find_for


@dataclass(frozen=True)
class Shown:
    """The part that is the same for the audience, and the tags by which it is forgotten."""

    html: str
    tags: Sequence[str]


@dataclass(frozen=True)
class Measured:
    """An indicator with its readings, the newest first."""

    row: Indicator
    readings: Sequence[Reading]

    @property
    def newest(self) -> Reading | None:
        """The last reading."""
        return self.readings[0] if self.readings else None

    @property
    def share(self) -> int | None:
        """How much of the way from before to the target is gone, in percent; None where that cannot be said."""
        begin, goal = self.row.baseline or Decimal(0), self.row.target
        if goal is None or self.newest is None or goal == begin:
            return None
        return round(min(max((self.newest.value - begin) / (goal - begin), Decimal(0)), Decimal(1)) * 100)

    def number(self, value: Decimal | None) -> str:
        """A value with its unit."""
        return f"{plain_number(value)} {self.row.unit}".strip() if value is not None else ""

    @property
    def before(self) -> str:
        """Where it stood."""
        return self.number(self.row.baseline)

    @property
    def target(self) -> str:
        """Where it should be."""
        return self.number(self.row.target)

    @property
    def now(self) -> str:
        """Where it stands."""
        return self.number(self.newest.value) if self.newest else ""


class ActionPanel:
    """The plan of the action is the same for everyone who sees the same; the buttons are for those who may press."""

    place: Place = "main"

    def applies(self, post: Post) -> bool:
        """Actions."""
        return post.root_id is None and getattr(post, "action", None) is not None

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """Both parts."""
        viewer = request.viewer
        shown = audience.find(("action", post.pk, today()), tags_of, lambda: shown_in(viewer, post), size_of)
        tags = [post.uid, "space", post.organisation.uid]
        buttons = find_for(viewer, ("action", post.pk), tags, lambda: buttons_for(viewer, post), audience.since)
        if not buttons.any:
            return shown.html
        return shown.html + render_to_string("action/_buttons.html", {"post": post, "buttons": buttons}, request)


def shown_in(viewer: Viewer, post: Post) -> Shown:
    """How it is to be done, as everybody sees it who sees what `viewer` sees."""
    ties = [tie for tie in ties_of(post) if tie.sort == AFTER.name]
    context = {**panel_context(viewer, post), "strands": strands(viewer, post, ties, general=False)}
    return Shown(
        render_to_string("action/_panel.html", context),
        ["organisation", post.uid, *{tie.uid for tie in ties}, *evidence_of(post)],
    )


def evidence_of(post: Post) -> list[str]:
    """The uids of what was asked before steps of an action, whoever sees it."""
    return list(Step.objects.filter(action=post.pk).exclude(evidence=None).values_list("evidence__uid", flat=True))


def panel_context(viewer: Viewer, post: Post) -> Mapping[str, Any]:
    """Milestones, partners, indicators with the readings of notes that the viewer sees, and the steps."""
    row = post.action
    owners = row.milestones.select_related("owner")
    return {
        "post": post,
        "row": row,
        "milestones": sorted(owners, key=lambda one: (one.due_on, one.number)),
        "partners": Partner.objects.filter(action=row).select_related("organisation"),
        "indicators": measured(viewer, post),
        "steps": steps_of(viewer, row),
    }


def steps_of(viewer: Viewer, row: Action) -> list[tuple[Step, Post | None]]:
    """The steps of its life, each with what was asked before it where the viewer sees that."""
    steps = list(Step.objects.filter(action=row).select_related("organisation"))
    keys = {step.evidence_id for step in steps if step.evidence_id}
    seen = Post.objects.visible_to(viewer).in_bulk(keys) if keys else {}
    return [(step, seen.get(step.evidence_id)) for step in steps]


def measured(viewer: Viewer, post: Post) -> list[Measured]:
    """The indicators with what was counted: no reading of a note that was withdrawn, or is for fewer."""
    notes = Post.objects.visible_to(viewer).filter(root=post)
    found: dict[int, list[Reading]] = defaultdict(list)
    for reading in Reading.objects.filter(indicator__action=post.pk, told_by__in=notes).order_by("-on", "-pk"):
        found[reading.indicator_id].append(reading)
    return [Measured(one, found[one.pk]) for one in Indicator.objects.filter(action=post.pk)]


def tags_of(shown: Shown) -> Sequence[str]:
    """What it is forgotten by."""
    return shown.tags


def size_of(shown: Shown) -> int:
    """About how much room it takes."""
    return 2 * len(shown.html) + 20 * len(shown.tags)


plan = ActionPanel()
