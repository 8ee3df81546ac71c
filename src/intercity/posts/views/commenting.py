"""Comments: one field under the post."""

from __future__ import annotations

from functools import partial

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intercity.organisations.limits import TooOftenError
from intercity.organisations.models import Person
from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request
from intercity.posts import actions, veils
from intercity.posts.drafts import comment_place
from intercity.posts.models import Post
from intercity.posts.queries import get_post_for
from intercity.posts.sight import labels_under
from intercity.posts.views.answering import Answer, answer_with, comment_kind, parent_of
from intercity.posts.views.between import between
from intercity.posts.views.forming import (
    Writing,
    count_and_discard,
    keep,
    put_off,
    take_writing,
    with_wait,
)
from intercity.posts.views.page import show_post


@login_required
@require_POST
def comment(request: Request, uid: str) -> HttpResponse:
    """Answer a post, or with `parent` a comment under it. 404 for strangers, 403 for whoever may not comment."""
    post = get_post_for(request.viewer, uid).thread_root
    check_may(request.viewer, "post.comment", post)
    person = request.viewer.person
    assert person is not None
    place, form = comment_place(post), comment_kind().quick_form()
    writing, good = take_writing(request, person, place, form, post.space)
    parent = parent_of(request.viewer, post, request.POST.get("parent", ""))
    label = request.POST.get("label", "")
    if not good or not fits(request, writing, parent or post, label):
        status = 200 if writing.looked else 422
        return show_again(request, post, answer_with(request.viewer, writing, post, parent, label), status)
    asked = between(request, writing, post)
    if asked is not None:
        return asked
    try:
        return redirect(do_comment(request, person, parent or post, writing, label))
    except TooOftenError as error:
        put_off(request, person, writing, error)
        return show_again(request, post, answer_with(request.viewer, writing, post, parent, label))
    except ValidationError as refused:
        writing.form.add_error(None, refused)
        keep(request, person, writing)
        return show_again(request, post, answer_with(request.viewer, writing, post, parent, label), 422)


def show_again(request: Request, post: Post, answer: Answer, status: int = 200) -> HttpResponse:
    """The page of the post with the comment as it was typed."""
    return with_wait(show_post(request, post, answer, status=status), answer.writing)


def fits(request: Request, writing: Writing, above: Post, label: str) -> bool:
    """False, with an error, when what is answered is for fewer people than the comment: narrowed meanwhile, perhaps."""
    if not label or label in labels_under(request.viewer, above):
        return True
    writing.form.add_error(None, _("What you answer is for fewer people. Choose again who may see your answer."))
    assert request.viewer.person is not None
    keep(request, request.viewer.person, writing)
    return False


def do_comment(request: Request, person: Person, answered: Post, writing: Writing, label: str) -> Post:
    """Publish and throw the draft away, both or neither."""
    content = writing.form.content(writing.files.uids)
    openly = request.POST.get("openly") == "1"
    unnamed = not openly and veils.is_mine(request.viewer, answered.thread_root)
    along = partial(count_and_discard, request, person, writing, unnamed=unnamed)
    return actions.comment(request.viewer, answered, content, along=along, label=label, openly=openly)
