"""What this room puts on the pages of posts and spaces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from intercity.activity.kept import inside
from intercity.adoption.lineage import origin_of, own_practices, parent_of
from intercity.adoption.models import Adoption, Standing
from intercity.adoption.queries import is_in_force, most_adopted
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.kinds import kind_of
from intercity.posts.models import Post
from intercity.posts.panels import Place
from intercity.posts.parts import Audience
from intercity.spaces.models import Space

# The others are on the page of the tree.
MOST_SHOWN = 60


@dataclass(frozen=True)
class Others:
    """The panel as one audience sees it, what it is made of, and how far which organisation is."""

    html: SafeString
    tags: Sequence[str]
    standings: Mapping[int, str]


class WhoElse:
    """Who else does this, on the page of a practice."""

    place: Place = "main"

    def applies(self, post: Post) -> bool:
        """Where others can take it over."""
        return kind_of(post).adoptable and post.root_id is None

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """Who, how far, why not; for those who may speak the way to say it."""
        viewer = request.viewer
        others = audience.find(
            ("adoptions", post.pk), lambda found: found.tags, lambda: others_of(viewer, post), lambda f: 2 * len(f.html)
        )
        may_say = may(viewer, "adoption.say", post)
        if not others.html and not may_say:
            return ""
        own = others.standings.get(viewer.acting.organisation_id, "") if viewer.acting else ""
        said = str(Standing(own).label) if own else ""
        plate = viewer.organisation.plate if viewer.organisation and may_say else ""
        name = (post.pk, may_say, said, plate)
        context = {"post": post, "others": others.html, "may_say": may_say, "said": said, "plate": plate}
        return audience.render("adoption/_who_else.html", name, others.tags, lambda: context)


def others_of(viewer: Viewer, post: Post) -> Others:
    """All that is the same for everyone who sees what `viewer` sees."""
    found = list(Adoption.objects.filter(post=post).select_related("organisation").order_by("-at", "-pk"))
    origin = origin_of(post)
    parent = parent_of(post, Post.objects.visible_to(viewer)) if origin else None
    tags = [post.uid, "organisation", "adoption", *(one.own_uid for one in found if one.own_uid)]
    # Also of one that these viewers may not see: it may be opened to them.
    tags += [origin.post.uid] if origin else []
    if not found and parent is None:
        return Others(SafeString(""), tags, {})
    owns = own_practices(viewer, found[:MOST_SHOWN])
    groups = [(standing, [one for one in found if one.status == standing]) for standing in Standing]
    context = {
        "post": post, "parent": parent, "all": len(found), "done": sum(one.is_done for one in found),
        "groups": [(standing, len(rows), [(one, owns.get(one.pk)) for one in rows[:MOST_SHOWN]])
                   for standing, rows in groups if rows],
        "rejected": Standing.REJECTED,
    }  # fmt: skip
    return Others(
        render_to_string("adoption/_others.html", context), tags, {o.organisation_id: o.status for o in found}
    )


class StillSo:
    """The way to say that it is still in force, for those who may; whoever was asked need not look for the mail."""

    place: Place = "beside"

    def applies(self, post: Post) -> bool:
        """Where its organisation is asked."""
        return kind_of(post).in_force() is not None and post.root_id is None

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """One link; nothing for others, and nothing once it has ended."""
        if not may(request.viewer, "practice.check", post):
            return ""
        if not audience.find(("in force", post.pk), [post.uid], lambda: is_in_force(post)):
            return ""
        return audience.render("adoption/_still_so.html", post.pk, [post.uid], lambda: {"post": post})


class MostAdopted:
    """The most adopted practices of the month, beside the stream of a space."""

    def render(self, request: Request, space: Space, audience: Audience) -> str:
        """A short list; nothing where nobody took anything over."""
        now, viewer = timezone.now(), request.viewer
        return audience.render(
            "adoption/_month.html", (space.pk, timezone.localdate(now)), [inside(space.uid), "organisation"],
            lambda: {"lately": most_adopted(viewer, space, now), "space": space},
        )  # fmt: skip


who_else = WhoElse()
still_so = StillSo()
most_adopted_lately = MostAdopted()
