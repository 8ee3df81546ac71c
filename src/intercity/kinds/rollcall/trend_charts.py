"""A field over a series as a picture with lines, and as the table beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from intercity.core.days import day_words
from intercity.kinds.rollcall.compare_tables import Table, table_of
from intercity.kinds.rollcall.comparing import Group
from intercity.kinds.rollcall.figures import AMOUNTS, CHOICES, Tally
from intercity.kinds.rollcall.trend import Moment, Trend
from intercity.kinds.rollcall.wording import amount_text, day_text, share_text

WIDTH: Final = 360
LEFT, RIGHT, TOP, HEIGHT = 20, 34, 28, 104
BASE: Final = TOP + HEIGHT
# More lines than this nobody can follow; the table has them all.
MOST_LINES: Final = 6
MOST_UNITS: Final = 3


@dataclass(frozen=True)
class Curve:
    """One line: its value at each moment, None where there is none, and each value in words."""

    name: str
    shape: str
    values: Sequence[float | None]
    texts: Sequence[str]


@dataclass(frozen=True)
class Picture:
    """One drawing with what its lines mean: (shape, name)."""

    title: str
    svg: SafeString
    keys: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class ShownTrend:
    """A field over a series, ready for the page."""

    ident: str
    trend: Trend
    pictures: Sequence[Picture]
    table: Table


def shown_trends(trends: Iterable[Trend]) -> list[ShownTrend]:
    """Each trend with its pictures and its table."""
    return [shown_trend(trend, f"trend-{n}") for n, trend in enumerate(trends)]


def shown_trend(trend: Trend, ident: str) -> ShownTrend:
    """One trend; `ident` is unique on the page."""
    return ShownTrend(ident, trend, pictures_of(trend, f"{ident}-picture"), trend_table(trend))


def trend_table(trend: Trend) -> Table:
    """A line for each roll call; the one whose page this is is marked."""
    groups = [Group(day_text(one.on), one.group.rows, one.group.asked, one.is_this) for one in trend.moments]
    return table_of(trend.field, groups)


def pictures_of(trend: Trend, ident: str) -> list[Picture]:
    """Shares of options in one picture; the median of each unit in a picture of its own; nothing for the others."""
    field, tallies = trend.field, [one.figures.tallies[trend.field.name] for one in trend.moments]
    if field.type in CHOICES:
        title = _("%(question)s (share of those that answered)") % {"question": field.label}
        return [drawn(title, option_curves(trend, tallies), trend.moments, 100.0, "100 %", ident)]
    if field.type not in AMOUNTS:
        return []
    units = list(dict.fromkeys(spread.unit for tally in tallies for spread in tally.spreads))[:MOST_UNITS]
    return [unit_picture(trend, tallies, unit, f"{ident}-{n}") for n, unit in enumerate(units)]


def option_curves(trend: Trend, tallies: Sequence[Tally]) -> list[Curve]:
    """A line for each option; the most frequent ones where there are many."""
    totals = {option.id: sum(tally.options[option.id] for tally in tallies) for option in trend.field.options}
    often = sorted(totals, key=lambda option: -totals[option])[:MOST_LINES]
    wanted = [option for option in totals if option in often]
    return [
        Curve(
            trend.field.option_label(option), f"m{n}",
            [100 * tally.options[option] / tally.answered if tally.answered else None for tally in tallies],
            [share_text(tally.options[option], tally.answered) for tally in tallies],
        )
        for n, option in enumerate(wanted, 1)
    ]  # fmt: skip


def unit_picture(trend: Trend, tallies: Sequence[Tally], unit: str, ident: str) -> Picture:
    """The median of one unit or currency."""
    medians = [next((one.median for one in tally.spreads if one.unit == unit), None) for tally in tallies]
    values = [None if one is None else float(one) for one in medians]
    texts = ["" if one is None else amount_text(one, unit) for one in medians]
    most = max([value for value in values if value is not None] + [0.0])
    top = next((text for value, text in zip(values, texts, strict=True) if value == most), "")
    title = _("%(question)s (median, %(unit)s)") if unit else _("%(question)s (median)")
    curve = Curve(_("Median"), "m1", values, texts)
    return drawn(title % {"question": trend.field.label, "unit": unit}, [curve], trend.moments, most, top, ident)


def drawn(
    title: str, curves: Sequence[Curve], moments: Sequence[Moment], top: float, top_text: str, ident: str
) -> Picture:
    """The picture of some lines between 0 (or the least below it) and `top`."""
    low = min([value for curve in curves for value in curve.values if value is not None] + [0.0])
    parts = [frame(top_text), *ends(moments)]
    for number, curve in enumerate(curves, 1):
        points = [
            (x_of(place, len(moments)), y_of(value, low, top), text)
            for place, (value, text) in enumerate(zip(curve.values, curve.texts, strict=True))
            if value is not None
        ]
        parts.append(line(points, curve.shape, number))
    head = format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="{}"><title id="{}">{}</title>',
        WIDTH, BASE + 26, ident, ident, _("Lines: how it went over time. The table below has the figures."),
    )  # fmt: skip
    # Every part is escaped.
    return Picture(title, mark_safe(head + "".join(parts) + "</svg>"), [(one.shape, one.name) for one in curves])


def x_of(place: int, of: int) -> float:
    """Where a moment stands from left to right."""
    return LEFT + (WIDTH - LEFT - RIGHT) * (place / (of - 1) if of > 1 else 0.5)


def y_of(value: float, low: float, top: float) -> float:
    """How high a value stands."""
    return BASE - HEIGHT * (value - low) / ((top - low) or 1)


def frame(top_text: str) -> str:
    """The ground line, and what the top means."""
    return (
        f'<line class="base" x1="{LEFT}" y1="{BASE}" x2="{WIDTH - RIGHT}" y2="{BASE}"/>'
        f'<text class="soft" x="0" y="{TOP - 17}">{escape(top_text)}</text>'
    )


def ends(moments: Sequence[Moment]) -> list[str]:
    """The first and the last day below the line, and as many between as there is room for."""
    step = max(1, -(-len(moments) // 6))
    shown = [place for place in range(len(moments)) if (len(moments) - 1 - place) % step == 0]
    return [
        f'<text class="soft" x="{x_of(place, len(moments)):.1f}" y="{BASE + 18}" text-anchor="middle">'
        f"{escape(short_day(moments[place]))}</text>"
        for place in shown
    ]


def short_day(moment: Moment) -> str:
    """Day and month."""
    return day_words(moment.on, "d MMM")


def line(points: Sequence[tuple[float, float, str]], shape: str, number: int) -> str:
    """A line with its shape at each moment and the figure over the last one."""
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _text in points)
    marks = "".join(
        f'<use href="#mark-{shape}" x="{x - 6:.1f}" y="{y - 6:.1f}" width="12" height="12"/>' for x, y, _text in points
    )
    x, y, text = points[-1] if points else (0, 0, "")
    figures = f'<text x="{min(x + RIGHT - 2, WIDTH):.1f}" y="{y - 9:.1f}" text-anchor="end">{escape(text)}</text>'
    return f'<polyline class="trend-line t{number}" points="{path}"/>{marks}{figures}'
