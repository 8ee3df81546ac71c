"""On the page of a published brief: the way to its files, and which of its sources its reader finds no more."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string

from intercity.briefs.models import Brief, Cited
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.posts.panels import Place
from intercity.posts.parts import Audience


@dataclass(frozen=True)
class Shown:
    """The panel as HTML, and the uids of the posts by whose acts it changes."""

    html: str
    tags: tuple[str, ...]


class BriefPanel:
    """The same for everybody who sees the same."""

    place: Place = "beside"

    def applies(self, post: Post) -> bool:
        """Every post: whether it is a brief stands in the database."""
        return post.root_id is None

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """Nothing for what is no brief."""
        viewer = request.viewer
        shown = audience.find(
            ("brief", post.pk), lambda found: found.tags, lambda: shown_to(viewer, post), lambda s: 2 * len(s.html) + 99
        )
        return shown.html


def shown_to(viewer: Viewer, post: Post) -> Shown:
    """As everybody sees it who sees what `viewer` sees."""
    brief = Brief.objects.filter(uid=post.uid, published_at__isnull=False).select_related("space").first()
    if brief is None:
        return Shown("", (post.uid,))
    rows = list(Cited.objects.filter(brief=brief).order_by("number").values_list("number", "post", "post__uid"))
    seen = set(
        Post.objects.visible_to(viewer).filter(pk__in=[pk for _n, pk, _uid in rows if pk]).values_list("pk", flat=True)
    )
    gone = [number for number, pk, _uid in rows if pk not in seen]
    changed = sorted(set(brief.cited.exclude(changed_at=None).values_list("number", flat=True)) - set(gone))
    html = render_to_string("briefs/_panel.html", {"brief": brief, "gone": gone, "changed": changed})
    return Shown(html, (post.uid, *(uid for _n, _pk, uid in rows if uid)))


panel = BriefPanel()
