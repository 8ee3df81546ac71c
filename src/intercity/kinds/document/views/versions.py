"""What changed from version to version, word by word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from intercity.core.diff import Piece, word_changes
from intercity.kinds.document.models import SectionVersion
from intercity.kinds.document.queries import get_document_for, versions_for
from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post

MOST_EDITIONS = 10
HEADS = ("pk", "section_id", "edition", "number")


@dataclass(frozen=True)
class Change:
    """What became of one section in one version of the document."""

    now: SectionVersion
    title: Sequence[Piece]
    body: Sequence[Piece]
    begun: bool


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
    found, more = editions_for(request.viewer, post, before)
    context = {"section": "spaces", "post": post, "space": post.space, "editions": found}
    context["before"] = found[-1].number if more else None
    return render(request, "document/versions.html", context)


def editions_for(viewer: Viewer, post: Post, before: int | None) -> tuple[list[Edition], bool]:
    """A page of versions under the number `before`, and whether there are more. Texts are read for these alone."""
    rows = list(versions_for(viewer, post).values_list(*HEADS))
    wanted = sorted({row[2] for row in rows if before is None or row[2] < before}, reverse=True)
    shown, pairs = set(wanted[:MOST_EDITIONS]), list[tuple[int, int, int | None]]()
    by_section = sorted(rows, key=lambda row: (row[1], row[3]))
    for _section, some in groupby(by_section, key=lambda row: row[1]):
        last_of = {row[2]: row[0] for row in some}
        older: int | None = None
        for edition, pk in last_of.items():
            if edition in shown:
                pairs.append((edition, pk, older))
            older = pk
    return told(pairs), len(wanted) > MOST_EDITIONS


def told(pairs: Sequence[tuple[int, int, int | None]]) -> list[Edition]:
    """The versions whose sections changed from one row (or none) to another, with what changed."""
    keys = {pk for _edition, *both in pairs for pk in both if pk is not None}
    rows = SectionVersion.objects.filter(Q(pk__in=keys)).select_related("by", "organisation", "section").in_bulk()
    found = []
    for number in sorted({pair[0] for pair in pairs}, reverse=True):
        own = [(rows[now], rows[was] if was else None) for edition, now, was in pairs if edition == number]
        changes = [change(now, was) for now, was in sorted(own, key=lambda pair: pair[0].section.position)]
        found.append(Edition(number, max((one.now for one in changes), key=lambda row: row.pk), changes))
    return found


def change(now: SectionVersion, was: SectionVersion | None) -> Change:
    """Word by word what changed in one section."""
    title = word_changes(was.title if was else now.title, now.title)
    return Change(now, title, word_changes(was.body if was else "", now.body), was is None)
