"""Ask something for an event, support it, take it up."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intercity.kinds.asked import actions
from intercity.kinds.asked.forms import AskForm
from intercity.kinds.asked.policies import takes_questions
from intercity.organisations.limits import TooOftenError, keys_of, retry, spend
from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request
from intercity.posts.models import Post
from intercity.posts.queries import get_post_for

LATER = ("0", "1")


@login_required
@require_POST
def ask(request: Request, uid: str) -> HttpResponse:
    """Put a question under the event; the form again, as it was typed, where something is wrong with it."""
    post = get_post_for(request.viewer, uid)
    if not takes_questions(post):
        raise Http404
    check_may(request.viewer, "asked.ask", post)
    form = AskForm(request.POST)
    if not form.is_valid():
        return show(request, post, form)
    try:
        actions.ask(request.viewer, post, form.content(), along=partial(spend, "post", keys_of(request)))
    except TooOftenError as error:
        form.add_error(None, error.sentence)
        return retry(show(request, post, form), error.seconds)
    messages.success(request, _("Your question stands under the event. Others can support it."))
    return redirect(back(post))


def show(request: Request, post: Post, form: AskForm) -> HttpResponse:
    """The form on a page of its own."""
    context = {"section": "spaces", "post": post, "space": post.space, "form": form}
    return render(request, "asked/ask.html", context, status=422)


@login_required
@require_POST
def support(request: Request, uid: str) -> HttpResponse:
    """Say that one's organisation wants to know it too (`on=1`), or take that back."""
    question = get_question(request, uid)
    if request.POST.get("on") not in LATER:
        return HttpResponseBadRequest()
    actions.support(request.viewer, question, on=request.POST["on"] == "1")
    return redirect(back(question.thread_root))


@login_required
@require_POST
def take_up(request: Request, uid: str) -> HttpResponse:
    """Mark it as taken up (`on=1`), or take the mark back."""
    question = get_question(request, uid)
    if request.POST.get("on") not in LATER:
        return HttpResponseBadRequest()
    actions.take_up(request.viewer, question, on=request.POST["on"] == "1")
    return redirect(back(question.thread_root))


def get_question(request: Request, uid: str) -> Post:
    """The question as the viewer may see it; Http404 for whoever may not, and for other posts."""
    post = get_post_for(request.viewer, uid)
    if getattr(post, "asked_question", None) is None:
        raise Http404
    return post


def back(post: Post) -> str:
    """To the questions on the page of the event."""
    return f"{post.get_absolute_url()}#questions"
