"""Who can see a post, for whoever sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from intercity.core.templatetags.intercity import number
from intercity.organisations.models import Organisation
from intercity.organisations.models.organisation import NETWORK_LEVELS
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.actions.naming import entries_of, present
from intercity.posts.models import Post
from intercity.posts.queries import get_post_for
from intercity.spaces.models import Label


@dataclass(frozen=True)
class ReadBy:
    """One organisation on the page: names of its people where only some are readers and the viewer may see them."""

    organisation: Organisation
    names: Sequence[str] = ()
    people: int = 0
    """How many of its people are named; 0 for all its members."""

    @property
    def said(self) -> str:
        """Who of it."""
        if not self.people:
            return ""
        if self.names:
            return ", ".join(self.names)
        return ngettext("%(n)s person", "%(n)s people", self.people) % {"n": number(self.people)}


@dataclass(frozen=True)
class Sight:
    """Everybody who can see a post: how many organisations, in a sentence, and one by one where they are few."""

    count: int | None
    sentence: str
    rows: Sequence[ReadBy] = ()


@require_safe
def readers(request: Request, uid: str) -> HttpResponse:
    """Who can see a post or comment; 404 for whoever does not."""
    post = get_post_for(request.viewer, uid)
    context = {"section": "spaces", "post": post, "space": post.space, "sight": sight_of(request.viewer, post)}
    return render(request, "posts/readers.html", context)


def sight_of(viewer: Viewer, post: Post) -> Sight:
    """Who can see `post`, as far as `viewer` may know their names."""
    match post.label:
        case Label.AMBER:
            rows = [ReadBy(one) for one in members_of(post).order_by("name")]
            return Sight(len(rows), _("The present members of the organisations of this space."), rows)
        case Label.RED:
            rows = named_in(viewer, post)
            return Sight(len(rows), _("The people and organisations that were named, one by one."), rows)
    cities = Organisation.objects.in_network().filter(level__in=NETWORK_LEVELS).count()
    partners = members_of(post).exclude(level__in=NETWORK_LEVELS).count()
    if post.label == Label.CLEAR:
        open_to_all = _("Everyone can read it, also without an account; among them %(cities)s cities and regions.")
        return Sight(None, open_to_all % {"cities": number(cities)})
    said = _("Verified members of the network's %(cities)s cities and regions, and of %(partners)s partners of other "
             "levels in this space. The public cannot.")  # fmt: skip
    return Sight(cities + partners, said % {"cities": number(cities), "partners": number(partners)})


def members_of(post: Post) -> QuerySet[Organisation]:
    """The organisations of the post's space."""
    return Organisation.objects.filter(space_memberships__space=post.space_id)


def named_in(viewer: Viewer, post: Post) -> list[ReadBy]:
    """The named readers by organisation, those who have left taken out."""
    people: dict[Organisation, list[str]] = {}
    for entry in present(entries_of(post.readers)):
        names = people.setdefault(entry.organisation, [])
        if entry.person is not None:
            names.append(str(entry.person))
    return [
        ReadBy(one, names if may(viewer, "organisation.see_people", one) else (), len(names))
        for one, names in people.items()
    ]  # fmt: skip
