"""Flag a post or comment."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intercity.moderation import actions
from intercity.moderation.forms import FlagForm
from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request
from intercity.posts.queries import get_post_for


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def flag(request: Request, uid: str) -> HttpResponse:
    """Tell the moderators what is wrong with a post that one sees."""
    post = get_post_for(request.viewer, uid)
    check_may(request.viewer, "moderation.flag", post)
    form = FlagForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.flag(request.viewer, post, form.cleaned_data["rule"], form.cleaned_data["words"])
        messages.success(request, _("Thank you. The moderators look at it. Nobody else learns that it was you."))
        return redirect(post)
    context = {"section": "spaces", "post": post, "space": post.space, "form": form}
    return render(request, "moderation/flag.html", context, status=422 if form.is_bound else 200)
