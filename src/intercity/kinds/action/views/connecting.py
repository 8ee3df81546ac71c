"""Say what an action waits for, and what came out of it."""

from __future__ import annotations

import re
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intercity.kinds.action.actions.waiting import stop_waiting, wait_for
from intercity.kinds.action.links import AFTER, DELIVERABLE
from intercity.kinds.action.plan import actions_of
from intercity.kinds.action.queries import get_action_for
from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request
from intercity.posts.actions.linking import do_link, do_unlink
from intercity.posts.links import linked
from intercity.posts.models import Post
from intercity.posts.queries import get_post_for

# So many actions are offered; of more, one types the address.
MOST_OFFERED: Final = 500
ADDRESS: Final = re.compile(r"(?:^|/posts/)([a-zA-Z0-9_-]{6,20})/?(?:[?#].*)?$")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def connect(request: Request, uid: str) -> HttpResponse:
    """Add and take away what it waits for and its deliverables. 404 for strangers, 403 for whoever may not."""
    post = get_action_for(request.viewer, uid)
    check_may(request.viewer, "action.change", post)
    if request.method != "POST":
        return show(request, post)
    try:
        do_connect(request, post)
    except ValidationError as refused:
        return show(request, post, refused.messages[0], 422)
    messages.success(request, _("Saved."))
    return redirect("action_connect", post.uid)


def do_connect(request: Request, post: Post) -> None:
    """What the button that was pressed says; ValidationError for what cannot be connected so."""
    viewer, do = request.viewer, request.POST.get("do", "")
    if do not in ("wait", "stop-waiting", "deliver", "take-away"):
        raise Http404
    other = other_post(request)
    if do == "wait":
        wait_for(viewer, post, other)
    elif do == "stop-waiting":
        stop_waiting(viewer, post, other)
    else:
        assert viewer.acting is not None
        if other.pk == post.pk:
            raise ValidationError(_("An action cannot be its own deliverable."))
        if do == "deliver":
            do_link(post, other, DELIVERABLE, viewer.acting.organisation, viewer.person)
        else:
            do_unlink(post, other, DELIVERABLE, viewer.person)


def other_post(request: Request) -> Post:
    """The post that the form names by its address or uid; ValidationError where the viewer sees none there."""
    found = ADDRESS.search(request.POST.get("other", "").strip()[:300])
    try:
        other = get_post_for(request.viewer, found[1]) if found else None
    except Http404:
        other = None
    if other is None or other.root_id is not None:
        raise ValidationError(_("There is no post at that address, or you may not see it."))
    return other


def show(request: Request, post: Post, problem: str = "", status: int = 200) -> HttpResponse:
    """The page: what stands, and what can be added."""
    viewer = request.viewer
    offered = actions_of(viewer, post.space).exclude(pk=post.pk).order_by("title", "pk")[:MOST_OFFERED]
    context = {
        "section": "spaces", "post": post, "space": post.space, "problem": problem, "offered": offered,
        "typed": request.POST.get("other", "") if problem else "", "did": request.POST.get("do", ""),
        "waits": linked(viewer, post, AFTER), "delivered": linked(viewer, post, DELIVERABLE),
    }  # fmt: skip
    return render(request, "action/connect.html", context, status=status)
