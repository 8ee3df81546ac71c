"""On the page of a roll call: how it went week after week, and what other websites can show of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html

from intercity.activity.kept import inside
from intercity.kinds.rollcall.models import RollCall
from intercity.kinds.rollcall.trend import MOST_ANSWERS, series_of, trends_of
from intercity.kinds.rollcall.trend_charts import shown_trends
from intercity.kinds.rollcall.visibility import answers_label
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.posts.panels import Place
from intercity.posts.parts import Audience, find_for
from intercity.spaces.models import Label


class TrendPanel:
    """For a roll call of a series: a trend of each field, or the way to it where reading all would take long."""

    place: Place = "main"

    def applies(self, post: Post) -> bool:
        """Those of a series."""
        rollcall: RollCall | None = getattr(post, "rollcall", None)
        return rollcall is not None and bool(rollcall.first_id or rollcall.repeat)

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """The same for the audience. Answers to others of the series move it too: acts in the same space."""
        return audience.render(
            "rollcall/_trend_panel.html", post.pk, [inside(post.space.uid), "organisation"],
            lambda: trend_context(request.viewer, post),
        )  # fmt: skip


def trend_context(viewer: Viewer, post: Post) -> dict[str, Any]:
    """What the panel shows; nothing where the answers are not for the viewer, or were asked for once."""
    series = series_of(viewer, post.rollcall)
    is_one = len(series) < 2 or post.pk not in {one.pk for one in series}
    if is_one or sum(one.asked for one in series) > MOST_ANSWERS:
        return {"post": post, "trends": [], "series": [] if is_one else series}
    return {"post": post, "trends": shown_trends(trends_of(viewer, post.rollcall, series)), "series": series}


# What somebody copies into a page of another website.
FRAME = '<iframe src="{}" title="{}" width="100%" height="480" loading="lazy"></iframe>'


class SnippetPanel:
    """For those who manage it: what to copy into another website, while everything is public."""

    place: Place = "beside"

    def applies(self, post: Post) -> bool:
        """Where question and answers are public."""
        return getattr(post, "rollcall", None) is not None and answers_label(post) == Label.CLEAR

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """Nothing for others."""
        viewer, tags = request.viewer, [post.uid, post.space.uid, post.organisation.uid]
        manages = find_for(
            viewer, ("manages", post.pk), tags, lambda: may(viewer, "rollcall.manage", post), audience.since
        )
        if not manages:
            return ""
        address = settings.PUBLIC_URL + reverse("rollcall_embed", args=[post.uid])
        return render_to_string("rollcall/_snippet.html", {"markup": format_html(FRAME, address, post)})


trend = TrendPanel()
snippet = SnippetPanel()
