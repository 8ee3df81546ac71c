"""What waits for its report: the button on the page of what is over, and the choice in the composer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.utils import timezone

from intercity.kinds.report.links import REPORT
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Link, Post
from intercity.posts.panels import Place
from intercity.posts.parts import Audience, find_for
from intercity.posts.policies import speaking_membership
from intercity.posts.querysets import PostQuerySet
from intercity.spaces.models import Space

MOST: Final = 50


def unreported(viewer: Viewer) -> PostQuerySet:
    """What people came to, of what `viewer` may see, that is over and has no report that they see; no series."""
    told = Link.objects.filter(sort=REPORT.name, source=OuterRef("pk"), target__in=Post.objects.visible_to(viewer))
    rows = Post.objects.visible_to(viewer).roots().filter(event__is_series=False, event__cancelled_at=None)
    return rows.filter(~Exists(told), event__ends_at__lte=timezone.now())


def unreported_in(viewer: Viewer, space: Space) -> list[Post]:
    """Those of a space, the last first."""
    rows = unreported(viewer).filter(space=space).select_related("event")
    return list(rows.order_by("-event__starts_at", "-pk")[:MOST])


def writes_report(viewer: Viewer, post: Post) -> bool:
    """Whether the viewer is asked to write it: who speaks for those who held it, and who coordinates its space."""
    holds = speaking_membership(viewer, post) is not None or may(viewer, "space.coordinate", post.space)
    return holds and may(viewer, "space.publish", post.space) and unreported(viewer).filter(pk=post.pk).exists()


@dataclass(frozen=True)
class WritePanel:
    """On the page of what is over and has no report yet."""

    place: Place = "main"

    def applies(self, post: Post) -> bool:
        """What people came to."""
        return post.root_id is None and getattr(post, "event", None) is not None

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """One button, for those who write it."""
        viewer = request.viewer
        if viewer.acting is None or not post.event.is_past(timezone.now()):
            return ""
        tags = [post.uid, post.space.uid, post.organisation.uid, "space"]
        writes = find_for(viewer, ("report", post.pk), tags, lambda: writes_report(viewer, post), audience.since)
        return render_to_string("report/_write.html", {"post": post}, request) if writes else ""


write = WritePanel()
