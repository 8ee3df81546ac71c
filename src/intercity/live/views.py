"""Opening a live stream: Django decides what a page may hear, the front keeps the connection."""

from __future__ import annotations

import json
import time

from django.http import Http404, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from intercity.live.placing import addresses, filters
from intercity.organisations.request import Request
from intercity.posts.cards import render_card, render_comment
from intercity.posts.content import is_uid
from intercity.posts.models import Post
from intercity.posts.visibility import audiences_of
from intercity.spaces.models import Space

# Rights are decided when a stream opens and when they change; this bounds what a lost message could cost.
LONGEST = 60 * 60
MOST_PLACES = 40


@require_GET
def live(request: Request) -> HttpResponse:
    """`/live?space=UID&post=UID`, several of each, or none (everything; `all=1` beside the posts whose pages are open).

    `after` or Last-Event-ID says what is known.

    404 when the viewer may see none of them.
    """
    wish = {
        **places(request),
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


def places(request: Request) -> dict[str, list[str] | None]:
    """The spaces and threads that were asked for, by uid, without what the viewer may not see; 404 if none is left."""
    posts, spaces = request.GET.getlist("post"), request.GET.getlist("space")
    asked = {*posts, *spaces} - {""}
    # The audiences bound what anybody hears, so a browser with very many pages simply hears everything.
    if not asked or len(asked) > MOST_PLACES or "all" in request.GET:
        return {"spaces": None, "roots": roots(request, [uid for uid in posts[-MOST_PLACES:] if is_uid(uid)])}
    # PostgreSQL cannot even be asked for some texts (null bytes).
    if not all(is_uid(uid) for uid in asked):
        raise Http404
    found: dict[str, list[str] | None] = {"spaces": visible_spaces(request, spaces), "roots": roots(request, posts)}
    if not any(found.values()):
        raise Http404
    return found


def visible_spaces(request: Request, uids: list[str]) -> list[str]:
    """Those of the spaces that the viewer may see."""
    visible = Space.objects.visible_to(request.viewer).filter(uid__in=uids) if uids else Space.objects.none()
    return sorted(visible.values_list("uid", flat=True))


def roots(request: Request, uids: list[str]) -> list[str]:
    """The threads of those posts that the viewer may see."""
    visible = Post.objects.visible_to(request.viewer).filter(uid__in=uids) if uids else Post.objects.none()
    return sorted({root or uid for uid, root in visible.values_list("uid", "root__uid")})


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
    """One card or comment as it stands; 404 tells the page to take it away.

    `X-Intercity-Post` says in JSON where pages put it and by what they filter, as the stream does of wider posts.
    """
    cards = Post.objects.visible_to(request.viewer).for_cards()
    post = cards.select_related("root", "parent", "organisation__place").with_uid(uid)
    if post is None:
        raise Http404
    language = get_language() or "en"
    html = render_card(post, language) if post.root_id is None else render_comment(post, language)
    return HttpResponse(html, headers={"X-Intercity-Post": json.dumps({**addresses(post), **filters(post)})})
