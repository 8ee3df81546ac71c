"""Rendering rows together, and by themselves where one of them spoils it for the others."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

from intercity.live.event import Events

logger = logging.getLogger("intercity.live")

RowT = TypeVar("RowT")
Render = Callable[[Sequence[RowT], Sequence[str]], list[Events]]


def render_all(
    render: Render[RowT], rows: Sequence[RowT], languages: Sequence[str], failed: Callable[[RowT], None]
) -> list[Events]:
    """What `render` gives for the rows; if it raises, each is tried again alone. A row that raises gives nothing.

    `failed` is called for each such row while its exception is being handled.
    """
    try:
        return render(rows, languages)
    except Exception:
        logger.exception("%s rows cannot be rendered together; each is tried alone", len(rows))
    return [render_alone(render, row, languages, failed) for row in rows]


def render_alone(render: Render[RowT], row: RowT, languages: Sequence[str], failed: Callable[[RowT], None]) -> Events:
    """The events of one row; none if it raises."""
    try:
        return render([row], languages)[0]
    except Exception:
        failed(row)
        return {}
