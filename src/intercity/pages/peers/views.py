"""The peer finder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from intercity.activity.public import public_page
from intercity.matching.peers import MOST_WEIGHT, Peer, peers_of
from intercity.matching.reasons import sentence, term_names
from intercity.organisations.models import Level, Organisation
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.pages.peers.asking import countries, read_asked
from intercity.pages.views import desk_of
from intercity.posts.kinds import adoptable_kinds, waiting_kinds
from intercity.posts.models import Post
from intercity.spaces.models import Topic

# The browser's own list stays quick up to about here; whoever is not in it can still be typed.
MOST_NAMES = 2000


@dataclass(frozen=True)
class Row:
    """One peer as the page shows it; `at` is its place as the map reads it, "" without one."""

    organisation: Organisation
    reasons: Sequence[str]
    practices: int
    at: str


@require_safe
@public_page
def peers(request: Request) -> HttpResponse:
    """Organisations like the reader's own, or like the one that the address names, with reasons."""
    asked = read_asked(request.viewer, request.GET)
    found = peers_of(request.viewer, asked.own, asked.wish) if asked.own is not None else []
    context = {
        "section": "peers",
        "asked": asked,
        "own": asked.own,
        "rows": rows_of(request.viewer, found),
        "own_at": place_of(asked.own) if asked.own is not None else "",
        "most": MOST_WEIGHT,
        "ask_address": ask_address(request.viewer),
        **choices(),
    }
    return render(request, "pages/peers.html", context)


def choices() -> dict[str, object]:
    """What the form offers."""
    return {
        "countries": countries(),
        "levels": Level.choices,
        "topics": Topic.objects.filter(retired=False),
        "names": Organisation.objects.in_network().order_by("name").values_list("name", flat=True)[:MOST_NAMES],
    }


def rows_of(viewer: Viewer, found: Sequence[Peer]) -> list[Row]:
    """The peers with their reasons in words and how many practices of theirs the viewer may read."""
    names = term_names(reason for peer in found for reason in peer.reasons)
    shared = practices_of(viewer, [peer.organisation for peer in found])
    return [
        Row(
            peer.organisation,
            [said for said in (sentence(reason, names) for reason in peer.reasons) if said],
            shared.get(peer.organisation.pk, 0),
            place_of(peer.organisation),
        )
        for peer in found
    ]


def practices_of(viewer: Viewer, organisations: Sequence[Organisation]) -> dict[int, int]:
    """How many practices of each one the viewer may see."""
    rows = Post.objects.visible_to(viewer).roots().filter(organisation__in=organisations, kind__in=adoptable_kinds())
    return dict(rows.order_by().values_list("organisation").annotate(Count("pk")))


def place_of(organisation: Organisation) -> str:
    """Latitude and longitude in any language, to some ten metres."""
    place = organisation.place
    return f"{place.latitude:.4f} {place.longitude:.4f}" if place is not None else ""


def ask_address(viewer: Viewer) -> str:
    """Where the viewer writes a question, to be ended by the name of whom to ask; "" for whoever may not."""
    space, kinds = desk_of(viewer), waiting_kinds()
    if space is None or not kinds:
        return ""
    return f"{reverse('compose', args=[space.slug, kinds[0]])}?{urlencode({'organisation': ''})}"
