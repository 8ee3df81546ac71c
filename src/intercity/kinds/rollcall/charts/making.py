"""Which chart fits which field."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intercity.kinds.rollcall.charts.columns import distribution, timeline
from intercity.kinds.rollcall.charts.shapes import WIDTH, Chart, Mark, Word
from intercity.kinds.rollcall.charts.svg import tone_of
from intercity.kinds.rollcall.figures import CHOICES, Figures, Tally
from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.wording import GAP, number_text, share_text

ROW = 38
BAR = 14
LONGEST = 36
# More currencies than this have a picture each in nobody's interest; the table has them all.
MOST_UNITS = 3


def charts_of(figures: Figures) -> list[Chart]:
    """The charts of all fields, in their order."""
    return [chart for tally in figures.tallies.values() for chart in charts_for(tally, figures)]


def charts_for(tally: Tally, figures: Figures) -> Iterator[Chart]:
    """Bars for what can be chosen, a distribution for each unit of numbers, a timeline of days; a count of texts."""
    kind = tally.asked.type
    if kind in CHOICES:
        yield bars(tally, figures)
    elif kind is FieldType.DATE:
        yield timeline(tally)
    elif kind is FieldType.TEXT:
        yield texts(tally)
    else:
        for number, spread in enumerate(tally.spreads[:MOST_UNITS]):
            yield distribution(tally, spread, f"{tally.asked.name}-{number}")


def bars(tally: Tally, figures: Figures) -> Chart:
    """A bar for each option, one for those without capacity, and a hollow one for those who have not answered."""
    asked = tally.asked
    lines = [(asked.option_label(one.id), tally.options[one.id], tone_of(n)) for n, one in enumerate(asked.options)]
    lines += beside_options(figures)
    top = max((count for _name, count, _tone in lines), default=0) or 1
    marks: list[Mark] = []
    words: list[Word] = []
    for place, (name, count, tone) in enumerate(lines):
        y = place * ROW
        words += [Word(0, y + 14, cut(name)), Word(WIDTH, y + 14, number_text(count), "end", "figure")]
        marks.append(Mark(0, y + 19, WIDTH * count / top, BAR, tone))
    table = [[name, number_text(count), share(count, tally, tone)] for name, count, tone in lines]
    about = _("Bars: how many chose what. The table beside it has the figures.")
    head = [_("Answer"), _("Organisations"), _("Share of answers")]
    return Chart(asked.name, asked.label, about, ROW * len(lines), marks, words, head, table, several_note(tally))


def beside_options(figures: Figures) -> list[tuple[str, int, str]]:
    """Those who chose nothing, and why."""
    lines = [(_("No capacity to answer"), figures.no_capacity, "none")] if figures.no_capacity else []
    if figures.missing is not None:
        lines.append((_("Not answered"), figures.missing, "missing"))
    return lines


def share(count: int, tally: Tally, tone: str) -> str:
    """Of those who answered this field; the others have none."""
    return share_text(count, tally.answered) if tone.startswith("o") else ""


def several_note(tally: Tally) -> str:
    """Why shares come to more than a hundred."""
    return _("Several answers could be chosen.") if tally.asked.type is FieldType.SEVERAL else ""


def cut(name: str) -> str:
    """As long as there is room for."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def texts(tally: Tally) -> Chart:
    """Texts cannot be drawn: how many there are, and that the table has them."""
    n = tally.answered
    said = ngettext("%(n)s text", "%(n)s texts", n) % {"n": number_text(n).replace(" ", GAP)}
    note = _("The table below has what they wrote.")
    return Chart(tally.asked.name, tally.asked.label, said, 0, [], [], [_("Answer"), _("Organisations")], [
        [_("Wrote a text"), number_text(n)],
    ], note)  # fmt: skip
