"""Press that a post is useful, or that one needs the same."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from intercity.organisations.request import Request
from intercity.posts import actions
from intercity.posts.models.reaction import Sort
from intercity.posts.queries import get_post_for


@login_required
@require_POST
def react(request: Request, uid: str) -> HttpResponse:
    """Say it (`on=1`) or take it back, for the organisation one acts for; then back to the post."""
    post = get_post_for(request.viewer, uid)
    sort = request.POST.get("sort", "")
    if sort not in Sort.values:
        return HttpResponseBadRequest()
    actions.react(request.viewer, post, sort, on=request.POST.get("on") == "1")
    return redirect(f"{post.get_absolute_url()}#reactions")
