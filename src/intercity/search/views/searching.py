"""The search page, and what is suggested while somebody types."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intercity.activity.kept import EVERY_ACT
from intercity.activity.public import public_page
from intercity.organisations.limits import keys_of, spend_lightly
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.cards import cards_of
from intercity.posts.parts import Audience, audience_for, this_minute, usual_size
from intercity.search.asked import MOST_PAGES, ORDERS, PAGE_SIZE, Asked, Ways, read_asked, ways_for
from intercity.search.asking import clean
from intercity.search.finding import Found, find
from intercity.search.freshness import holds_public_world
from intercity.search.nearest import Nearest, nearest, places_to_ask
from intercity.search.offers import offers
from intercity.search.replica import replica
from intercity.search.saved import views_of
from intercity.search.suggesting import (
    LONGEST,
    SHORTEST,
    Suggestion,
    suggest_organisations,
    suggest_posts,
    suggest_topics,
    topic_words,
)

# With so few hits one may want to ask, too.
FEW = 3
MOST_SAVED = 8
NOT_KEPT = "private, no-cache"


# In a card: the heading, and the first words of the text under it where the post has a title.
OPENING = re.compile(r'</h3>\s*(?:<p lang="(?P<language>[^"]*)">.*?</p>)?', re.DOTALL)


@require_safe
@public_page
def search(request: Request) -> HttpResponse:
    """Posts of all spaces by words and filters; 503 while the index is rebuilt."""
    spend_lightly("search", keys_of(request))
    viewer, audience = request.viewer, audience_for(request.viewer)
    ways = audience.find("search", ["space", "organisation", "topic"], lambda: ways_for(viewer))
    asked = read_asked(request.GET, ways)
    is_whole = holds_public_world()
    found = kept_results(viewer, audience, ways, asked)
    if found is None:
        return being_rebuilt(request, asked)
    may_ask = found.total <= FEW and asked.has_words
    context = {
        **page_context(asked),
        **pages_of(asked, found.total),
        "found": found,
        "known": audience.since,
        "may_ask": may_ask,
        "asking": places_to_ask(viewer, asked) if may_ask else [],
        "saved": [] if asked.text or asked.wish.chosen else views_of(viewer)[:MOST_SAVED],
    }
    response = render(request, "search/search.html", context)
    if not is_whole:
        response.headers["Cache-Control"] = NOT_KEPT
    return response


@dataclass(frozen=True)
class Results:
    """What of the page is the same for one audience. Nothing personal may get in here: it is kept."""

    total: int
    hits: SafeString
    offers: SafeString
    nearest: Nearest | None

    @property
    def size(self) -> int:
        """Its share of the room for kept parts."""
        return 2 * (len(self.hits) + len(self.offers)) + usual_size(self)


class NotReadyError(Exception):
    """The index is being rebuilt."""


def kept_results(viewer: Viewer, audience: Audience, ways: Ways, asked: Asked) -> Results | None:
    """The answer, kept while neither the record nor the index moves; None while the index is rebuilt."""
    snapshot = replica.snapshot()
    if snapshot is None:
        return None
    name = ("found", asked.page_address(asked.page), str(snapshot.folder), snapshot.state, this_minute())
    try:
        return audience.find(name, [EVERY_ACT], lambda: results(viewer, audience, ways, asked), lambda made: made.size)
    except NotReadyError:
        return None


def results(viewer: Viewer, audience: Audience, ways: Ways, asked: Asked) -> Results:
    """The answer, worked out now; NotReadyError while the index is rebuilt."""
    found = find(viewer, asked.question())
    if not found.ready:
        raise NotReadyError
    beside = {"offers": offers(asked, ways, found), "wish": asked.wish}
    return Results(
        found.total,
        mark_safe("".join(hits(viewer, audience, found))),
        render_to_string("search/_offers.html", beside),
        None if found.total else nearest(viewer, asked, ways),
    )


def page_context(asked: Asked) -> dict[str, Any]:
    """What the page says about the question itself."""
    return {
        "section": "search",
        "asked": asked,
        "wish": asked.wish,
        "chosen": [(one, asked.address(asked.without(one.param))) for one in asked.wish.chosen],
        "orders": [
            (label, asked.address(order=name), name == asked.order)
            for name, label in ORDERS.items()
            if asked.text or name != "relevance"
        ],
        "everything": asked.address(()),
        "here": asked.address(),
    }


def being_rebuilt(request: Request, asked: Asked) -> HttpResponse:
    """The page that says when to come back."""
    response = render(request, "search/search.html", {**page_context(asked), "being_rebuilt": True}, status=503)
    response.headers["Retry-After"] = "30"
    response.headers["Cache-Control"] = NOT_KEPT
    return response


def pages_of(asked: Asked, total: int) -> dict[str, Any]:
    """Which page this is, of how many, and its neighbours. What lies behind the last needs a narrower question."""
    wanted = -(-total // PAGE_SIZE)
    last = min(wanted, MOST_PAGES)
    return {
        "last_page": last,
        "is_beyond": asked.page > max(last, 1),
        "has_more": wanted > MOST_PAGES and asked.page >= last,
        "first_address": asked.page_address(1),
        "previous": asked.page_address(min(asked.page - 1, last)) if asked.page > 1 and last else "",
        "next": asked.page_address(asked.page + 1) if asked.page < last else "",
    }


def hits(viewer: Viewer, audience: Audience, found: Found) -> list[SafeString]:
    """The kept cards of what was found, with the passages that answer in the place of their first words."""
    keys = [post.pk for post in found.posts]
    cards = kept_cards(viewer, audience, keys)
    return [put_passage(cards[key], found.excerpts.get(key)) for key in keys if key in cards]


def put_passage(card: SafeString, passage: SafeString | None) -> SafeString:
    """The card with this passage under its heading."""
    if passage is None:
        return card

    def put(opening: re.Match[str]) -> str:
        language = f' lang="{opening["language"]}"' if opening["language"] else ""
        return f'</h3>\n<p class="passage"{language}>{passage}</p>'

    # Both are safe, and what stands between is markup of the card's template.
    return mark_safe(OPENING.sub(put, card, count=1))


def kept_cards(viewer: Viewer, audience: Audience, keys: Sequence[int]) -> dict[int, SafeString]:
    """Cards by key; a post that the viewer lost meanwhile has none."""
    cards = cards_of(viewer, keys, audience.language, audience.since)
    if len(cards) == len(keys):
        return dict(zip(keys, cards, strict=True))
    return {key: card for key in keys for card in cards_of(viewer, [key], audience.language, audience.since)}


@require_safe
@public_page
def suggest(request: Request) -> HttpResponse:
    """Posts, organisations and topics for what is typed so far, as JSON."""
    viewer, audience = request.viewer, audience_for(request.viewer)
    text = clean(request.GET.get("q", ""))[:LONGEST]
    is_whole = holds_public_world()
    response = JsonResponse({"groups": groups(viewer, audience, text) if len(text) >= SHORTEST else []})
    if not is_whole or viewer.person:
        response.headers["Cache-Control"] = NOT_KEPT
    return response


def groups(viewer: Viewer, audience: Audience, text: str) -> list[dict[str, Any]]:
    """The suggestions under their headings; a heading without any is left out."""
    topics = audience.find("topic words", ["topic"], topic_words)
    found: list[tuple[str, list[Suggestion]]] = [
        (_("Topics"), suggest_topics(text, topics)),
        (_("Cities and partners"), suggest_organisations(text)),
        (_("Posts"), suggest_posts(viewer, text)),
    ]
    return [{"name": name, "items": [asdict(one) for one in some]} for name, some in found if some]
