"""The map of answers with its table, and the data it draws."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from intercity.activity.public import public_page
from intercity.kinds.rollcall.figures import CHOICES
from intercity.kinds.rollcall.filters import (
    HEADS,
    PER_HEAD,
    PER_HEAD_TYPES,
    AnswerWish,
    Menu,
    menus_of,
    read_answer_wish,
)
from intercity.kinds.rollcall.map_rows import Line, lines_of, mark_html, pin_columns, pins_of, table_html
from intercity.kinds.rollcall.mapping import Drawn, draw
from intercity.kinds.rollcall.per_head import heads_of, wants_per_head
from intercity.kinds.rollcall.seeing import Seen
from intercity.kinds.rollcall.sheet import City
from intercity.kinds.rollcall.views.opened import Opened, chosen_field, not_for_viewer, open_answers, page_number, pager
from intercity.organisations.request import Request

# Beside a map: what a first view may weigh is spent on the map.
A_PAGE = 50
# Open maps that must ask anew do so within so many milliseconds, not all at once.
SPREAD = 8000
# What in an address changes the data.
PARAMS = ("field", "unit", "country", "size", "level", "answer", "per", "part")


@dataclass(frozen=True)
class Picture:
    """What is drawn: the marks, everybody who has one, and the address that asks for it."""

    drawn: Drawn
    lines: Sequence[Line]
    query: dict[str, str]
    wish: AnswerWish
    menus: Sequence[Menu]

    @property
    def places(self) -> int:
        """How many are on the map."""
        return sum(line.city.point is not None for line in self.lines)


@require_safe
@public_page
def answers_map(request: Request, uid: str) -> HttpResponse:
    """The map and, for everybody and without scripts, the table of what it shows."""
    opened = open_answers(request.viewer, uid)
    if not isinstance(opened, Opened):
        return not_for_viewer(request, opened)
    context = {**opened.frame(), "picture": None}
    picture = picture_of(opened, request)
    if picture is not None:
        context |= map_context(opened, picture, request.GET.get("page", ""))
    return render(request, "rollcall/map.html", context)


@require_safe
@public_page
def answers_map_data(request: Request, uid: str) -> HttpResponse:
    """What the map draws, as the viewer may see it; or (`part=pins`) only those with a place."""
    opened = open_answers(request.viewer, uid)
    if not isinstance(opened, Opened):
        return not_for_viewer(request, opened)
    name = ("map.json", *(request.GET.get(param, "") for param in PARAMS))
    body = opened.keep(name, lambda: data_of(picture_of(opened, request), pins_only=request.GET.get("part") == "pins"))
    return HttpResponse(body, content_type="application/json")


def data_of(picture: Picture | None, *, pins_only: bool) -> bytes:
    """What is drawn, as JSON; Http404 where there is nothing. The map itself has its places as columns."""
    if picture is None:
        raise Http404
    drawn = picture.drawn
    marks = [
        {"key": step.key, "label": str(step.label), "shape": step.shape, "count": count} for step, count in drawn.legend
    ]
    if pins_only:
        data: dict[str, Any] = {"marks": marks, **pin_columns(picture.lines, drawn.steps)}
    else:
        cities, others = pins_of(picture.lines, drawn.steps)
        of = {"field": drawn.field.name, "unit": drawn.unit, **({} if drawn.heads is None else {"per": HEADS})}
        data = {**of, "marks": marks, "cities": cities, "others": others}
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False).encode()


def picture_of(opened: Opened, request: Request) -> Picture | None:
    """What the address asks for; None where nothing is asked that could be drawn."""
    seen = opened.seen
    field = chosen_field(seen.sheet.open_fields, request.GET.get("field", ""))
    if field is None:
        return None
    menus = menus_of(seen)
    per_head = wants_per_head(field, request.GET.get("per", ""))
    wish = replace(read_answer_wish(request.GET, menus, seen.sheet.open_fields), sort="", per_head=per_head)
    rows = wish.rows(seen)
    heads = heads_of(field, filter(wish.takes, seen.rows)) if per_head else None
    missing = missing_of(seen, wish)
    # Outside the space a filtered number of the silent ones could name one of them.
    count = seen.missing_count if not wish.narrows else len(missing)
    drawn = draw(field, rows, count, request.GET.get("unit", ""), heads)
    query = {"field": field.name, **({"unit": drawn.unit} if len(drawn.units) > 1 else {}), **dict(wish.pairs())}
    return Picture(drawn, lines_of(seen, rows, drawn, missing), query, wish, menus)


def missing_of(seen: Seen, wish: AnswerWish) -> list[City]:
    """Who has not answered and is asked for, as far as the viewer may know their names."""
    return [] if wish.answer else [city for city in seen.missing if wish.takes_city(city)]


def map_context(opened: Opened, picture: Picture, asked_page: str) -> dict[str, Any]:
    """What the page shows."""
    lines, base = picture.lines, reverse("rollcall_map", args=[opened.post.uid])
    number = page_number(asked_page, len(lines), A_PAGE)
    part = lines[(number - 1) * A_PAGE : number * A_PAGE]
    return {
        "picture": picture,
        "legend": [(mark_html(step), step.label, count) for step, count in picture.drawn.legend],
        "fields": opened.seen.sheet.open_fields,
        "menus": [(menu, getattr(picture.wish, menu.param)) for menu in picture.menus],
        "here": base,
        "query": urlencode(picture.query),
        "rows": table_html(opened.seen, part, opened.viewer.organisation_ids),
        "offers_per_head": picture.drawn.field.type in PER_HEAD_TYPES,
        "other_heads": urlencode(other_heads(picture)),
        "page": pager(base, picture.query, number, len(lines), A_PAGE),
        "tab": "map",
        "known": opened.audience.since,
        # Whether an answer that comes can be put on the map without asking for all of them.
        "whole": "true" if picture.drawn.field.type in CHOICES and not picture.wish.narrows else "",
        "spread": SPREAD,
    }


def other_heads(picture: Picture) -> dict[str, str]:
    """What asks for the same with numbers per 100,000 people, or as they were given."""
    if picture.drawn.heads is None:
        return {**picture.query, "per": PER_HEAD}
    return {name: value for name, value in picture.query.items() if name != "per"}
