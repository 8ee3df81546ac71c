"""The other addresses that one writes from."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from intercity.mailbox.aliases import add_alias, aliases_of, confirm_alias, get_alias_for, remove_alias
from intercity.mailbox.forms import AliasForm, CodeForm
from intercity.mailbox.models import Alias
from intercity.organisations.models import Person
from intercity.organisations.request import Request
from intercity.organisations.views.shared import attempt, attempt_form, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def addresses(request: Request) -> HttpResponse:
    """The list, and the form that adds one."""
    person = person_of(request)
    form = AliasForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["address"]
        if attempt_form(form, lambda: add_alias(person, address)):
            messages.success(request, _("We sent a code to %(email)s. Type it in below.") % {"email": address})
            return redirect("mail_addresses")
    rows = [{"alias": alias, "form": code_form(alias)} for alias in aliases_of(person)]
    status = 422 if form.errors else 200
    return render(request, "mailbox/addresses.html", {"section": "me", "form": form, "rows": rows}, status=status)


def person_of(request: Request) -> Person:
    """Who is signed in."""
    assert request.viewer.person is not None
    return request.viewer.person


def code_form(alias: Alias) -> CodeForm | None:
    """Where the code goes; None once it is confirmed."""
    return None if alias.confirmed_at else CodeForm(auto_id=f"id_{alias.pk}_%s")


@signed_in
@require_POST
def confirm(request: Request, pk: int) -> HttpResponse:
    """Give the code back."""
    alias, form = get_alias_for(person_of(request), pk), CodeForm(request.POST)
    code = form.cleaned_data["code"] if form.is_valid() else ""
    said = _("You can now write from %(email)s.") % {"email": alias.address}
    attempt(request, lambda: confirm_alias(alias, code), said)
    return redirect("mail_addresses")


@signed_in
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Forget one."""
    remove_alias(get_alias_for(person_of(request), pk))
    messages.success(request, _("The address was removed."))
    return redirect("mail_addresses")
