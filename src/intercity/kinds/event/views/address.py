"""The page on which one makes, sees and closes the secret address of one's calendar."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intercity.kinds.event.addresses import address_for, make_address, revoke_address, url_of
from intercity.organisations.request import Request


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: Request) -> HttpResponse:
    """Show it; with POST make a new one (`do=make`) or close it (`do=close`)."""
    if request.method == "POST":
        if request.POST.get("do") == "close":
            revoke_address(request.viewer)
            messages.success(request, _("Closed. Calendars that used the address get nothing any more."))
        else:
            make_address(request.viewer)
            messages.success(request, _("Your new address is ready. An earlier one works no more."))
        return redirect("my_calendar")
    row = address_for(request.viewer)
    context = {"section": "me", "address": url_of(row) if row else "", "row": row}
    found = render(request, "event/address.html", context)
    found["Cache-Control"] = "private, no-store"
    return found
