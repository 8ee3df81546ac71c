"""What is measured: the columns of the tables, and what a chart draws of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from intercity.core.templatetags.intercity import number
from intercity.pages.pulse.figures import Figures

NOTHING = "–"
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Measure:
    """One figure of a row: as a number to draw (None: there is none), and in words."""

    name: str
    title: str | Promise
    value: Callable[[Figures], float | None]
    text: Callable[[Figures], str]


def duration(time: timedelta | None) -> str:
    """A time in the unit in which people would say it."""
    if time is None:
        return NOTHING
    if time < HOUR:
        return ngettext("%(n)s minute", "%(n)s minutes", n := round(time / timedelta(minutes=1))) % {"n": n}
    if time < 48 * HOUR:
        return ngettext("%(n)s hour", "%(n)s hours", n := round(time / HOUR)) % {"n": n}
    return ngettext("%(n)s day", "%(n)s days", n := round(time / timedelta(days=1))) % {"n": n}


def hours(time: timedelta | None) -> float | None:
    """A time in hours."""
    return round(time / HOUR, 1) if time is not None else None


def percent(share: int | None) -> str:
    """A share in words."""
    return _("%(n)s%%") % {"n": share} if share is not None else NOTHING


MEASURES: Sequence[Measure] = (
    Measure("posts", gettext_lazy("Posts"), lambda row: row.posts, lambda row: number(row.posts)),
    Measure("cities", gettext_lazy("Active cities"), lambda row: row.cities, lambda row: number(row.cities)),
    Measure("questions", gettext_lazy("Questions"), lambda row: row.questions, lambda row: number(row.questions)),
    Measure(
        "median",
        gettext_lazy("Median time to first answer"),
        lambda row: hours(row.median),
        lambda row: duration(row.median),
    ),
    Measure("share", gettext_lazy("Answered within 24 hours"), lambda row: row.share, lambda row: percent(row.share)),
    Measure("adoptions", gettext_lazy("Adoptions"), lambda row: row.adoptions, lambda row: number(row.adoptions)),
)


def measure_named(name: str) -> Measure:
    """The measure that an address names; the posts for anything else."""
    return next((one for one in MEASURES if one.name == name), MEASURES[0])
