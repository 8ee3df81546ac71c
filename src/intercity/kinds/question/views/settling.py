"""Accept answers, settle a question, open it again."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intercity.kinds.question import actions
from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request
from intercity.posts.content import is_uid
from intercity.posts.models import Post
from intercity.posts.queries import get_post_for


@login_required
@require_POST
def accept(request: Request, uid: str) -> HttpResponse:
    """Mark the comment `accept` as an answer to the question, or take the mark of `take_back` away."""
    question = get_post_for(request.viewer, uid)
    check_may(request.viewer, "post.accept", question)
    on = "accept" in request.POST
    answer = answer_under(request, question, request.POST.get("accept" if on else "take_back", ""))
    actions.accept(request.viewer, answer, on=on)
    said = _("Accepted. %(organisation)s hears that it helped.") if on else _("This answer is no longer marked.")
    messages.success(request, said % {"organisation": answer.organisation.plate} if on else said)
    return redirect(answer)


def answer_under(request: Request, question: Post, uid: str) -> Post:
    """The comment of another organisation under `question` with that uid, as the viewer sees it, or Http404."""
    rows = Post.objects.visible_to(request.viewer).filter(root=question).exclude(organisation=question.organisation)
    found = rows.filter(uid=uid).select_related("organisation", "root").first() if is_uid(uid) else None
    if found is None:
        raise Http404
    return found


@login_required
@require_POST
def settle(request: Request, uid: str) -> HttpResponse:
    """Say that a question is settled (`on=1`), or that one needs to know it after all."""
    question = get_post_for(request.viewer, uid)
    on = request.POST.get("on") == "1"
    actions.settle(request.viewer, question, on=on)
    said = _("Settled. Other cities are not reminded any more.") if on else _("The question is open again.")
    messages.success(request, said)
    return redirect(question)
