"""Settings of a space, for its coordinators: each form has its own address, all show on one page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from intercity.organisations.models import Organisation
from intercity.organisations.permissions import check_may, may
from intercity.organisations.request import Request
from intercity.spaces.actions import (
    add_coordinator,
    add_organisation,
    change_space,
    remove_coordinator,
    remove_organisation,
)
from intercity.spaces.forms import CoordinatorForm, OrganisationForm, RemoveForm, SpaceSettingsForm
from intercity.spaces.lists import lists_for
from intercity.spaces.models import Space
from intercity.spaces.queries import get_space_for
from intercity.spaces.removing import remove_exercise

# The browser's own list stays quick up to about here; whoever is not in it can still be typed.
MOST_NAMES = 2000


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def space_settings(request: Request, slug: str) -> HttpResponse:
    """Change name, description, state, who may join, labels, and who is asked how often."""
    space = get_coordinated(request, slug)
    form = SpaceSettingsForm(request.POST or None, instance=space)
    if request.method == "POST" and form.is_valid():
        change_space(request.viewer, form.instance, form.cleaned_data["topics"])
        messages.success(request, _("Saved."))
        return redirect("space_settings", slug)
    return settings_page(request, get_coordinated(request, slug), form=form)


@login_required
@require_POST
def member_add(request: Request, slug: str) -> HttpResponse:
    """Bring an organisation in."""
    space = get_coordinated(request, slug)
    form = OrganisationForm(request.POST)
    if not form.is_valid():
        return settings_page(request, space, organisation_form=form)
    organisation = form.cleaned_data["organisation"]
    is_in = add_organisation(request.viewer, space, organisation)
    asked = _("%(organisation)s is asked: it is in as soon as its lead accepts the exchange agreement.")
    messages.success(request, (_("%(organisation)s is in.") if is_in else asked) % {"organisation": organisation})
    return redirect("space_settings", slug)


@login_required
@require_POST
def member_remove(request: Request, slug: str, organisation: str) -> HttpResponse:
    """End an organisation's part; its posts stay."""
    space = get_coordinated(request, slug)
    known = Q(space_memberships__space=space) | Q(agreement_asked__space=space)
    row = get_object_or_404(Organisation.objects.filter(known).distinct(), slug=organisation)
    remove_organisation(request.viewer, space, row)
    messages.success(request, _("%(organisation)s is no longer in this space.") % {"organisation": row})
    return redirect("space_settings", slug)


@login_required
@require_POST
def coordinator_add(request: Request, slug: str) -> HttpResponse:
    """Let one more person look after the space."""
    space = get_coordinated(request, slug)
    form = CoordinatorForm(request.POST)
    if not form.is_valid():
        return settings_page(request, space, coordinator_form=form)
    add_coordinator(request.viewer, space, form.cleaned_data["email"])
    messages.success(request, _("%(person)s coordinates this space now.") % {"person": form.cleaned_data["email"]})
    return redirect("space_settings", slug)


@login_required
@require_POST
def coordinator_remove(request: Request, slug: str, uid: str) -> HttpResponse:
    """End somebody's part in looking after the space; who removed themselves sees the about page."""
    space = get_coordinated(request, slug)
    person = get_object_or_404(space.coordinators, uid=uid)
    remove_coordinator(request.viewer, space, person)
    messages.success(request, _("%(person)s no longer coordinates this space.") % {"person": person})
    own = person == request.viewer.person and not request.viewer.is_coordinator
    return redirect("space_about" if own else "space_settings", slug)


@login_required
@require_POST
def space_remove(request: Request, slug: str) -> HttpResponse:
    """End an exercise and remove everything in it, once its name was typed."""
    space = get_coordinated(request, slug)
    form = RemoveForm(space, request.POST)
    if space.is_exercise and not form.is_valid():
        return settings_page(request, space, remove_form=form)
    remove_exercise(request.viewer, space)
    said = _("The exercise “%(name)s” is over, and everything in it is removed.")
    messages.success(request, said % {"name": space.name})
    return redirect("spaces")


def get_coordinated(request: Request, slug: str) -> Space:
    """The space: Http404 for whoever may not know of it, PermissionDenied for whoever does not coordinate it."""
    space = get_space_for(request.viewer, slug)
    check_may(request.viewer, "space.coordinate", space)
    return space


def settings_page(request: Request, space: Space, **forms: Any) -> HttpResponse:
    """The page, with the form that was just refused among `forms`, if any."""
    context = {
        "section": "spaces",
        "tab": "settings",
        "space": space,
        "may_coordinate": True,
        "form": SpaceSettingsForm(instance=space),
        "organisation_form": OrganisationForm(),
        "coordinator_form": CoordinatorForm(),
        "remove_form": RemoveForm(space) if space.is_exercise else None,
        "members": Organisation.objects.filter(space_memberships__space=space),
        "coming": Organisation.objects.filter(agreement_asked__space=space, agreement_asked__comes_in=True),
        "coordinators": space.coordinators.order_by("name"),
        "others": Organisation.objects.in_network().exclude(space_memberships__space=space)[:MOST_NAMES],
        "lists": lists_for(request.viewer, space).annotate(size=Count("organisations")).select_related("space"),
        "may_network": may(request.viewer, "network.coordinate"),
        **forms,
    }
    return render(request, "spaces/settings.html", context)
