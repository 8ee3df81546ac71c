"""Comments: one field under the post."""

from __future__ import annotations

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from intercity.organisations.models import Person
from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request
from intercity.posts import actions
from intercity.posts.drafts import comment_place, discard
from intercity.posts.models import Post
from intercity.posts.queries import get_post_for
from intercity.posts.views.answering import answer_with, comment_kind, parent_of
from intercity.posts.views.forming import Writing, take_writing
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
    if not good:
        status = 200 if writing.preview is not None else 422
        return show_post(request, post, answer_with(writing, post, parent), status=status)
    return redirect(do_comment(request, person, parent or post, writing))


def do_comment(request: Request, person: Person, answered: Post, writing: Writing) -> Post:
    """Publish and throw the draft away, both or neither."""
    content = writing.form.content(writing.files.uids)
    return actions.comment(request.viewer, answered, content, along=partial(discard, person, writing.place))
