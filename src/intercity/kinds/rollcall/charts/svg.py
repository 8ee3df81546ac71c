"""A chart as SVG. Grey print reads it: what stands for different answers differs in pattern too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from intercity.kinds.rollcall.charts.shapes import WIDTH, Chart, Mark, Word, short

SIDE: Final = 8
# What is drawn over the ground of a pattern, by tone; tones that are not here are plain.
PATTERNS: Final = {
    "o1": "M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4",
    "o2": "M0,2 h8 M0,6 h8",
    "o3": "M2,0 v8 M6,0 v8 M0,2 h8 M0,6 h8",
    "o4": "M2,2 h2 v2 h-2 z M6,6 h2 v2 h-2 z",
    "o5": "M-2,6 l4,4 M0,0 l8,8 M6,-2 l4,4",
    "o6": "M2,0 v8 M6,0 v8",
    "o7": "M0,0 l8,8 M8,0 l-8,8",
}
TONES: Final = ("o0", *PATTERNS)


def tone_of(place: int) -> str:
    """The tone of the option at that place of its field; the map's legend uses the same."""
    return TONES[place % len(TONES)]


def chart_svg(chart: Chart) -> SafeString:
    """The picture, named by its title; the table beside it has the figures."""
    ident = f"chart-{chart.key}"
    head = format_html(
        '<svg class="chart answers" viewBox="0 0 {} {}" role="img" aria-labelledby="{}" data-chart="{}">'
        '<title id="{}">{}</title>',
        WIDTH, short(chart.height), ident, chart.key, ident, f"{chart.title} {chart.about}",
    )  # fmt: skip
    # Every part is escaped.
    return mark_safe(head + definitions(chart) + "".join(inside(chart)) + "</svg>")


def definitions(chart: Chart) -> str:
    """The patterns that this chart uses."""
    used = sorted({one.tone for one in chart.marks} & PATTERNS.keys())
    made = [
        f'<pattern id="{pattern_id(chart, tone)}" class="{tone}" width="{SIDE}" height="{SIDE}" '
        f'patternUnits="userSpaceOnUse"><rect width="{SIDE}" height="{SIDE}"/><path d="{PATTERNS[tone]}"/></pattern>'
        for tone in used
    ]
    return f"<defs>{''.join(made)}</defs>" if made else ""


def pattern_id(chart: Chart, tone: str) -> str:
    """Unique on a page, as the key of the chart is."""
    return f"{chart.key}-{tone}"


def inside(chart: Chart) -> Iterable[str]:
    """Marks below, words above."""
    yield "<g>"
    yield from (mark(chart, one) for one in chart.marks)
    yield "</g><g>"
    yield from map(word, chart.words)
    yield "</g>"


def mark(chart: Chart, one: Mark) -> str:
    """One rectangle."""
    fill = f' fill="url(#{pattern_id(chart, one.tone)})"' if one.tone in PATTERNS else ""
    return (
        f'<rect class="{one.tone}" x="{short(one.x)}" y="{short(one.y)}" width="{short(one.width)}" '
        f'height="{short(one.height)}"{fill}/>'
    )


def word(one: Word) -> str:
    """One text."""
    tone = f' class="{one.tone}"' if one.tone else ""
    anchor = "" if one.anchor == "start" else f' text-anchor="{one.anchor}"'
    return f'<text x="{short(one.x)}" y="{short(one.y)}"{anchor}{tone}>{escape(one.text)}</text>'
