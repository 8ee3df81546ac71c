"""Charts as SVG, drawn on the server: every bar carries its figure as text, and a table stands beside each chart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

# As wide as a telephone, so that texts keep their size there.
WIDTH: Final = 340
COLUMN_HEIGHT: Final = 120
ROW: Final = 38
LONGEST: Final = 40


@dataclass(frozen=True)
class Bar:
    """One bar: what it is about, its height (None: nothing to draw), and its figure in words."""

    name: str
    value: float | None
    text: str


def columns(ident: str, title: str, bars: Sequence[Bar]) -> SafeString:
    """Bars side by side, as time goes; the last one is the present. `ident` is unique on the page."""
    step, top = WIDTH / max(len(bars), 1), most(bars)
    parts = [column(bar, n * step, step, top, len(bars) - n) for n, bar in enumerate(bars)]
    base = COLUMN_HEIGHT + 16
    line = f'<line class="base" x1="0" y1="{base}" x2="{WIDTH}" y2="{base}"/>'
    return svg(ident, title, COLUMN_HEIGHT + 36, [line, *parts])


def column(bar: Bar, x: float, step: float, top: float, from_end: int) -> str:
    """One bar with its figure above; every second one is named below, the last one always."""
    height = COLUMN_HEIGHT * (bar.value or 0) / top
    y, middle = COLUMN_HEIGHT + 16 - height, x + step / 2
    figure = text_at(middle, y - 4, short(bar), "middle") if bar.value else ""
    name = text_at(middle, COLUMN_HEIGHT + 31, bar.name.split()[0], "middle", "soft") if from_end % 2 else ""
    return f'<rect x="{x + 3:.1f}" y="{y:.1f}" width="{step - 6:.1f}" height="{height:.1f}"/>{figure}{name}'


def short(bar: Bar) -> str:
    """The figure without its unit, which the title says."""
    value = bar.value or 0
    return f"{value:.0f}" if value >= 10 or value == int(value) else f"{value:.1f}"


def rows(ident: str, title: str, bars: Sequence[Bar]) -> SafeString:
    """Bars under each other, each below its name and figure."""
    top = most(bars)
    return svg(ident, title, ROW * len(bars), [row(bar, n * ROW, top) for n, bar in enumerate(bars)])


def row(bar: Bar, y: float, top: float) -> str:
    """One name with its figure at the end of the line, and the bar below."""
    name = bar.name if len(bar.name) <= LONGEST else f"{bar.name[: LONGEST - 1]}…"
    width = WIDTH * (bar.value or 0) / top
    texts = text_at(0, y + 14, name) + text_at(WIDTH, y + 14, bar.text, "end", "figure")
    ground = f'<rect class="ground" x="0" y="{y + 20:.1f}" width="{WIDTH}" height="9"/>'
    return f'{texts}{ground}<rect x="0" y="{y + 20:.1f}" width="{width:.1f}" height="9"/>'


def text_at(x: float, y: float, said: str, anchor: str = "start", tone: str = "") -> str:
    """A text of a chart."""
    tone = f' class="{tone}"' if tone else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{tone}>{escape(said)}</text>'


def most(bars: Iterable[Bar]) -> float:
    """What fills the chart."""
    return max((bar.value or 0 for bar in bars), default=0) or 1


def svg(ident: str, title: str, height: float, parts: Iterable[str]) -> SafeString:
    """The picture of these parts, which are escaped, named by its title."""
    head = format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="{}"><title id="{}">{}</title>',
        WIDTH, height, ident, ident, title,
    )  # fmt: skip
    return mark_safe(head + "".join(parts) + "</svg>")
