"""Saved lists of organisations, on the settings page of a space: rename, delete, bring into every new crisis."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intercity.organisations.request import Request
from intercity.spaces.lists import NameTakenError, delete_list, get_list_for, make_standing, rename_list
from intercity.spaces.views.settings import get_coordinated, settings_page


@login_required
@require_POST
def list_rename(request: Request, slug: str, uid: str) -> HttpResponse:
    """Call a list something else. 403 for whoever may not change it."""
    space = get_coordinated(request, slug)
    row, typed = get_list_for(request.viewer, space, uid), request.POST.get("name", "")
    try:
        rename_list(request.viewer, row, typed)
    except NameTakenError as refused:
        return settings_page(request, space, list_error=str(refused), list_wrong=row.uid, list_typed=typed[:200])
    messages.success(request, _("Saved."))
    return redirect("space_settings", slug)


@login_required
@require_POST
def list_delete(request: Request, slug: str, uid: str) -> HttpResponse:
    """Forget a list. 403 for whoever may not change it."""
    row = get_list_for(request.viewer, get_coordinated(request, slug), uid)
    delete_list(request.viewer, row)
    messages.success(request, _("The list “%(name)s” is deleted.") % {"name": row.name})
    return redirect("space_settings", slug)


@login_required
@require_POST
def list_standing(request: Request, slug: str, uid: str) -> HttpResponse:
    """Bring its organisations into every new crisis, or no more. 403 for whoever does not coordinate the network."""
    space = get_coordinated(request, slug)
    row = get_list_for(request.viewer, space, uid)
    try:
        make_standing(request.viewer, row, on="on" in request.POST)
    except NameTakenError as refused:
        return settings_page(request, space, list_error=str(refused), list_wrong=row.uid, list_typed=row.name)
    messages.success(request, _("Saved."))
    return redirect("space_settings", slug)
