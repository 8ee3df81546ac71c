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
from intercity.organisations.limits import TooOftenError, keys_of, retry, spend
from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request
from intercity.posts.models import Post
from intercity.posts.queries import get_post_for


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def flag(request: Request, uid: str) -> HttpResponse:
    """Tell the moderators what is wrong with a post that one sees."""
    post = get_post_for(request.viewer, uid)
    check_may(request.viewer, "moderation.flag", post)
    form = FlagForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            spend("flag", keys_of(request))
        except TooOftenError as error:
            form.add_error(None, error.sentence)
            return retry(show(request, post, form), error.seconds)
        actions.flag(request.viewer, post, form.cleaned_data["rule"], form.cleaned_data["words"])
        messages.success(request, _("Thank you. The moderators look at it. Nobody else learns that it was you."))
        return redirect(post)
    return show(request, post, form, 422 if form.is_bound else 200)


def show(request: Request, post: Post, form: FlagForm, status: int = 200) -> HttpResponse:
    """The page of the form."""
    context = {"section": "spaces", "post": post, "space": post.space, "form": form}
    return render(request, "moderation/flag.html", context, status=status)
