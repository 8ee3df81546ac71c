"""Connect a post with another by hand, and part them again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intercity.organisations.request import Request
from intercity.posts import actions
from intercity.posts.models import Post
from intercity.posts.queries import get_post_for
from intercity.search.asking import LONGEST_TEXT
from intercity.search.connecting import Way, all_ways, connected, find_post, judged, offer, offered_ways, usual_way


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def connect(request: Request, uid: str) -> HttpResponse:
    """Find another post by words or address, and connect it. 404 for strangers, 403 for whoever may not post."""
    post, sent = own_post(request, uid), request.POST if request.method == "POST" else request.GET
    text, how = sent.get("q", "")[:LONGEST_TEXT].strip(), sent.get("how", "")
    way = all_ways().get(how)
    if request.method == "POST":
        problem = _("Choose how they are connected.") if way is None else do_connect(request, post, way)
        if not problem:
            return redirect(here(post, how, text))
        return show(request, post, way, text, problem)
    return show(request, post, way, text)


def own_post(request: Request, uid: str) -> Post:
    """The post, for whoever writes for an organisation. Http404 for comments and what they may not see."""
    post = get_post_for(request.viewer, uid)
    if post.root_id is not None:
        raise Http404
    acting = request.viewer.acting
    if acting is None or not acting.may_speak:
        raise PermissionDenied(_("Only those who write for an organisation can connect posts."))
    return post


def here(post: Post, how: str, text: str = "") -> str:
    """The page with the same choice."""
    asked = {"how": how} | ({"q": text} if text else {})
    return f"{reverse('post_connect', args=[post.uid])}?{urlencode(asked)}"


def do_connect(request: Request, post: Post, way: Way) -> str:
    """Connect it with the post that the form names; why that cannot be, or ""."""
    other = find_post(request.viewer, request.POST.get("other", ""))
    if other is None:
        return _("There is no such post, or you may not see it. Search again.")
    if other.pk == post.pk:
        return _("A post cannot be connected with itself. Choose another one.")
    if any(one.done for one in judged(request.viewer, post, way, [other])):
        return _("It is connected already.")
    try:
        actions.link(request.viewer, *way.ends(post, other), way.sort)
    except PermissionDenied as refused:
        return str(refused)
    messages.success(request, _("Connected. Both pages lead to each other."))
    return ""


def show(request: Request, post: Post, way: Way | None, text: str, problem: str = "") -> HttpResponse:
    """The page: how, with what, and what is connected already."""
    way = way or all_ways()[usual_way(post)]
    context: dict[str, Any] = {
        "section": "spaces", "post": post, "space": post.space, "ways": offered_ways(), "way": way, "text": text,
        "offered": offer(request.viewer, post, way, text), "strands": connected(request.viewer, post),
        "problem": problem,
    }  # fmt: skip
    return render(request, "search/connect.html", context, status=422 if problem else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: Request, uid: str) -> HttpResponse:
    """Ask whether two posts shall be parted, and part them. 404 where the viewer does not see both."""
    post, sent = own_post(request, uid), request.POST if request.method == "POST" else request.GET
    way, other = all_ways().get(sent.get("how", "")), find_post(request.viewer, sent.get("other", ""))
    if way is None or other is None:
        raise Http404
    if request.method != "POST":
        context = {"section": "spaces", "post": post, "space": post.space, "other": other, "way": way}
        return render(request, "search/part.html", context)
    gone = actions.unlink(request.viewer, *way.ends(post, other), way.sort)
    messages.success(request, _("Parted.") if gone else _("They were not connected any more."))
    return redirect(post)
