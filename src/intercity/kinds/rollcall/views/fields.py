"""Change what is asked, after it was sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intercity.kinds.rollcall.actions import changing
from intercity.kinds.rollcall.forms.changing import WordingForm
from intercity.kinds.rollcall.forms.fields import CURRENCIES, FieldForm
from intercity.kinds.rollcall.models import Field, RollCall
from intercity.kinds.rollcall.queries import get_rollcall_for
from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def fields(request: Request, uid: str) -> HttpResponse:
    """Wordings, options, one field more or less. 404 for strangers, 403 for whoever does not manage it."""
    rollcall = get_rollcall_for(request.viewer, uid)
    check_may(request.viewer, "rollcall.manage", rollcall.post)
    if request.method != "POST":
        return show(request, rollcall, wordings(rollcall), FieldForm(prefix="new"))
    # Databases refuse null bytes.
    do = request.POST.get("do", "save").replace("\x00", "")
    try:
        if do == "add":
            return add(request, rollcall)
        if do == "save":
            return save(request, rollcall)
        settle(request, rollcall, do)
    except changing.CannotChangeError as refused:
        return show(request, rollcall, wordings(rollcall), FieldForm(prefix="new"), str(refused), 422)
    messages.success(request, _("Saved."))
    return redirect("rollcall_fields", uid)


def settle(request: Request, rollcall: RollCall, do: str) -> None:
    """What a button beside one field does: "remove:f1", "archive:f1", "restore:f1", "drop:f1:a"."""
    verb, _colon, rest = do.partition(":")
    name, _colon, option = rest.partition(":")
    viewer, post = request.viewer, rollcall.post
    match verb:
        case "remove":
            changing.remove_field(viewer, post, name)
        case "archive" | "restore":
            changing.archive_field(viewer, post, name, on=verb == "archive")
        case "drop":
            changing.remove_option(viewer, post, name, option)
        case _:
            raise changing.CannotChangeError(_("This is no longer there. Look at the page as it is now."))


def save(request: Request, rollcall: RollCall) -> HttpResponse:
    """Write the wordings."""
    forms = wordings(rollcall, request.POST)
    # Each is asked, so that each says what is wrong.
    if {form.is_valid() for form in forms} - {True}:
        return show(request, rollcall, forms, FieldForm(prefix="new"), status=422)
    try:
        changing.reword(request.viewer, rollcall.post, {form.row.name: form.wording() for form in forms})
    except changing.CannotChangeError as refused:
        return show(request, rollcall, forms, FieldForm(prefix="new"), str(refused), 422)
    messages.success(request, _("Saved."))
    return redirect("rollcall_fields", rollcall.post.uid)


def add(request: Request, rollcall: RollCall) -> HttpResponse:
    """Ask one thing more."""
    form = FieldForm(request.POST, prefix="new")
    if not form.is_valid():
        return show(request, rollcall, wordings(rollcall), form, status=422)
    try:
        changing.add_field(request.viewer, rollcall.post, form.field_data())
    except changing.CannotChangeError as refused:
        return show(request, rollcall, wordings(rollcall), form, str(refused), 422)
    messages.success(request, _("It is asked from now on. Cities that have answered see it when they change theirs."))
    return redirect("rollcall_fields", rollcall.post.uid)


def wordings(rollcall: RollCall, data: Any = None) -> list[WordingForm]:
    """A form for each field that is asked today; one that came meanwhile is left as it is."""
    rows = changing.open_fields(rollcall)
    known = [row for row in rows if data is None or f"{row.name}-label" in data]
    return [WordingForm(data, row=row) for row in known]


def show(
    request: Request,
    rollcall: RollCall,
    forms: Sequence[WordingForm],
    new: FieldForm,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page."""
    post = rollcall.post
    archived = list(Field.objects.filter(rollcall=rollcall, archived_at__isnull=False))
    context = {
        "section": "spaces", "post": post, "space": post.space, "rollcall": rollcall, "forms": forms, "new": new,
        "error": error, "archived": archived, "currencies": CURRENCIES,
        "answered": {form.row.name for form in forms if changing.is_answered(rollcall, form.row.name)},
    }  # fmt: skip
    return render(request, "rollcall/fields.html", context, status=status)
