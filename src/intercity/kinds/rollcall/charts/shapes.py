"""What a chart is made of, as plain data: open pages get these and move what they show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

# As wide as a telephone, so that texts keep their size there.
WIDTH: Final = 340


@dataclass(frozen=True)
class Mark:
    """A rectangle; `tone` is its class, which also names its pattern."""

    x: float
    y: float
    width: float
    height: float
    tone: str


@dataclass(frozen=True)
class Word:
    """A text; `anchor` says which end of it stands at `x`."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    tone: str = ""


@dataclass(frozen=True)
class Chart:
    """One picture with the figures that stand beside it. `key` is unique among the charts of a roll call."""

    key: str
    title: str
    about: str
    """What is drawn, in words: for those who do not see it."""
    height: float
    marks: Sequence[Mark]
    words: Sequence[Word]
    head: Sequence[str]
    """The head of the table beside it."""
    figures: Sequence[Sequence[str]]
    """Its rows: what, how many, and where it says something the share."""
    note: str = ""


def chart_data(chart: Chart) -> dict[str, Any]:
    """What an open page needs to show this chart in place of an older one of the same key."""
    return {
        "h": chart.height,
        "m": [[*map(short, (one.x, one.y, one.width, one.height)), one.tone] for one in chart.marks],
        "w": [[short(one.x), short(one.y), one.text, one.anchor, one.tone] for one in chart.words],
        "f": chart.figures,
        "n": chart.note,
    }


def short(value: float) -> float:
    """A tenth of a pixel is enough."""
    rough = round(value, 1)
    return int(rough) if rough == int(rough) else rough
