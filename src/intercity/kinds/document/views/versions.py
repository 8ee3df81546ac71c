"""What changed from version to version, word by word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models.functions import Length
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from intercity.core.diff import Piece, word_changes
from intercity.kinds.document.models import SectionVersion
from intercity.kinds.document.queries import get_document_for, versions_for
from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.content import is_uid
from intercity.posts.models import Post

MOST_EDITIONS = 10
# So many characters are compared for one page; the other sections are one press away.
MOST_COMPARED: Final = 200_000
TEXTS = ("body", "sent", "overlaps", "section__body", "section__html")
Pair = tuple[int, int, int | None]
"""The number of a version of the document, and the keys of a row in it and of the one before that."""
HEADS = ("pk", "section_id", "edition", "number")


@dataclass(frozen=True)
class Change:
    """What became of one section in one version of the document; no `body` where the page has enough of them."""

    now: SectionVersion
    title: Sequence[Piece]
    body: Sequence[Piece] | None
    begun: bool

    @property
    def alone(self) -> str:
        """The parameters of the page that begins with it."""
        return urlencode({"before": self.now.edition + 1, "one": self.now.section.uid})


@dataclass(frozen=True)
class Edition:
    """One version of the document: what one person wrote in one go."""

    number: int
    last: SectionVersion
    changes: Sequence[Change]


@login_required
@require_safe
def versions(request: Request, uid: str) -> HttpResponse:
    """The versions of a document that the viewer may see, the newest first. 403 for the public, as for all posts."""
    post = get_document_for(request.viewer, uid)
    check_may(request.viewer, "post.see_revisions", post)
    given = request.GET.get("before", "")
    before = int(given) if given.isdecimal() and len(given) < 9 else None
    wished = request.GET.get("one", "")
    one = wished if is_uid(wished) else ""
    found, more = editions_for(request.viewer, post, before, one)
    context = {"section": "spaces", "post": post, "space": post.space, "editions": found, "one": one}
    earlier = {"before": found[-1].number} | ({"one": one} if one else {}) if more else {}
    context["earlier"] = urlencode(earlier)
    return render(request, "document/versions.html", context)


def editions_for(viewer: Viewer, post: Post, before: int | None, one: str = "") -> tuple[list[Edition], bool]:
    """A page of versions under the number `before`, and whether there are more. Texts are read for these alone.

    `one` is the uid of a section: then no other is shown.
    """
    seen = versions_for(viewer, post)
    rows = list((seen.filter(section__uid=one) if one else seen).values_list(*HEADS))
    wanted = sorted({row[2] for row in rows if before is None or row[2] < before}, reverse=True)
    shown, pairs = set(wanted[:MOST_EDITIONS]), list[Pair]()
    by_section = sorted(rows, key=lambda row: (row[1], row[3]))
    for _section, some in groupby(by_section, key=lambda row: row[1]):
        last_of = {row[2]: row[0] for row in some}
        older: int | None = None
        for edition, pk in last_of.items():
            if edition in shown:
                pairs.append((edition, pk, older))
            older = pk
    return told(pairs), len(wanted) > MOST_EDITIONS


def told(pairs: Sequence[Pair]) -> list[Edition]:
    """The versions whose sections changed from one row (or none) to another, with what changed."""
    keys = {pk for _edition, *both in pairs for pk in both if pk is not None}
    found = SectionVersion.objects.filter(pk__in=keys).select_related("by", "organisation", "section").defer(*TEXTS)
    rows = found.annotate(size=Length("body")).in_bulk()
    ordered = sorted(pairs, key=lambda pair: (-pair[0], rows[pair[1]].section.position))
    texts = texts_of(within(ordered, {pk: row.size for pk, row in rows.items()}))
    editions = []
    for number, some in groupby(ordered, key=lambda pair: pair[0]):
        changes = [change(rows[now], rows[was] if was else None, texts) for _edition, now, was in some]
        editions.append(Edition(number, max((one.now for one in changes), key=lambda row: row.pk), changes))
    return editions


def within(pairs: Sequence[Pair], sizes: Mapping[int, int]) -> list[Pair]:
    """Those of the pairs, the first in any case, whose texts are short enough to be compared for one page."""
    found, room = list[Pair](), MOST_COMPARED
    for pair in pairs:
        room -= sizes[pair[1]] + sizes.get(pair[2] or 0, 0)
        if room < 0 and found:
            break
        found.append(pair)
    return found


def texts_of(pairs: Sequence[Pair]) -> dict[int, dict[int | None, str]]:
    """By the newer row of each pair the texts of both."""
    keys = {pk for _edition, *both in pairs for pk in both if pk is not None}
    bodies = dict(SectionVersion.objects.filter(pk__in=keys).values_list("pk", "body"))
    return {now: {now: bodies[now], was: bodies.get(was or 0, "")} for _edition, now, was in pairs}


def change(now: SectionVersion, was: SectionVersion | None, texts: Mapping[int, Mapping[int | None, str]]) -> Change:
    """Word by word what changed in one section."""
    title = word_changes(was.title if was else now.title, now.title)
    both = texts.get(now.pk)
    body = None if both is None else word_changes(both[was.pk if was else None], both[now.pk])
    return Change(now, title, body, was is None)
