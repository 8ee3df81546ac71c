"""One brief: on its page, on paper, and what stands behind a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import override
from django.views.decorators.http import require_safe

from intercity.briefs.atlas import draw_atlas
from intercity.briefs.composing import Composed, Source
from intercity.briefs.drawing import svg_of
from intercity.briefs.models import Brief, Cited
from intercity.briefs.queries import Opened, get_brief_for
from intercity.briefs.statements import Part, Statement
from intercity.briefs.views.making import frame
from intercity.briefs.writing import name_of, path_of, standing_of
from intercity.core.papers.formats import FORMATS, available
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.posts.models import Post
from intercity.spaces.queries import get_space_for

# The weightiest that could be added to one part; more would be a list that nobody reads.
MOST_SPARE: Final = 40


@dataclass(frozen=True)
class Row:
    """A sentence in the form that orders them, and where it stands; `place` is 0 for one that could be added."""

    statement: Statement
    place: int = 0


@dataclass(frozen=True)
class Rows:
    """Those of one part: what stands in it, and what could."""

    part: Part
    kept: Sequence[Row]
    spare: Sequence[Row]


@require_safe
def brief(request: Request, slug: str, brief: str) -> HttpResponse:
    """The brief; for whoever made it the way to change, publish or drop it."""
    opened = get_brief_for(request.viewer, get_space_for(request.viewer, slug), brief)
    return brief_page(request, opened)


def brief_page(request: Request, opened: Opened, status: int = 200, note: str = "") -> HttpResponse:
    """The page, with what somebody has to know first in `note`."""
    viewer, space, composed = request.viewer, opened.brief.space, opened.composed()
    is_open = opened.brief.published_at is None
    context = {
        **frame(viewer, space), "opened": opened, "brief": opened.brief, "composed": composed, "note": note,
        "paper": paper(composed, opened.brief.uid), "may_make": opened.may_make,
        "may_publish": is_open and may(viewer, "space.publish", space),
        "files": [(ending, form) for ending, form in FORMATS.items() if ending in available()],
        "rows": rows_of(composed) if opened.may_make and is_open else [],
        "gone": gone_from(opened) if opened.may_make and opened.post is not None else [],
    }  # fmt: skip
    return render(request, "briefs/brief.html", context, status=status)


@require_safe
def brief_print(request: Request, slug: str, brief: str) -> HttpResponse:
    """The same on paper: two pages and the sources."""
    opened = get_brief_for(request.viewer, get_space_for(request.viewer, slug), brief)
    composed = opened.composed()
    context = {"space": opened.brief.space, "brief": opened.brief, "composed": composed,
               "paper": paper(composed, opened.brief.uid)}  # fmt: skip
    return render(request, "briefs/print.html", context)


@require_safe
def brief_source(request: Request, slug: str, brief: str, number: int) -> HttpResponse:
    """All posts that stand behind one number."""
    opened = get_brief_for(request.viewer, get_space_for(request.viewer, slug), brief)
    composed = opened.composed()
    source = next((one for one in composed.sources if one.number == number), None)
    if source is None:
        raise Http404
    said = [line.statement for line in composed.lines if line.number == number]
    context = {**frame(request.viewer, opened.brief.space), "brief": opened.brief, "composed": composed,
               "source": source, "said": said, "counted": counted_then(opened.brief, source)}  # fmt: skip
    return render(request, "briefs/source.html", context)


def counted_then(brief: Brief, source: Source) -> int:
    """How many posts were counted when the brief was published, where that was another number; else 0."""
    then = next((count for _key, number, count in brief.numbers if number == source.number), 0)
    return 0 if then == len(source.posts) else then


def paper(composed: Composed, uid: str) -> SafeString:
    """The brief itself, in its own language whoever looks at it."""
    with override(composed.wanted.language):
        sources = [(one, name_of(one), path_of(one, composed, uid)) for one in composed.sources]
        context: dict[str, Any] = {
            "composed": composed, "language": composed.wanted.language, "standing": standing_of(composed),
            "sources": sources, "map": map_html(composed, {one.number: path for one, _name, path in sources}),
        }  # fmt: skip
        return render_to_string("briefs/_paper.html", context)


def map_html(composed: Composed, paths: Mapping[int, str]) -> SafeString:
    """The map of what it says, each dot with the way to its posts in the list of its source; "" where it has none."""
    line = next((line for line in composed.lines if line.statement.dots), None)
    if line is None:
        return SafeString("")
    return svg_of(draw_atlas(line.statement.dots), lambda mark: f"{paths[line.number]}#post-{mark.dot.uid}")


def rows_of(composed: Composed) -> list[Rows]:
    """Its sentences and those that could be added, part by part."""
    kept = [Row(line.statement, place) for place, line in enumerate(composed.lines, 1)]
    spare = [Row(one) for one in composed.spare]

    def within(rows: Sequence[Row], part: Part) -> list[Row]:
        return [row for row in rows if row.statement.part == part]

    found = [Rows(part, within(kept, part), within(spare, part)[:MOST_SPARE]) for part in Part]
    return [rows for rows in found if rows.kept or rows.spare]


def gone_from(opened: Opened) -> list[int]:
    """The numbers of a published brief whose posts are not seen by every reader of it any more."""
    brief = opened.brief
    readable = Post.objects.readable_by(opened.label, brief.space_id)
    return list(
        Cited.objects.filter(brief=brief).exclude(post__in=readable).order_by("number").values_list("number", flat=True)
    )
