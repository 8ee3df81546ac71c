"""What waits for its time: seen, brought forward and taken back by its own people."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intercity.organisations.permissions import check_may, may
from intercity.organisations.request import Request
from intercity.posts.actions.embargo import bring_forward, take_back, why_not
from intercity.posts.kinds import kind_of
from intercity.posts.models import Post
from intercity.posts.queries import find_embargoed, get_post_for


@login_required
@require_safe
def waiting_posts(request: Request) -> HttpResponse:
    """What waits, one's own and for editors and leads that of colleagues; first what could not be published."""
    posts = Post.objects.embargoed_for(request.viewer).select_related("organisation", "space", "author")
    rows = rows_of(posts.order_by(F("visible_from").asc(nulls_first=True)))
    return render(request, "posts/waiting.html", {"section": "me", "rows": rows})


def rows_of(posts: Iterable[Post]) -> list[dict[str, object]]:
    """Each with why it was not published; asked once for all that hang on the same."""
    rows, known = [], dict[tuple[object, ...], str]()
    for post in posts:
        alike = (post.visible_from is None, post.author_id, post.organisation_id, post.space_id, post.kind, post.label)
        if alike not in known:
            known[alike] = reason(post)
        rows.append({"post": post, "why": known[alike]})
    return rows


@login_required
@require_safe
def waiting_post(request: Request, uid: str) -> HttpResponse:
    """One of them, whole. Once it is published, its page."""
    post = find_embargoed(request.viewer, uid)
    if post is None:
        return redirect(get_post_for(request.viewer, uid))
    kind = kind_of(post)
    context = {
        "section": "me", "post": post, "space": post.space, "kind": kind, "facts": kind.page_facts(post),
        "sections": kind.sections(post), "attachments": post.attachments.shown(),
        "terms": [*post.topics.all(), *post.groups.all()], "why": reason(post),
        "may_edit": may(request.viewer, "post.edit", post),
    }  # fmt: skip
    return render(request, "posts/waiting_post.html", context)


@login_required
@require_POST
def publish_waiting(request: Request, uid: str) -> HttpResponse:
    """Publish it now."""
    post = find_embargoed(request.viewer, uid)
    if post is None:
        return waits_no_more(request, uid)
    try:
        post = bring_forward(request.viewer, post)
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
        return redirect("waiting_posts")
    messages.success(request, _("Published. Colleagues in other cities see it now."))
    return redirect(kind_of(post).after_publishing(post) or post.get_absolute_url())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_back_waiting(request: Request, uid: str) -> HttpResponse:
    """Ask whether to take it back, then do it."""
    post = find_embargoed(request.viewer, uid)
    if post is None:
        return waits_no_more(request, uid)
    check_may(request.viewer, "post.lift", post)
    if request.method != "POST":
        return render(request, "posts/take_back.html", {"section": "me", "post": post, "space": post.space})
    try:
        take_back(request.viewer, post)
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, _("Taken back. Nobody has seen it."))
    return redirect("waiting_posts")


def waits_no_more(request: Request, uid: str) -> HttpResponse:
    """To its page, where it was published meanwhile: whoever takes it back must not think that it is gone.

    Http404 for whoever may not edit it.
    """
    post = get_post_for(request.viewer, uid)
    if not may(request.viewer, "post.edit", post):
        raise Http404
    messages.error(request, _("It does not wait any more: it was published or taken back meanwhile."))
    return redirect(post)


def reason(post: Post) -> str:
    """Why it was not published when its time came; "" for what still has a time."""
    if post.visible_from is not None:
        return ""
    return why_not(post, post.author) or _("It could be published now.")
