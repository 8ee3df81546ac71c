"""Charts of columns side by side: how numbers are spread, and which days were named."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal, localcontext
from itertools import pairwise
from typing import Final

from babel.dates import format_date
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from intercity.kinds.rollcall.charts.shapes import WIDTH, Chart, Mark, Word
from intercity.kinds.rollcall.figures import DIGITS, Spread, Tally
from intercity.kinds.rollcall.wording import amount_text, day_text, number_text, per_head_unit

HEIGHT: Final = 110
TOP: Final = 18
BASE: Final = TOP + HEIGHT
MOST_COLUMNS: Final = 12
# Steps that people count in.
NICE: Final = (1, 2, Decimal("2.5"), 5, 10)
# When the largest is so many times the median, equal steps would put nearly all into the first column.
SKEWED: Final = 20
SPARE: Final = 3
# How wide a digit is.
DIGIT: Final = 7.5


def distribution(tally: Tally, spread: Spread, key: str) -> Chart:
    """How many gave numbers of which size; the middle half is shaded, the median is a line."""
    with localcontext(prec=DIGITS):
        edges = edges_of(spread)
    # The values stand in order: what lies between two edges is found without looking at each.
    ends = [*(bisect_left(spread.values, edge) for edge in edges[:-1]), spread.count]
    counts = [after - before for before, after in pairwise(ends)]
    low, high = spread.quartiles
    start, end, middle = (place_of(edges, value) for value in (low, high, spread.median))
    band = Mark(start, TOP, max(end - start, 2), HEIGHT, "band")
    line = Mark(min(middle, WIDTH - 2), TOP - 6, 2, HEIGHT + 6, "middle")
    marks, figures = columns(counts)
    figures = [beside(word, line) for word in figures]
    said = [Word(0, BASE + 15, number_text(edges[0]), "start", "soft"),
            Word(WIDTH, BASE + 15, amount_text(edges[-1], spread.unit), "end", "soft"),
            median_word(middle, spread)]  # fmt: skip
    return Chart(
        key, title_of(tally, spread), about_distribution(),
        BASE + 36, [band, *marks, line], [*said, *figures], [_("Figure"), _("Value")], spread_rows(spread),
    )  # fmt: skip


def about_distribution() -> str:
    """For those who do not see it."""
    return _(
        "Distribution: how many gave numbers of which size. The middle half is shaded, a line stands at the median. "
        "The table beside it has the figures."
    )


def beside(word: Word, line: Mark) -> Word:
    """The figure of a column, out of the way of a line that would run through it."""
    half = DIGIT * len(word.text) / 2
    left, right = line.x - 3, line.x + line.width + 3
    if word.x + half < left or word.x - half > right:
        return word
    goes_right = right + 2 * half <= WIDTH and (word.x >= line.x or left - 2 * half < 0)
    return replace(word, x=right, anchor="start") if goes_right else replace(word, x=left, anchor="end")


def median_word(middle: float, spread: Spread) -> Word:
    """The median in words, below its line and inside the picture."""
    anchor = "start" if middle < WIDTH / 3 else "end" if middle > 2 * WIDTH / 3 else "middle"
    return Word(middle, BASE + 31, _("median %(n)s") % {"n": amount_text(spread.median, spread.unit)}, anchor, "figure")


def title_of(tally: Tally, spread: Spread) -> str:
    """The question with the unit of these numbers: a unit or a currency has its own picture."""
    unit = per_head_unit(spread.unit) if tally.per_head else spread.unit
    return f"{tally.asked.label} ({unit})" if unit else tally.asked.label


def spread_rows(spread: Spread) -> list[list[str]]:
    """What is known of the numbers of one unit, each with its unit."""
    low, high = spread.quartiles
    rows = [
        [_("Numbers given"), number_text(spread.count)],
        *([[_("Together"), amount_text(spread.total, spread.unit)]] if spread.total is not None else []),
        [_("Median"), amount_text(spread.median, spread.unit)],
        [_("Middle half"), f"{number_text(low)} – {amount_text(high, spread.unit)}"],
        [_("Smallest"), amount_text(spread.least, spread.unit)],
        [_("Largest"), amount_text(spread.most, spread.unit)],
    ]
    return [*rows, *([[_("Of these approximate"), number_text(spread.about)]] if spread.about else [])]


def edges_of(spread: Spread) -> list[Decimal]:
    """Where columns begin and end: round numbers that hold all values."""
    least, most = spread.least, spread.most
    if least >= 0 and most > SKEWED * max(spread.median, Decimal(1)):
        return growing_edges(most)
    step = nice((most - least) / MOST_COLUMNS)
    first = least // step * step
    if first > least:
        first -= step
    edges = [first]
    while edges[-1] <= most:
        edges.append(edges[-1] + step)
    return edges


def nice(step: Decimal) -> Decimal:
    """The next round step; 1 where all are the same."""
    if step <= 0:
        return Decimal(1)
    size = Decimal(10) ** step.adjusted()
    return next(Decimal(one) * size for one in NICE if one * size >= step)


def growing_edges(most: Decimal) -> list[Decimal]:
    """0, 1, 10, 100, …: each column holds ten times more than the one before."""
    edges = [Decimal(0), Decimal(1)]
    while edges[-1] <= most:
        edges.append(edges[-1] * 10)
    return edges


def place_of(edges: Sequence[Decimal], value: Decimal) -> float:
    """Where a value stands from left to right: as far in its column as it is in its step."""
    column = min(bisect_right(edges, value) - 1, len(edges) - 2)
    low, high = edges[column], edges[column + 1]
    return WIDTH * (column + float((value - low) / (high - low))) / (len(edges) - 1)


def columns(counts: Sequence[int]) -> tuple[list[Mark], list[Word]]:
    """A column for each count, with its figure above it."""
    step, top = WIDTH / len(counts), max(counts, default=0) or 1
    marks, words = [], []
    for place, count in enumerate(counts):
        height = HEIGHT * count / top
        marks.append(Mark(place * step + 1.5, BASE - height, step - SPARE, height, "o0"))
        if count:
            words.append(Word(place * step + step / 2, BASE - height - 4, number_text(count), "middle"))
    return marks, words


def timeline(tally: Tally) -> Chart:
    """How many named which day, by days, weeks, months or years, whichever fits."""
    asked, days = tally.asked, tally.days
    about = _("Timeline: how many named which time. The table beside it has the figures.")
    head = [_("Time"), _("Organisations")]
    if not days:
        return Chart(asked.name, asked.label, about, 0, [], [], head, [])
    starts, name = periods(min(days), max(days))
    counts = [0] * len(starts)
    for day, count in days.items():
        counts[bisect_right(starts, day) - 1] += count
    marks, figures = columns(counts)
    ends = [Word(0, BASE + 15, name(starts[0]), "start", "soft")]
    if len(starts) > 1:
        ends.append(Word(WIDTH, BASE + 15, name(starts[-1]), "end", "soft"))
    rows = [[name(start), number_text(count)] for start, count in zip(starts, counts, strict=True) if count]
    return Chart(asked.name, asked.label, about, BASE + 22, marks, [*ends, *figures], head, rows, day_note(tally))


def day_note(tally: Tally) -> str:
    """From when to when."""
    first, last = min(tally.days), max(tally.days)
    said = ngettext(
        "%(n)s day was named: %(first)s", "%(n)s days were named, from %(first)s to %(last)s", len(tally.days)
    )
    return said % {"n": number_text(len(tally.days)), "first": day_text(first), "last": day_text(last)}


Name = Callable[[date], str]


def periods(first: date, last: date) -> tuple[list[date], Name]:
    """The first days of the periods from one day to another, and how a period is called."""
    span = (last - first).days
    if span < MOST_COLUMNS:
        return [first + timedelta(days=n) for n in range(span + 1)], day_text
    monday = first - timedelta(days=first.weekday())
    weeks = (last - monday).days // 7 + 1
    if weeks <= MOST_COLUMNS:
        return [monday + timedelta(days=7 * n) for n in range(weeks)], week_text
    months = 12 * (last.year - first.year) + last.month - first.month + 1
    if months <= MOST_COLUMNS:
        return [month_after(first, n) for n in range(months)], month_text
    step = -(-(last.year - first.year + 1) // MOST_COLUMNS)
    starts = [date(year, 1, 1) for year in range(first.year, last.year + 1, step)]
    return starts, year_text if step == 1 else years_text


def month_after(first: date, months: int) -> date:
    """The first day of the month that is so many after that of a day."""
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def week_text(monday: date) -> str:
    """A week by its first day."""
    return _("week of %(day)s") % {"day": day_text(monday)}


def month_text(day: date) -> str:
    """A month."""
    return str(format_date(day, "LLLL yyyy", locale=get_language() or "en"))


def year_text(day: date) -> str:
    """A year."""
    return str(day.year)


def years_text(day: date) -> str:
    """Some years by their first."""
    return _("%(year)s and after") % {"year": day.year}
