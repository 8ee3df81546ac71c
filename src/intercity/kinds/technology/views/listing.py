"""The technologies of a space."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from intercity.activity.kept import inside
from intercity.activity.public import public_page
from intercity.kinds.technology.experiences import Told, told_about
from intercity.kinds.technology.models import RIGHTS, Sort, Status
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.posts.parts import audience_for, find_for, space_for
from intercity.posts.querysets import PostQuerySet
from intercity.spaces.models import Space
from intercity.spaces.tabs import Tab

MOST_SHOWN: Final = 300
TAB = Tab("technologies", _("Technologies"), "space_technologies")


@dataclass(frozen=True)
class Entry:
    """One technology with what was told about it."""

    post: Post
    told: Told

    @property
    def sort(self) -> str:
        """Its sort, as people read it."""
        return str(Sort(self.post.technology.sort).label)


@dataclass(frozen=True)
class Narrowing:
    """What the address asks for: a sort ("" for all), and whether somebody must have it in use."""

    sort: str = ""
    used: bool = False


@require_safe
@public_page
def technologies(request: Request, slug: str) -> HttpResponse:
    """All that the viewer may see, narrowed as the address says, with boxes to compare some of them."""
    viewer, audience = request.viewer, audience_for(request.viewer)
    space, wanted = space_for(viewer, audience, slug), read_narrowing(request)
    tags = [inside(space.uid), "organisation", "topic"]
    table = audience.render(
        "technology/_list.html", (space.pk, wanted), tags, lambda: list_context(viewer, space, wanted)
    )
    context = {
        "section": "spaces", "tab": TAB.name, "space": space, "table": table, "wanted": wanted, "sorts": Sort.choices,
        "may_publish": find_for(
            viewer, ("publishes", space.pk), [space.uid, "space"], lambda: may(viewer, "space.publish", space),
            audience.since,
        ),
        "may_coordinate": may(viewer, "space.coordinate", space),
    }  # fmt: skip
    return render(request, "technology/list.html", context)


def read_narrowing(request: Request) -> Narrowing:
    """What the address asks for; what it does not know is left out."""
    sort = request.GET.get("sort", "")
    return Narrowing(sort if sort in Sort.values else "", request.GET.get("used") == "1")


def technologies_for(viewer: Viewer) -> PostQuerySet:
    """All that `viewer` may see, with what a list shows of them."""
    rows = Post.objects.visible_to(viewer).roots().filter(kind="technology")
    return rows.select_related("organisation", "space", "author", "tally").with_details()


def list_context(viewer: Viewer, space: Space, wanted: Narrowing) -> dict[str, Any]:
    """The entries, in the order of their names."""
    rows = technologies_for(viewer).filter(space=space)
    if wanted.sort:
        rows = rows.filter(technology__sort=wanted.sort)
    entries = entries_of(viewer, list(rows.order_by("title", "pk")[:MOST_SHOWN]))
    if wanted.used:
        entries = [entry for entry in entries if entry.told.count(Status.USED)]
    return {"entries": entries, "all": len(RIGHTS)}


def entries_of(viewer: Viewer, posts: Sequence[Post]) -> list[Entry]:
    """Each with what the viewer may read about it."""
    told = told_about(viewer, posts)
    return [Entry(post, told[post.pk]) for post in posts]
