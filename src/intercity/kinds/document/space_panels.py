"""Beside the stream of a space: guidance that is valid today, for the topic that the stream is narrowed to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.utils import timezone

from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.posts.opening import tags_of
from intercity.posts.parts import Audience
from intercity.spaces.models import Space
from intercity.spaces.terms import topic_and_below

MOST_SHOWN = 3
MOST_TOPICS = 5


class GuidancePanel:
    """The newest of what fits; nothing where there is none."""

    def render(self, request: Request, space: Space, audience: Audience) -> str:
        """The same for everyone who sees the same, today."""
        # Only topics that there are: a made-up address must not leave anything among what is kept.
        asked = [topic_and_below(slug) for slug in request.GET.getlist("topic")[:MOST_TOPICS]]
        today, topics = timezone.localdate(), tuple(sorted({slug for below in asked for slug in below}))
        name = ("guidance", space.pk, topics, today)
        viewer = request.viewer
        posts = audience.find(name, tags_of(space), lambda: valid_guidance(viewer, space, topics, today))
        if not posts:
            return ""
        return audience.render("document/_guidance.html", name, tags_of(space), lambda: {"posts": posts})


def valid_guidance(viewer: Viewer, space: Space, topics: Sequence[str], today: date) -> list[Post]:
    """Guidance of the space that is valid today, about one of the topics where any are named."""
    begun = Q(document__valid_from=None) | Q(document__valid_from__lte=today)
    lasts = Q(document__valid_until=None) | Q(document__valid_until__gte=today)
    rows = Post.objects.visible_to(viewer).filter(begun & lasts, space=space, root=None, document__is_guidance=True)
    if topics:
        rows = rows.filter(topics__slug__in=topics).distinct()
    return list(
        rows.select_related("organisation", "space").with_details().order_by("-published_at", "-pk")[:MOST_SHOWN]
    )


guidance = GuidancePanel()
