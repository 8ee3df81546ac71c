"""A moderator's look at who published without the city's name."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from intercity.organisations.request import Request
from intercity.posts.actions.looking import LONGEST_REASON, look
from intercity.posts.queries import get_post_to_look_behind


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def look_behind(request: Request, uid: str) -> HttpResponse:
    """Ask for the reason, then say who it is, once. 404 for strangers, 403 for whoever may not."""
    post = get_post_to_look_behind(request.viewer, uid)
    context = {"section": "spaces", "post": post, "space": post.space, "longest": LONGEST_REASON}
    if request.method != "POST":
        return render(request, "posts/look.html", context)
    try:
        context["known"] = look(request.viewer, post, request.POST.get("reason", ""))
    except ValidationError as refused:
        return render(request, "posts/look.html", {**context, "problems": refused.messages}, status=422)
    return render(request, "posts/look.html", context)
