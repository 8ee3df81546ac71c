"""Who finds a post useful and who needs the same: the panel under it, with the buttons of those who may press."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.functional import Promise

from intercity.organisations.models import Organisation
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.kinds import kind_of
from intercity.posts.models import Post, Reaction
from intercity.posts.models.reaction import Sort
from intercity.posts.panels import Place
from intercity.posts.parts import Audience, find_for

# The others are counted.
MOST_NAMES = 40


@dataclass(frozen=True)
class Group:
    """Everybody who says the same: `more` is how many there are beside those named."""

    sort: str
    label: str | Promise
    organisations: Sequence[Organisation]
    more: int


@dataclass(frozen=True)
class Choice:
    """A group, and whether the viewer's organisation is in it (None where they may not press)."""

    group: Group
    pressed: bool | None


class Reactions:
    """The same names for everyone who may see the post; buttons for those who speak for another organisation."""

    place: Place = "main"

    def applies(self, post: Post) -> bool:
        """Every post; not comments."""
        return post.root_id is None

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """Names, and buttons where there are any."""
        groups = audience.find(("reactions", post.pk), [post.uid, "organisation"], lambda: groups_of(post))
        own = own_reactions(request.viewer, post, audience)
        if own is None:
            return shown(post, groups, audience)
        context = {"post": post, "choices": [Choice(group, own[group.sort]) for group in groups]}
        return render_to_string("posts/_reactions.html", context, request)


def shown(post: Post, groups: Sequence[Group], audience: Audience) -> str:
    """The names without buttons; nothing where nobody said anything."""
    said = [Choice(group, None) for group in groups if group.organisations]
    if not said:
        return ""
    context = {"post": post, "choices": said}
    return audience.render("posts/_reactions.html", post.pk, [post.uid, "organisation"], lambda: context)


def groups_of(post: Post) -> list[Group]:
    """Who says what about a post, in the order in which they said it."""
    rows = list(Reaction.objects.filter(post=post).select_related("organisation").order_by("at", "pk"))
    groups = []
    for sort, label in ((Sort.USEFUL, Sort.USEFUL.label), (Sort.NEEDED, kind_of(post).need)):
        found = [row.organisation for row in rows if row.sort == sort]
        groups.append(Group(sort.value, label, found[:MOST_NAMES], max(0, len(found) - MOST_NAMES)))
    return groups


def own_reactions(viewer: Viewer, post: Post, audience: Audience) -> Mapping[str, bool] | None:
    """What the organisation that the viewer acts for has said; None where they may not say it."""
    tags = [post.uid, post.space.uid, post.organisation.uid]
    return find_for(viewer, ("reactions", post.pk), tags, lambda: read_own(viewer, post), audience.since)


def read_own(viewer: Viewer, post: Post) -> Mapping[str, bool] | None:
    """As `own_reactions`, read now."""
    if not may(viewer, "post.react", post):
        return None
    said = set(Reaction.objects.filter(post=post, organisation=viewer.organisation).values_list("sort", flat=True))
    return {sort: sort in said for sort in Sort.values}


reactions = Reactions()
