"""One's saved views."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from intercity.organisations.request import Request
from intercity.organisations.views.shared import signed_in
from intercity.search.forms import NameForm, SaveForm
from intercity.search.saved import get_view_for, rename_view, save_view, views_of


@signed_in
@require_safe
def saved_views(request: Request) -> HttpResponse:
    """The list of one's own."""
    return render(request, "search/saved.html", {"section": "me", "views": views_of(request.viewer)})


@signed_in
@require_POST
def save(request: Request) -> HttpResponse:
    """Keep the view that a page shows, and go back to it."""
    form = SaveForm(request.POST)
    if not form.is_valid():
        return refuse(request, form)
    try:
        view = save_view(request.viewer, form.cleaned_data["name"], form.cleaned_data["address"])
    except ValidationError as error:
        form.add_error(None, error)
        return refuse(request, form)
    said = _("The view “%(name)s” was saved.") % {"name": view.name}
    messages.success(request, format_html('{} <a href="{}">{}</a>', said, reverse("saved_views"), _("My saved views")))
    return redirect(view.get_absolute_url())


def refuse(request: Request, form: NameForm) -> HttpResponse:
    """Say what is wrong, with what was typed still there."""
    context = {"section": "me", "form": form, "views": views_of(request.viewer), "typed": form.data}
    return render(request, "search/saved.html", context, status=422)


@signed_in
@require_POST
def rename(request: Request, pk: int) -> HttpResponse:
    """Give one of one's own another name."""
    view, form = get_view_for(request.viewer, pk), NameForm(request.POST)
    if form.is_valid():
        rename_view(view, form.cleaned_data["name"])
        messages.success(request, _("The view is now called “%(name)s”.") % {"name": view.name})
    else:
        messages.error(request, " ".join(str(error) for error in form.errors["name"]))
    return redirect("saved_views")


@signed_in
@require_POST
def delete(request: Request, pk: int) -> HttpResponse:
    """Forget one of one's own."""
    view = get_view_for(request.viewer, pk)
    view.delete()
    messages.success(request, _("The view “%(name)s” was deleted.") % {"name": view.name})
    return redirect("saved_views")
