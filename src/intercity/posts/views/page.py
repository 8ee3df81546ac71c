"""The page of one post."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from intercity.activity.public import public_page
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts import veils
from intercity.posts.helplines import helplines_on_post
from intercity.posts.kinds import kind_of
from intercity.posts.models import Post
from intercity.posts.panels import panels_for
from intercity.posts.parts import Audience, audience_for, find_for
from intercity.posts.queries import get_trace_for
from intercity.posts.views.answering import Answer, fresh_answer
from intercity.posts.views.conversation import comments, read_look, tags_of
from intercity.posts.wishes import wishes_on
from intercity.spaces.models import Label

VERBS = ("edit", "withdraw", "relabel", "pin", "claim", "see_revisions", "comment", "accept", "look", "ask_wider")
# What would end a script element, or begin a comment in one.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@require_safe
@public_page
def post_page(request: Request, uid: str) -> HttpResponse:
    """A post with its facts, whom to call, and what others said. A comment's address leads to its thread."""
    viewer, audience = request.viewer, audience_for(request.viewer)
    post = audience.find(("post", uid), tags_of, lambda: get_trace_for(viewer, uid))
    if post.root is not None and post.root.is_published:
        return redirect(post.get_absolute_url())
    if not post.thread_root.is_published:
        # 410, not 404: search engines and readers are told that it was here and is gone for good.
        return render(request, "posts/withdrawn.html", {"post": post.thread_root}, status=410)
    return show_post(request, post, fresh_answer(request, post, audience), audience)


def show_post(
    request: Request, post: Post, answer: Answer | None, audience: Audience | None = None, status: int = 200
) -> HttpResponse:
    """The page, with the comment form as it stands (None for whoever may not comment)."""
    context = page_context(request, post, answer, audience or audience_for(request.viewer))
    return render(request, "posts/post.html", context, status=status)


def page_context(request: Request, post: Post, answer: Answer | None, audience: Audience) -> dict[str, Any]:
    """Everything on the page: what is the same for the audience is kept, rights and the form are this viewer's."""
    viewer, tags = request.viewer, tags_of(post)
    rights = find_for(viewer, ("rights", post.pk), tags, lambda: rights_of(viewer, post), audience.since)
    is_public = post.label == Label.CLEAR
    return {
        "section": "spaces",
        "post": post,
        "space": post.space,
        # Read before the comments: one that comes in between is then shown twice at most, never missed.
        "known": audience.since,
        "article": article(audience, post, see_revisions=rights["see_revisions"]),
        "thread": comments(viewer, audience, post, read_look(request, answers=answer is not None, rights=rights)),
        "origin": origin(audience, post, may_claim=rights["claim"]),
        "call": call(audience, post, sees_people=may(viewer, "organisation.see_people", post.organisation)),
        "own": own(audience, post, rights),
        "head": panels_for(request, post, audience, "head"),
        "panels": panels_for(request, post, audience, "main"),
        "beside": panels_for(request, post, audience, "beside"),
        "helplines": helplines_on_post(audience, post),
        "may": rights,
        "wishes": find_for(viewer, ("wishes", post.pk), tags, lambda: wishes_on(viewer, post), audience.since),
        "answer": answer,
        **(answer_frame(viewer, audience, post, answer) if answer else {}),
        "is_public": is_public,
        "json_ld": audience.find(("json-ld", post.pk), tags, lambda: script_of(post)) if is_public else "",
        "address": settings.PUBLIC_URL + post.get_absolute_url(),
    }


def rights_of(viewer: Viewer, post: Post) -> dict[str, bool]:
    """What this viewer may do with the post."""
    return {verb: may(viewer, f"post.{verb}", post) for verb in VERBS}


def article(audience: Audience, post: Post, *, see_revisions: bool) -> SafeString:
    """The post itself, with facts, sections, files and topics."""

    def context() -> dict[str, Any]:
        kind = kind_of(post)
        return {
            "post": post,
            "space": post.space,
            "see_revisions": see_revisions,
            "facts": kind.page_facts(post),
            "sections": kind.sections(post),
            "topics": post.topics.all(),
            "groups": post.groups.all(),
            "attachments": post.attachments.shown(),
        }

    return audience.render("posts/_article.html", (post.pk, see_revisions), tags_of(post), context)


def origin(audience: Audience, post: Post, *, may_claim: bool) -> str:
    """The tracker it comes from, if it does."""
    if not hasattr(post, "origin"):
        return ""
    context = {"post": post, "may_claim": may_claim}
    return audience.render("posts/_origin.html", (post.pk, may_claim), tags_of(post), lambda: context)


def call(audience: Audience, post: Post, *, sees_people: bool) -> SafeString:
    """Whom to call; with the author's name for those who may see people."""
    context = {"post": post, "sees_people": sees_people}
    return audience.render("posts/_call.html", (post.pk, sees_people), tags_of(post), lambda: context)


def own(audience: Audience, post: Post, rights: dict[str, bool]) -> str:
    """What the viewer may do with the post, where that is links only; forms carry a token and are made each time."""
    if rights["pin"]:
        return ""
    return audience.render(
        "posts/_own.html", (post.pk, *rights.values()), [post.uid], lambda: {"post": post, "may": rights}
    )


def answer_frame(viewer: Viewer, audience: Audience, post: Post, answer: Answer) -> dict[str, SafeString]:
    """What stands before and after the fields of the comment form."""
    said = {
        "labels": answer.labels,
        "organisation": viewer.organisation.name if viewer.organisation else "",
        "unnamed": post.organisation.name if veils.is_mine(viewer, post) else "",
        "official": kind_of(post).official,
        "asks": kind_of(post).asks,
    }
    begin = {"post": post, "key": answer.key}
    return {
        "answer_begin": audience.render("posts/_answer_begin.html", post.pk, [post.uid], lambda: begin),
        "answer_end": audience.render("posts/_answer_end.html", tuple(said.values()), [], lambda: said),
    }


def script_of(post: Post) -> SafeString:
    """The post's structured data, safe inside a script element."""
    data = {**kind_of(post).json_ld(post), "url": settings.PUBLIC_URL + post.get_absolute_url()}
    # Nothing that could end the element is left.
    return mark_safe(json.dumps(data, ensure_ascii=False, default=str).translate(ESCAPES))
