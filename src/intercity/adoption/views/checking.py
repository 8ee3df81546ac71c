"""Is it still in force? One page, one click."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from intercity.adoption.actions import answer_check
from intercity.adoption.links import PARAM, read_recipient
from intercity.adoption.queries import is_in_force
from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request
from intercity.organisations.strength import without_factor
from intercity.organisations.viewers import Viewer, viewer_for
from intercity.posts.kinds import CheckAnswer
from intercity.posts.models import Post
from intercity.posts.queries import get_post_for

# A practice that changed still holds: it is confirmed, and its form opened.
ANSWERS: dict[str, CheckAnswer] = {"holds": "holds", "changed": "holds", "ended": "ended"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: Request, uid: str) -> HttpResponse:
    """The question (GET changes nothing: scanners of mail open every link), and the answer (POST).

    The link in the mail works without signing in for whom it was written to, with the rights of this moment.
    """
    viewer = answering(request, uid)
    if viewer.person is None:
        return redirect_to_login(request.get_full_path())
    post = get_post_for(viewer, uid)
    check_may(viewer, "practice.check", post)
    if not is_in_force(post):
        # It has ended: whoever opens the link again is told so, and where to change it.
        return page(request, post, "adoption/checked.html")
    answer = ANSWERS.get(request.POST.get("answer", ""))
    if request.method != "POST" or answer is None:
        return page(request, post, "adoption/check.html")
    answer_check(viewer, post, answer)
    if request.POST["answer"] == "changed":
        messages.success(request, _("Noted: still in force. Now write what has changed."))
        return redirect("post_edit", uid=post.uid)
    if request.viewer.person is None:
        return page(request, post, "adoption/checked.html")
    messages.success(request, _("Thank you. Everybody sees that this is confirmed today."))
    return redirect(post)


def answering(request: Request, uid: str) -> Viewer:
    """Who answers: whoever is signed in, else the person whose link this is."""
    if request.viewer.person is not None:
        return request.viewer
    return without_factor(viewer_for(read_recipient(request.GET.get(PARAM, ""), uid)))


def page(request: Request, post: Post, template: str) -> HttpResponse:
    """A page for one person, which no search engine keeps."""
    response = render(request, template, {"section": "spaces", "post": post, "space": post.space})
    response["X-Robots-Tag"] = "noindex"
    return response
