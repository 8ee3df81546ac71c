"""The pages about personal data."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from intercity.activity.public import public_page
from intercity.organisations.request import Request
from intercity.organisations.views.shared import attempt_form, signed_in
from intercity.privacy.closing import ask_to_be_erased, led_alone
from intercity.privacy.forms import EraseForm
from intercity.privacy.holding import everything_about
from intercity.privacy.processing import sections


@require_safe
@public_page
def privacy(request: Request) -> HttpResponse:
    """What is held about people, why, for how long, who sees it, and whom to ask."""
    context = {"sections": list(sections()), "contact": settings.PRIVACY_CONTACT}
    return render(request, "privacy/privacy.html", context)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: Request) -> HttpResponse:
    """Say what goes and what stays; with one's own address typed, close the account and let the worker do the rest."""
    person = request.viewer.person
    assert person is not None
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["address"]
        if attempt_form(form, lambda: ask_to_be_erased(request.viewer, typed)):
            logout(request)
            messages.success(
                request, _("Your account is closed, and your data is being erased. That takes some minutes.")
            )
            return redirect("privacy")
    context = {"section": "me", "form": form, "person": person, "led": led_alone(person)}
    return render(request, "privacy/erase.html", context, status=422 if form.errors else 200)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def data(request: Request) -> HttpResponse:
    """Say what is in the file; when asked for it, everything held about whoever asks, as JSON or as a page to keep."""
    person = request.viewer.person
    assert person is not None
    if request.method != "POST":
        return render(request, "privacy/data.html", {"section": "me"})
    found = everything_about(request.viewer, person)
    name = f"intercity-{timezone.localdate().isoformat()}"
    if request.POST.get("form") == "json":
        response: HttpResponse = JsonResponse(found, json_dumps_params={"indent": 2, "ensure_ascii": False})
        response["Content-Disposition"] = f'attachment; filename="{name}.json"'
        return response
    response = render(request, "privacy/data_file.html", {"found": found, "person": person, "now": timezone.now()})
    response["Content-Disposition"] = f'attachment; filename="{name}.html"'
    return response
