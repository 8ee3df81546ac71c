"""On the page of a technology: rights and vendors, and what organisations experienced."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string

from intercity.kinds.technology.experiences import ENOUGH, standing_of, told_about
from intercity.kinds.technology.models import RIGHTS
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.posts.panels import Place
from intercity.posts.parts import Audience, find_for


def tags_of(post: Post) -> list[str]:
    """What changes both panels."""
    return [post.uid, post.space.uid, "organisation"]


class RightsPanel:
    """The five questions, those without an answer too; then who makes it."""

    place: Place = "main"

    def applies(self, post: Post) -> bool:
        """Technologies."""
        return getattr(post, "technology", None) is not None

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """The same for everyone who sees the post."""
        return audience.render("technology/_rights.html", post.pk, tags_of(post), lambda: rights_of(post))


def rights_of(post: Post) -> dict[str, Any]:
    """Each question with what was written, "" where nobody has."""
    row = post.technology
    asked = [(heading, question, getattr(row, name)) for name, (heading, question) in RIGHTS.items()]
    return {
        "post": post, "asked": asked, "assessed": row.assessed, "all": len(RIGHTS),
        "missing": [heading for heading, _question, text in asked if not text],
        "vendors": row.vendors.splitlines(),
    }  # fmt: skip


class ExperiencesPanel:
    """A table of what organisations say, and the way to say it oneself."""

    place: Place = "main"

    def applies(self, post: Post) -> bool:
        """Technologies."""
        return getattr(post, "technology", None) is not None

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """The table is the same for the audience; the button is for those who may press it."""
        viewer = request.viewer
        table = audience.render(
            "technology/_experiences.html", post.pk, tags_of(post), lambda: experiences_of(viewer, post)
        )
        own = find_for(viewer, ("tells", post.pk), [post.uid, "space"], lambda: own_of(viewer, post), audience.since)
        return render_to_string("technology/_told.html", {"post": post, "table": table, "own": own}, request)


def experiences_of(viewer: Viewer, post: Post) -> dict[str, Any]:
    """What everybody sees who sees what `viewer` sees."""
    return {"post": post, "told": told_about(viewer, [post])[post.pk], "enough": ENOUGH}


def own_of(viewer: Viewer, post: Post) -> str:
    """ "tell" or "change" for whoever may, else ""."""
    if viewer.acting is None or not may(viewer, "experience.tell", post):
        return ""
    return "change" if standing_of(post, viewer.acting.organisation_id) else "tell"


rights = RightsPanel()
experiences = ExperiencesPanel()
