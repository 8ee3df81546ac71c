"""Call an event off, and take that back."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from intercity.kinds.event import actions
from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request
from intercity.posts.models import Post
from intercity.posts.queries import get_post_for


class CancelForm(forms.Form):
    """Why."""

    why = forms.CharField(
        label=gettext_lazy("Why is it cancelled?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Everybody who sees the event reads it."),
    )  # fmt: skip

    def clean_why(self) -> str:
        """The text without null bytes (databases refuse them)."""
        return str(self.cleaned_data["why"]).replace("\x00", "").strip()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: Request, uid: str) -> HttpResponse:
    """Ask why, then call it off. 404 for strangers and for what is no event, 403 for whoever may not edit it."""
    post = get_event_for(request, uid)
    check_may(request.viewer, "post.edit", post)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if not actions.takes_reason(post):
        form.fields.pop("why")
    if form.is_valid():
        actions.cancel(request.viewer, post, form.cleaned_data.get("why", ""))
        messages.success(request, _("Cancelled. Its page and all calendars say so."))
        return redirect(post)
    context = {"section": "spaces", "post": post, "space": post.space, "form": form}
    return render(request, "event/cancel.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def reinstate(request: Request, uid: str) -> HttpResponse:
    """Let it take place after all."""
    post = get_event_for(request, uid)
    if actions.reinstate(request.viewer, post):
        messages.success(request, _("It takes place after all. All calendars say so."))
    return redirect(post)


def get_event_for(request: Request, uid: str) -> Post:
    """The event, or Http404 for whoever may not see it, and for what is none."""
    post = get_post_for(request.viewer, uid)
    if getattr(post, "event", None) is None:
        raise Http404
    return post
