"""The map of a space, what it draws, and the posts of one of its cities."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from intercity.activity.public import public_page
from intercity.core.pagination import Page, keys_by_time, known_cursor
from intercity.organisations.models import Organisation
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.pages.map.asking import Asked, read_asked
from intercity.pages.map.figures import Source, Sources
from intercity.pages.map.paging import Rows, page_query, rows_of
from intercity.pages.map.rows import rows_html
from intercity.posts.helplines import helplines_on_list
from intercity.posts.lists import cards_for
from intercity.posts.models import Post

BESIDE_THE_MAP = 5
A_PAGE = 25


@require_safe
@public_page
def space_map(request: Request, slug: str) -> HttpResponse:
    """The map with its table, narrowed as the address says."""
    asked = read_asked(request, slug)
    sources, current = asked.sources()
    rows = rows_of(sources, request.GET.get("page", ""))
    table = asked.audience.render(
        "pages/map_table.html",
        asked.name("table", rows.number),
        asked.tags,
        lambda: table_context(asked, sources, rows),
        keep=current,
    )
    context = {
        **frame(asked),
        "sources": sources,
        "helplines": helplines_on_list(asked.audience, asked.wish),
        "table": table,
        "first_page": rows.number == 1,
        "known": asked.audience.since,
        "canonical": settings.PUBLIC_URL + reverse("space_map", args=[slug]) + asked.query,
    }
    return for_now(render(request, "pages/map.html", context), current)


@require_safe
@public_page
def map_data(request: Request, slug: str) -> HttpResponse:
    """Every organisation with its figures, those without a place apart; or (`part=pins`) only what the map draws."""
    asked = read_asked(request, slug)
    sources, current = asked.sources()
    if request.GET.get("part") == "pins":
        return for_now(as_json([to_pin(one) for one in sources.cities if one.place is not None]), current)
    data = {"cities": [to_json(one) for one in sources.cities], "others": [to_json(one) for one in sources.others]}
    return for_now(as_json(data), current)


@require_safe
@public_page
def map_city(request: Request, slug: str, organisation: str) -> HttpResponse:
    """The posts of one organisation in the space under the same filters: a page, or (`part=cards`) the newest few.

    404 where the viewer may see none at all, as for an organisation that does not exist.
    """
    asked = read_asked(request, slug)
    who = get_object_or_404(Organisation.objects.select_related("place"), slug=organisation)
    is_part = request.GET.get("part") == "cards"
    cursor = None if is_part else known_cursor(request.GET.get("after"))
    keys = keys_of(asked, who, cursor, BESIDE_THE_MAP if is_part else A_PAGE)
    context = {
        **frame(asked),
        "organisation": who,
        "page": cards_for(asked.viewer, asked.audience, keys),
        "first_page": "after" not in request.GET,
        "here": reverse("space_map_city", args=[slug, organisation]),
        "query": asked.query,
    }
    return render(request, "pages/map_cards.html" if is_part else "pages/map_city.html", context)


def keys_of(asked: Asked, who: Organisation, cursor: str | None, size: int) -> Page[int]:
    """Which posts of `who` the viewer may see and the address asks for; Http404 if there is none at all."""
    posts = Post.objects.visible_to(asked.viewer).roots().filter(space=asked.space, organisation=who)
    keys = asked.audience.find(
        asked.name("city", who.pk, cursor, size),
        asked.tags,
        lambda: keys_by_time(posts.filter(asked.wish.where), cursor, size=size),
    )
    if not keys.items and not posts.exists():
        raise Http404
    return keys


def table_context(asked: Asked, sources: Sources, rows: Rows) -> dict[str, Any]:
    """What a page of the table is made of: nothing of the viewer but what their audience may see."""
    return {
        "space": asked.space,
        "sources": sources,
        "query": asked.query,
        "rows": rows,
        "cities": rows_html(rows.cities, asked.space, asked.query),
        "others": rows_html(rows.others, asked.space, asked.query),
        "previous": page_query(asked.wish, rows.before) if rows.before else "",
        "next": page_query(asked.wish, rows.after) if rows.after else "",
    }


def frame(asked: Asked) -> dict[str, Any]:
    """What the head of the space and the filters need."""
    return {
        "section": "spaces",
        "tab": "map",
        "space": asked.space,
        "facets": asked.facets,
        "wish": asked.wish,
        "query": asked.query,
        "here": reverse("space_map", args=[asked.space.slug]),
        "may_coordinate": may(asked.viewer, "space.coordinate", asked.space),
    }


def for_now(response: HttpResponse, current: bool) -> HttpResponse:
    """Let nobody keep an answer that may lack what was just posted."""
    if not current:
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def as_json(data: object) -> JsonResponse:
    """Data without a blank too many."""
    return JsonResponse(data, safe=False, json_dumps_params={"separators": (",", ":")})


def to_pin(source: Source) -> dict[str, Any]:
    """One organisation as the map draws it."""
    data: dict[str, Any] = {"slug": source.slug, "name": source.name, "posts": source.posts}
    if source.place is not None:
        data["lat"], data["lon"] = (round(number, 4) for number in source.place)
    return {**data, "unclaimed": True} if source.unclaimed else data


def to_json(source: Source) -> dict[str, Any]:
    """One organisation with everything that the table says of it."""
    newest = source.newest.isoformat(timespec="seconds")
    return {**to_pin(source), "country": source.country, "newest": newest}
