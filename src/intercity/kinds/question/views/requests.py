"""Requests to another level: how far one is, and all that are open."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from intercity.activity.public import public_page
from intercity.kinds.question import actions
from intercity.kinds.question.listing import LEVELS, Wanted, addressees_for, lines_for, read_wanted
from intercity.kinds.question.models import RequestState
from intercity.kinds.question.requests import request_state
from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.parts import audience_for, this_minute
from intercity.posts.queries import get_post_for

# First words of the acts that change what the list shows.
ABOUT = ("post", "posts", "question", "request", "organisation", "space")


class StateForm(forms.Form):
    """How far the request is, in the addressee's words."""

    state = forms.ChoiceField(
        label=gettext_lazy("How far is it?"),
        widget=forms.RadioSelect,
        choices=[
            (RequestState.RECEIVED, gettext_lazy("We have received it")),
            (RequestState.ANSWERED, gettext_lazy("Our answer stands below the question")),
            (RequestState.REFUSED, gettext_lazy("We cannot answer it")),
        ],
    )
    reason = forms.CharField(
        label=gettext_lazy("Why not?"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        """A refusal has a reason."""
        data = super().clean() or self.cleaned_data
        if data.get("state") == RequestState.REFUSED and not data.get("reason", "").strip():
            self.add_error("reason", _("Say why, in a sentence: the cities need to know whom else to ask."))
        return data

    def clean_reason(self) -> str:
        """The text without null bytes (databases refuse them)."""
        return str(self.cleaned_data["reason"]).replace("\x00", "").strip()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, uid: str) -> HttpResponse:
    """Where the addressee says how far a request is; opening it changes nothing. 404 for what asks nobody."""
    post = get_post_for(request.viewer, uid)
    if getattr(post, "question", None) is None or post.question.addressee is None:
        raise Http404
    check_may(request.viewer, "request.change", post)
    form = StateForm(request.POST or None, initial={"state": RequestState.RECEIVED})
    if form.is_valid():
        actions.change_request(request.viewer, post, form.cleaned_data["state"], form.cleaned_data["reason"])
        messages.success(request, _("Thank you. Those who asked hear of it."))
        return redirect(f"{post.get_absolute_url()}#request")
    context = {"section": "spaces", "post": post, "form": form, "state": request_state(post)}
    return render(request, "question/state.html", context, status=422 if form.is_bound else 200)


@require_safe
@public_page
def listing(request: Request) -> HttpResponse:
    """Requests that wait, the oldest first, as far as the viewer may see them; `show=all` adds those that are done."""
    viewer, audience = request.viewer, audience_for(request.viewer)
    addressees = audience.find("addressees", ABOUT, lambda: addressees_for(viewer))
    wanted = read_wanted(request.GET, addressees)
    # Ages move with the clock, so what is kept is made anew each minute.
    name = (wanted, this_minute())
    table = audience.render("question/_lines.html", name, ABOUT, lambda: lines_context(viewer, wanted))
    context = {"section": "requests", "wanted": wanted, "table": table, "levels": LEVELS, "addressees": addressees}
    return render(request, "question/requests.html", context)


def lines_context(viewer: Viewer, wanted: Wanted) -> dict[str, Any]:
    """One page of the list, and where the next one is."""
    lines = lines_for(viewer, wanted)
    return {"lines": lines, "more": wanted.later(lines.next)}
