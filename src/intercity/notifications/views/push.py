"""Messages on the screen: which browsers show them, and the program that shows them."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from intercity.notifications.forms import PushForm
from intercity.notifications.push.keys import is_installed
from intercity.notifications.push.subscribing import subscribe, unsubscribe
from intercity.organisations.request import Request
from intercity.organisations.views.shared import signed_in


@signed_in
@require_POST
def push(request: Request) -> HttpResponse:
    """This browser shows messages from now on (204), or what it sent is of no use (422). 404 without the extra."""
    person, session_key = request.viewer.person, request.session.session_key
    if not is_installed() or person is None or session_key is None:
        raise Http404
    form = PushForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    given = form.cleaned_data
    subscribe(person, session_key, given["endpoint"], given["p256dh"], given["auth"])
    return HttpResponse(status=204)


@signed_in
@require_POST
def stop(request: Request) -> HttpResponse:
    """No more messages in the browser that is named, or in any."""
    assert request.viewer.person is not None
    unsubscribe(request.viewer.person, request.POST.get("endpoint", "").replace("\x00", ""))
    if "endpoint" in request.POST:
        return HttpResponse(status=204)
    messages.success(request, _("No browser shows messages any more."))
    return redirect("hearing")


@require_safe
def worker(request: Request) -> HttpResponse:
    """The program that browsers run for it. It stands at the top, for it may only open pages below its own address."""
    if not is_installed():
        raise Http404
    source = Path(settings.PACKAGE) / "static" / "js" / "push-worker.js"
    return HttpResponse(source.read_bytes(), content_type="text/javascript; charset=utf-8")
