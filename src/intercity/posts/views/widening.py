"""Ask whether more people may read somebody's text; say yes or no; everything that waits for one's own answer."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.organisations.views.shared import signed_in
from intercity.posts import actions
from intercity.posts.actions.widening import LONGEST_WHY, wider_labels
from intercity.posts.models import LabelWish, Post
from intercity.posts.policies import speaking_membership
from intercity.posts.queries import get_post_for
from intercity.posts.views.labels import options_of
from intercity.posts.wishes import waiting_for, wish_on


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def wider(request: Request, uid: str) -> HttpResponse:
    """Ask about a post or comment, or answer. 404 for strangers, 403 for whoever may neither ask nor speak for it."""
    post = get_post_for(request.viewer, uid)
    asks = may(request.viewer, "post.ask_wider", post)
    if not asks and speaking_membership(request.viewer, post) is None:
        raise PermissionDenied(_("You may not do this. Ask the lead of your organisation or a coordinator."))
    if request.method == "POST" and "answer" in request.POST:
        return answer(request, post)
    if request.method == "POST":
        return ask(request, post)
    return show(request, post)


def show(request: Request, post: Post, problems: list[str] | None = None) -> HttpResponse:
    """The page: what waits about this text, else the form for who may ask; with what was wrong with it."""
    asks = may(request.viewer, "post.ask_wider", post)
    context = {
        "section": "spaces", "post": post, "space": post.space, "one": wish_on(request.viewer, post),
        "labels": options_of(wider_labels(post), request.POST.get("label", "")) if asks else [],
        "why": request.POST.get("why", "")[:LONGEST_WHY], "longest": LONGEST_WHY, "problems": problems,
        "last": post.wishes.exclude(agreed=None).order_by("-pk").first(),
    }  # fmt: skip
    return render(request, "posts/wider.html", context, status=422 if problems else 200)


def ask(request: Request, post: Post) -> HttpResponse:
    """Send the question; the page again with what is wrong."""
    try:
        actions.ask_wider(request.viewer, post, request.POST.get("label", ""), request.POST.get("why", ""))
    except ValidationError as refused:
        return show(request, post, refused.messages)
    messages.success(request, _("Asked. You hear what %(city)s answers.") % {"city": post.organisation.plate})
    return redirect(post)


def answer(request: Request, post: Post) -> HttpResponse:
    """Take the yes or no to the wish that the page showed."""
    wish = LabelWish.objects.filter(uid=request.POST.get("wish", ""), post=post).first()
    if wish is None:
        return show(request, post, [_("This is settled already: somebody answered, or the text was changed.")])
    agreed = request.POST["answer"] == "yes"
    try:
        actions.answer_wish(request.viewer, wish, agreed=agreed, others="others" in request.POST)
    except ValidationError as refused:
        return show(request, post, refused.messages)
    post = get_post_for(request.viewer, post.uid)
    said = _("Who may see it: %(label)s.") if agreed else _("It stays as it is. Who may see it: %(label)s.")
    messages.success(request, said % {"label": post.get_label_display()})
    return redirect(post)


@signed_in
@require_safe
def to_confirm(request: Request) -> HttpResponse:
    """Everything that waits for the viewer's yes or no."""
    return render(request, "posts/to_confirm.html", {"section": "me", "waiting": waiting_for(request.viewer)})
