"""The saved readers of one's own organisation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from intercity.organisations.models import Organisation
from intercity.organisations.permissions import check_may
from intercity.organisations.queries import get_organisation_for
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.actions import grouping
from intercity.posts.label_field import Who, check_who, typed_from
from intercity.posts.models import SharingGroup


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def groups(request: Request, slug: str) -> HttpResponse:
    """All of them, and the form for a new one. 404 for other organisations, 403 for who may not speak for it."""
    organisation = own_organisation(request.viewer, slug)
    if request.method != "POST":
        return show(request, organisation, Who(request.viewer, None, ()))
    who = Who(request.viewer, None, request.POST.getlist("who"))
    if "show_people" in request.POST:
        return show(request, organisation, who, looked=True)
    name = request.POST.get("name", "")
    try:
        grouping.save_group(request.viewer, organisation, name, check_who(who))
    except ValidationError as refused:
        return show(request, organisation, who, problems=refused.messages)
    messages.success(request, _("The group is saved."))
    return redirect("sharing_groups", organisation.slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: Request, slug: str, uid: str) -> HttpResponse:
    """Change one: its name, and whom it means from now on."""
    organisation = own_organisation(request.viewer, slug)
    row = grouping.get_group_for(request.viewer, organisation, uid)
    if request.method != "POST":
        return show(request, organisation, Who(request.viewer, None, typed_from(grouping.entries_in(row))), row)
    who = Who(request.viewer, None, request.POST.getlist("who"))
    if "show_people" in request.POST:
        return show(request, organisation, who, row, looked=True)
    try:
        grouping.change_group(request.viewer, row, request.POST.get("name", ""), check_who(who))
    except ValidationError as refused:
        return show(request, organisation, who, row, problems=refused.messages)
    messages.success(request, _("The group is changed. What was published before stays with its readers."))
    return redirect("sharing_groups", organisation.slug)


@login_required
@require_POST
def delete(request: Request, slug: str, uid: str) -> HttpResponse:
    """Forget one."""
    organisation = own_organisation(request.viewer, slug)
    grouping.delete_group(request.viewer, grouping.get_group_for(request.viewer, organisation, uid))
    messages.success(request, _("The group is deleted. What was published before stays with its readers."))
    return redirect("sharing_groups", organisation.slug)


def own_organisation(viewer: Viewer, slug: str) -> Organisation:
    """The organisation, for those who speak for it."""
    organisation = get_organisation_for(viewer, slug)
    if viewer.membership_in(organisation.pk) is None:
        raise Http404
    check_may(viewer, "organisation.keep_groups", organisation)
    return organisation


def show(
    request: Request, organisation: Organisation, who: Who, row: SharingGroup | None = None, *,
    problems: list[str] | None = None, looked: bool = False,
) -> HttpResponse:  # fmt: skip
    """The page, with the form as it was filled in."""
    rows: list[dict[str, Any]] = [
        {"group": one, "entries": grouping.entries_in(one)}
        for one in grouping.groups_for(request.viewer, organisation)
    ]  # fmt: skip
    context = {
        "section": "organisations", "organisation": organisation, "rows": [] if row else rows, "who": who,
        "row": row, "name": request.POST.get("name", row.name if row else ""), "looked": looked,
        "problems": problems or [],
    }  # fmt: skip
    return render(request, "posts/groups.html", context, status=422 if problems else 200)


def keep_as_group(request: Request, who: Who) -> str:
    """Save the readers that were typed into a form, for the organisation one acts for; what is wrong, or ""."""
    organisation = request.viewer.organisation
    if organisation is None:
        return ""
    try:
        made = grouping.save_group(request.viewer, organisation, request.POST.get("group_name", ""), check_who(who))
    except ValidationError as refused:
        return " ".join(refused.messages)
    messages.success(request, _("The group “%(name)s” is saved.") % {"name": made.name})
    return ""
