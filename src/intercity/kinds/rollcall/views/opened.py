"""How every page of answers begins: the post, the answers as the viewer sees them, which field is looked at."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.seeing import Seen, see
from intercity.kinds.rollcall.values.types import Asked
from intercity.kinds.rollcall.visibility import answers_label
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.posts.parts import Audience, audience_for
from intercity.posts.queries import get_post_for
from intercity.spaces.models import Label


@dataclass(frozen=True)
class Opened:
    """A roll call whose answers are for the viewer."""

    viewer: Viewer
    audience: Audience
    post: Post
    seen: Seen

    def keep(self, name: Hashable, make: Callable[[], bytes]) -> bytes:
        """A file that is the same for all who see as much of these answers, kept until one of them moves."""
        sight = self.seen.sight
        key = ("answers", self.post.pk, self.seen.sheet.moves, sight.missing, name)
        return self.audience.find(key, [self.post.uid, self.post.space.uid, "organisation"], make, len)

    @property
    def is_public(self) -> bool:
        """Whether everybody sees the question and the answers."""
        return self.post.label == Label.CLEAR and answers_label(self.post) == Label.CLEAR

    def frame(self) -> dict[str, Any]:
        """What the head of each page needs."""
        return {
            "section": "spaces", "post": self.post, "space": self.post.space, "seen": self.seen,
            "rollcall": self.seen.rollcall, "is_public": self.is_public,
            "answers_label": answers_label(self.post),
        }  # fmt: skip


def open_post(viewer: Viewer, uid: str) -> Post:
    """The post of a roll call; Http404 for whoever may not see it, and for other posts."""
    post = get_post_for(viewer, uid)
    if getattr(post, "rollcall", None) is None:
        raise Http404
    return post


def open_answers(viewer: Viewer, uid: str, at: datetime | None = None) -> Opened | Post:
    """The answers, as they stand or as they stood; the bare post where they are not for this viewer."""
    audience = audience_for(viewer)
    post = open_post(viewer, uid)
    seen = see(viewer, post, at)
    return post if seen is None else Opened(viewer, audience, post, seen)


def not_for_viewer(request: Request, post: Post) -> HttpResponse:
    """The page that says whom the answers are for, and nothing of them."""
    context = {"section": "spaces", "post": post, "space": post.space, "answers_label": answers_label(post)}
    return render(request, "rollcall/not_for_viewer.html", context, status=403)


def chosen_field(fields: tuple[Asked, ...], name: str) -> Asked | None:
    """The field that an address names, else the first that is not a text, else the first; None where there is none."""
    return next(
        (one for one in fields if one.name == name),
        next((one for one in fields if one.type is not FieldType.TEXT), fields[0] if fields else None),
    )


def page_number(asked: str, of: int, size: int) -> int:
    """The page an address asks for: the last where there are fewer, the first for anything else."""
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 1
    return min(max(number, 1), max(1, -(-of // size)))


def pager(base: str, query: Mapping[str, str], number: int, of: int, size: int) -> dict[str, Any]:
    """Which of `of` rows stand on a page of an address, and the addresses of its neighbours; "" for none."""

    def address(other: int) -> str:
        return f"{base}?{urlencode({**query, 'page': str(other)})}"

    last = min(number * size, of)
    return {
        "number": number, "first": min((number - 1) * size + 1, of), "last": last, "of": of,
        "previous": address(number - 1) if number > 1 else "", "next": address(number + 1) if last < of else "",
    }  # fmt: skip
