"""What I hear of, and how."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intercity.notifications.actions import set_choice
from intercity.notifications.follows import follows_of
from intercity.notifications.forms import HearingForm
from intercity.notifications.push.keys import is_installed, public_key
from intercity.notifications.push.subscribing import subscriptions_of
from intercity.organisations.models import Person
from intercity.organisations.request import Request
from intercity.organisations.views.shared import signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def hearing(request: Request) -> HttpResponse:
    """The choices for each sort of event, and what is followed."""
    person = request.viewer.person
    assert person is not None
    form = HearingForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        save(person, form)
        messages.success(request, _("Your settings were saved."))
        return redirect("hearing")
    context = {
        "section": "me",
        "form": form,
        "follows": follows_of(request.viewer),
        "person": person,
        **(push_context(person, request.session.session_key) if is_installed() else {}),
    }
    return render(request, "notifications/hearing.html", context, status=422 if form.errors else 200)


def push_context(person: Person, session_key: str | None) -> dict[str, object]:
    """In how many browsers messages are shown, and which of them this one is."""
    browsers = subscriptions_of(person)
    here = browsers.filter(session_key=session_key).order_by("-created_at").first()
    return {"push_key": public_key(), "browsers": browsers.count(), "here": here.endpoint if here else ""}


@transaction.atomic
def save(person: Person, form: HearingForm) -> None:
    """Write what was changed; what was left as it is still follows the usual choice."""
    for event, choice in form.choices():
        if {f"pace-{event.name}", f"by-{event.name}"} & set(form.changed_data):
            set_choice(person, event, choice.pace, choice.by)
