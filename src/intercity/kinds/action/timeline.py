"""The plan along the calendar, as SVG: a bar for each action, a mark for each milestone, a line for today.

What is done, open and late differs in shape, so that grey print and eyes that see no colour read it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from babel.dates import format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from intercity.kinds.action.models import Milestone
from intercity.kinds.action.plan import Row

WIDTH: Final = 960
NAMES: Final = 250
LINE: Final = 28
HEAD: Final = 30
LONGEST_NAME: Final = 36
# So many months between two lines of the calendar, so that there are at most this many lines.
STEPS: Final = (1, 3, 6, 12, 24, 60, 120)
MOST_LINES: Final = 12


class Scale:
    """Days across the picture."""

    def __init__(self, first: date, last: date) -> None:
        """From the month of the first day to the end of the month of the last one."""
        self.first = first.replace(day=1)
        self.last = later(last.replace(day=1), 1)
        self.days = max((self.last - self.first).days, 1)

    def x(self, day: date) -> float:
        """Where a day stands; days beyond are at the edge."""
        share = min(max((day - self.first).days / self.days, 0), 1)
        return round(NAMES + share * (WIDTH - NAMES - 12), 1)

    def lines(self) -> Iterator[date]:
        """The days at which a line of the calendar stands."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        step = next((step for step in STEPS if months / step <= MOST_LINES), STEPS[-1])
        here = self.first
        while here < self.last:
            if (here.month - 1 + 12 * here.year) % step == 0:
                yield here
            here = later(here, 1)


def later(month: date, months: int) -> date:
    """The first day of the month so many months later."""
    number = month.year * 12 + month.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def timeline(rows: Sequence[Row], day: date) -> SafeString:
    """The picture; nothing where no action has a milestone."""
    shown = [row for row in rows if row.total]
    if not shown:
        return SafeString("")
    ends = [one.due_on for row in shown for one in row.row.parts]
    scale = Scale(min(row.begins_on for row in shown), max(ends))
    height = HEAD + LINE * len(shown) + 8
    title = _("The actions along the calendar. The table has the same figures.")
    head = format_html(
        '<svg class="timeline" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-labelledby="timeline-title">'
        '<title id="timeline-title">{}</title>', WIDTH, height, WIDTH, height, title,
    )  # fmt: skip
    bars = "".join(bar(row, number, scale) for number, row in enumerate(shown))
    # Every part is escaped.
    return mark_safe(head + "".join(calendar(scale, height)) + bars + today_line(scale, day, height) + "</svg>")


def calendar(scale: Scale, height: int) -> Iterable[str]:
    """The lines of the calendar with their months."""
    language = get_language() or "en"
    for here in scale.lines():
        text = format_date(here, "LLL yyyy", locale=language)
        x = scale.x(here)
        yield format_html(
            '<path class="month" d="M{},{}V{}"/><text x="{}" y="16">{}</text>', x, 22, height, x + 3, text
        )


def today_line(scale: Scale, day: date, height: int) -> str:
    """A line for the day, where it is on the picture."""
    if not scale.first <= day < scale.last:
        return ""
    x = scale.x(day)
    name = _("Today")
    return format_html('<path class="today" d="M{},{}V{}"><title>{}</title></path>', x, 22, height, name)


def bar(row: Row, number: int, scale: Scale) -> str:
    """One action: its name, its time, its milestones."""
    y = HEAD + LINE * number
    begin = scale.x(row.begins_on)
    end = scale.x(row.row.ends_on or row.begins_on)
    title = row.post.title
    text = title if len(title) <= LONGEST_NAME else title[: LONGEST_NAME - 1].rstrip() + "…"
    name = format_html('<text class="name" x="0" y="{}">{}<title>{}</title></text>', y + 18, text, title)
    line = format_html(
        '<rect class="bar {}" x="{}" y="{}" width="{}" height="8" rx="2"/>',
        row.stage.value, begin, y + 10, round(max(end - begin, 2), 1),
    )  # fmt: skip
    return name + line + "".join(mark(one, scale.x(one.due_on), y + 14) for one in row.row.parts)


def mark(one: Milestone, x: float, y: int) -> str:
    """A full circle for what is done, an empty one for what is not, a square on its corner for what is late."""
    said = f"{one.due_on.isoformat()} {one.title}"
    if one.is_late:
        shape = f"M{x},{y - 8}l8,8l-8,8l-8,-8z"
        return format_html('<path class="late" d="{}"><title>{}: {}</title></path>', shape, said, _("late"))
    done = "done" if one.done_on else "open"
    return format_html('<circle class="{}" cx="{}" cy="{}" r="5"><title>{}</title></circle>', done, x, y, said)
