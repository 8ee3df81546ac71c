"""The list of spaces, a new one, what one is about, and joining it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from intercity.activity.public import public_page
from intercity.organisations.models import Organisation
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.spaces.actions import join_space
from intercity.spaces.agreeing import lacks_agreement
from intercity.spaces.models import Space, SpaceState
from intercity.spaces.models.labels import Label, usable_within
from intercity.spaces.policies import is_member
from intercity.spaces.queries import get_space_for


@require_safe
@public_page
def spaces(request: Request) -> HttpResponse:
    """All spaces the viewer may know of, those at work first."""
    found = list(Space.objects.visible_to(request.viewer).annotate(joined=Count("members")).order_by("name"))
    groups = [(state, [space for space in found if space.state == state]) for state in SpaceState]
    context = {
        "section": "spaces",
        "groups": [(state.label, rows) for state, rows in groups if rows],
        "may_open": may(request.viewer, "network.coordinate"),
    }
    return render(request, "spaces/list.html", context)


@require_safe
@public_page
def space_about(request: Request, slug: str) -> HttpResponse:
    """What a space is for, who is in it, and who may see what is posted there."""
    space = get_space_for(request.viewer, slug)
    return render(request, "spaces/about.html", about_context(request.viewer, space))


@require_POST
def space_join(request: Request, slug: str) -> HttpResponse:
    """Bring the organisation one acts for into the space; where its lead accepts an agreement first, on to that."""
    space = get_space_for(request.viewer, slug)
    if may(request.viewer, "space.join", space) and lacks_agreement(request.viewer, space):
        return redirect("space_agreement", slug)
    join_space(request.viewer, space)
    messages.success(request, _("%(organisation)s is in.") % {"organisation": request.viewer.organisation})
    return redirect("space", slug)


def about_context(viewer: Viewer, space: Space) -> dict[str, Any]:
    """What the about page says to `viewer`."""
    members = list(Organisation.objects.filter(space_memberships__space=space))
    sees_people = may(viewer, "space.see_people", space)
    return {
        "section": "spaces",
        "space": space,
        "tab": "about",
        "topics": list(space.topics.filter(retired=False)),
        "countries": by_country(members),
        "members": len(members),
        "sees_people": sees_people,
        "coordinators": space.coordinators.order_by("name") if sees_people else [],
        "labels": usable_within(space.widest_label),
        "usual_label": Label(space.default_label),
        "is_member": is_member(viewer, space),
        "may_join": may(viewer, "space.join", space) and not is_member(viewer, space),
        "may_coordinate": may(viewer, "space.coordinate", space),
        "lacks_agreement": lacks_agreement(viewer, space),
    }


def by_country(organisations: list[Organisation]) -> list[tuple[str, list[Organisation]]]:
    """(country in the reader's language, its organisations) in order; those without a country come last."""
    ordered = sorted(organisations, key=lambda o: (not o.country, o.country_label, o.plate))
    return [(country, list(rows)) for country, rows in groupby(ordered, key=lambda o: o.country_label)]
