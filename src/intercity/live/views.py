"""Opening a live stream: Django decides what a page may hear, the front keeps the connection."""

from __future__ import annotations

import json
import time

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from intercity.organisations.request import Request
from intercity.posts.cards import render_card, render_comment
from intercity.posts.content import is_uid
from intercity.posts.models import Post
from intercity.posts.visibility import audiences_of
from intercity.spaces.models import Space

# Rights are decided when a stream opens and when they change; this bounds what a lost message could cost.
LONGEST = 60 * 60


@require_GET
def live(request: Request) -> HttpResponse:
    """`/live?space=UID`, `?post=UID` or neither (all spaces); `after` or Last-Event-ID says what is known.

    404 for a space or post that the viewer may not see.
    """
    wish = {
        **place(request),
        "audiences": sorted(audiences_of(request.viewer)),
        "language": get_language() or "en",
        "person": request.viewer.person.uid if request.viewer.person else None,
        "last_event_id": last_seen(request),
        "session_ok_until": session_end(request),
    }
    response = JsonResponse(wish)
    response["X-Intercity-Stream"] = json.dumps(wish)
    response["Cache-Control"] = "no-store"
    return response


def place(request: Request) -> dict[str, str | None]:
    """The space and post that were asked for, by uid."""
    post_uid, space_uid = request.GET.get("post"), request.GET.get("space")
    # PostgreSQL cannot even be asked for some texts (null bytes).
    if not all(is_uid(uid) for uid in (post_uid, space_uid) if uid):
        raise Http404
    if post_uid:
        post = get_object_or_404(Post.objects.visible_to(request.viewer).select_related("space"), uid=post_uid)
        return {"space": post.space.uid, "root": post.thread_root.uid}
    if space_uid:
        get_object_or_404(Space.objects.visible_to(request.viewer), uid=space_uid)
        return {"space": space_uid, "root": None}
    return {"space": "*", "root": None}


def last_seen(request: Request) -> int | None:
    """The newest activity the page knows: the browser's own header, else what the page was rendered with."""
    text = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def session_end(request: Request) -> float | None:
    """When a signed-in stream must be opened anew at the latest, as Unix time."""
    if request.viewer.person is None:
        return None
    ends = request.session.get_expiry_date()
    return float(min(ends.timestamp(), time.time() + LONGEST))


@require_GET
def card(request: Request, uid: str) -> HttpResponse:
    """One card or comment as it stands; 404 tells the page to take it away."""
    post = Post.objects.visible_to(request.viewer).for_cards().select_related("root", "parent").filter(uid=uid).first()
    if post is None:
        raise Http404
    language = get_language() or "en"
    html = render_card(post, language) if post.root_id is None else render_comment(post, language)
    return HttpResponse(html)
