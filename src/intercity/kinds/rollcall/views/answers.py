"""All answers of a roll call as a table."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from intercity.activity.public import public_page
from intercity.kinds.rollcall.counting import figures_for
from intercity.kinds.rollcall.filters import (
    PAGE_ROWS,
    AnswerWish,
    Menu,
    Text,
    menus_of,
    offers_per_head,
    read_answer_wish,
)
from intercity.kinds.rollcall.own_row import with_own_row
from intercity.kinds.rollcall.panels_seeing import tags_of
from intercity.kinds.rollcall.sentence import sentence
from intercity.kinds.rollcall.table import AnswersPage, answers_page
from intercity.kinds.rollcall.views.opened import Opened, not_for_viewer, open_answers
from intercity.organisations.request import Request
from intercity.posts.parts import usual_size
from intercity.posts.table.delimited import SEPARATORS, usual_separator

V = TypeVar("V")


@dataclass(frozen=True)
class Chosen:
    """A filter that is on; `query` asks for the same without it."""

    label: Text
    query: str


@require_safe
@public_page
def answers(request: Request, uid: str) -> HttpResponse:
    """One page of the table, narrowed and ordered as the address says, with the totals of all its pages."""
    opened = open_answers(request.viewer, uid)
    if not isinstance(opened, Opened):
        return not_for_viewer(request, opened)
    seen, post = opened.seen, opened.post
    menus = menus_for(opened)
    wish = read_answer_wish(request.GET, menus, seen.sheet.open_fields)
    page = page_for(opened, wish)
    context = {
        **opened.frame(), "page": page, "wish": wish, "menus": menus_with(menus, wish), "tab": "table",
        "is_plain": wish.is_plain, "most": PAGE_ROWS, "is_whole": True, "sorts": True, "known": opened.audience.since,
        "sentence": "" if wish.narrows else kept(opened, "sentence", lambda: sentence(seen)),
        "missing": seen.missing_count, "sight": seen.sight, "here": reverse("rollcall_answers", args=[uid]),
        **queries(opened, menus, wish, page),
    }  # fmt: skip
    html = render(request, "rollcall/answers.html", context)
    html.content = with_own_row(html.content.decode(), request.viewer, post, opened.audience.since, wish).encode()
    return html


def kept(opened: Opened, name: Hashable, make: Callable[[], V], size: Callable[[V], int] = usual_size) -> V:
    """What is the same for all who see as much of these answers, until one of them moves."""
    seen = opened.seen
    key = ("all answers", opened.post.pk, seen.sheet.moves, seen.sight.missing, name)
    return opened.audience.find(key, tags_of(opened.post), make, size)


def menus_for(opened: Opened) -> Sequence[Menu]:
    """The ways to narrow it."""
    return kept(opened, "menus", lambda: menus_of(opened.seen))


def page_for(opened: Opened, wish: AnswerWish) -> AnswersPage:
    """The page; readers choose the address, so its size is counted."""
    seen = opened.seen
    figures = None if wish.narrows or wish.per_head else figures_for(seen)
    name = wish.query(page=wish.page)
    return kept(opened, name, lambda: answers_page(seen, wish, figures), lambda page: page.size)


def menus_with(menus: Sequence[Menu], wish: AnswerWish) -> list[tuple[Menu, str]]:
    """Each menu with what is chosen in it."""
    return [(menu, getattr(wish, menu.param)) for menu in menus]


def queries(opened: Opened, menus: Sequence[Menu], wish: AnswerWish, page: AnswersPage) -> dict[str, Any]:
    """The addresses that the page leads to."""
    chosen = [
        Chosen(menu.options[value], wish.query(**{menu.param: ""})) for menu, value in menus_with(menus, wish) if value
    ]
    separator = usual_separator(get_language() or "en")
    return {
        "query": wish.query(), "chosen": chosen,
        "carried": [pair for pair in wish.pairs() if pair[0] in ("sort", "per")],
        "offers_per_head": offers_per_head(opened.seen.sheet.open_fields),
        "other_heads": wish.query(per_head=not wish.per_head),
        "previous": wish.query(page=page.page - 1) if page.page > 1 else "",
        "next": wish.query(page=page.page + 1) if page.has_more else "",
        "separators": [(name, f"{wish.query()}&separator={name}", name == separator) for name in SEPARATORS],
    }  # fmt: skip
