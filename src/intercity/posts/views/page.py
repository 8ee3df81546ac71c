"""The page of one post."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from intercity.activity.models import last_id
from intercity.activity.public import public_page
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.kinds import kind_of
from intercity.posts.models import Post
from intercity.posts.queries import get_trace_for
from intercity.posts.thread import Branch, thread_for
from intercity.posts.views.answering import Answer, fresh_answer
from intercity.posts.views.labels import label_options
from intercity.spaces.models import Label

VERBS = ("edit", "withdraw", "relabel", "pin", "claim", "see_revisions", "comment")
# What would end a script element, or begin a comment in one.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@require_safe
@public_page
def post_page(request: Request, uid: str) -> HttpResponse:
    """A post with its facts, whom to call, and what others said. A comment's address leads to its thread."""
    post = get_trace_for(request.viewer, uid)
    if post.root is not None and post.root.is_published:
        return redirect(post.get_absolute_url())
    if not post.thread_root.is_published:
        # 410, not 404: search engines and readers are told that it was here and is gone for good.
        return render(request, "posts/withdrawn.html", {"post": post.thread_root}, status=410)
    return show_post(request, post, fresh_answer(request, post))


def show_post(request: Request, post: Post, answer: Answer | None, status: int = 200) -> HttpResponse:
    """The page, with the comment form as it stands (None for whoever may not comment)."""
    return render(request, "posts/post.html", page_context(request, post, answer), status=status)


def page_context(request: Request, post: Post, answer: Answer | None) -> dict[str, Any]:
    """Everything on the page."""
    viewer, kind = request.viewer, kind_of(post)
    after = request.GET.get("comments", "")
    known = last_id()
    thread = thread_for(viewer, post, int(after) if after.isdecimal() and len(after) < 19 else 0)
    return {
        "section": "spaces",
        "post": post,
        "space": post.space,
        "known": known,
        "facts": kind.page_facts(post),
        "sections": kind.sections(post),
        "topics": post.topics.all(),
        "groups": post.groups.all(),
        "attachments": post.attachments.all(),
        "thread": thread,
        "own": own_comments(viewer, thread.branches),
        "may": {verb: may(viewer, f"post.{verb}", post) for verb in VERBS},
        "sees_people": may(viewer, "organisation.see_people", post.organisation),
        "labels": label_options(post.space.widest_label, post.label),
        "answer": answer,
        "is_public": post.label == Label.CLEAR,
        "json_ld": script_of(post) if post.label == Label.CLEAR else "",
        "address": settings.PUBLIC_URL + post.get_absolute_url(),
    }


def own_comments(viewer: Viewer, branches: Any) -> set[int]:
    """Primary keys of the comments that this viewer may change."""
    comments = [comment for branch in branches for comment in comments_of(branch)]
    return {comment.pk for comment in comments if may(viewer, "post.edit", comment)}


def comments_of(branch: Branch) -> list[Post]:
    """All comments of a branch."""
    return [branch.comment, *branch.replies]


def script_of(post: Post) -> SafeString:
    """The post's structured data, safe inside a script element."""
    data = {**kind_of(post).json_ld(post), "url": settings.PUBLIC_URL + post.get_absolute_url()}
    # Nothing that could end the element is left.
    return mark_safe(json.dumps(data, ensure_ascii=False, default=str).translate(ESCAPES))
