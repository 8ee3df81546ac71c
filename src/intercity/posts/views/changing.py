"""Small acts on a post: withdraw, relabel, pin, claim."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request
from intercity.posts import actions
from intercity.posts.kinds import kind_of
from intercity.posts.models import Post
from intercity.posts.queries import get_post_for
from intercity.spaces.models import Label


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, uid: str) -> HttpResponse:
    """Ask whether to take a post back, then do it."""
    post = get_post_for(request.viewer, uid)
    check_may(request.viewer, "post.withdraw", post)
    if request.method != "POST":
        return ask(request, post, "posts/withdraw.html")
    actions.withdraw(request.viewer, post)
    messages.success(request, _("Withdrawn. Its page now says only that it was withdrawn, and when."))
    return redirect(post.space if post.root_id is None else post.thread_root)


@login_required
@require_POST
def relabel(request: Request, uid: str) -> HttpResponse:
    """Change who may see a post and its comments."""
    post = get_post_for(request.viewer, uid)
    label = request.POST.get("label", "")
    actions.change_label(request.viewer, post, label)
    messages.success(request, _("Who may see it: %(label)s.") % {"label": Label(label).label})
    return redirect(post)


@login_required
@require_POST
def pin(request: Request, uid: str) -> HttpResponse:
    """Keep a post at the top of its space (`on=1`), or let it go."""
    post = get_post_for(request.viewer, uid)
    on = request.POST.get("on") == "1"
    actions.pin(request.viewer, post, on=on)
    said = _("Pinned at the top of the space.") if on else _("No longer pinned.")
    messages.success(request, said)
    return redirect(post)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: Request, uid: str) -> HttpResponse:
    """Make an imported post the city's own word, then correct it."""
    post = get_post_for(request.viewer, uid)
    check_may(request.viewer, "post.claim", post)
    if request.method != "POST":
        return ask(request, post, "posts/claim.html")
    actions.claim(request.viewer, post)
    messages.success(request, _("This is now the word of your city. Correct it and add whom to call."))
    return redirect("post_edit", uid=post.uid)


def ask(request: Request, post: Post, template: str) -> HttpResponse:
    """The page that says what will happen, with one button."""
    context = {"section": "spaces", "post": post, "space": post.space, "kind": kind_of(post)}
    return render(request, template, context)
