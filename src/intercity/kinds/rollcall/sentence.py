"""The sentence that sums up a roll call: "62 of 120 cities have answered; 41 say yes, 9 plan to; larger cities say
yes more often (24 of 28 …)". It says what the first field came to, in the active language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from intercity.kinds.rollcall.counting import figures_for
from intercity.kinds.rollcall.figures import Figures, Spread, Tally
from intercity.kinds.rollcall.leaning import Leaning, leaning_of
from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.seeing import Seen
from intercity.kinds.rollcall.wording import amount_text, day_text, number_text

# So many options are named; the sentence shall stay one.
MOST_NAMED: Final = 3
# With fewer numbers "half of them" says less than the numbers themselves.
FEWEST_FOR_HALVES: Final = 4


def sentence(seen: Seen) -> str:
    """What all answers come to that this viewer sees; ends with a full stop."""
    return sentence_of(figures_for(seen))


def sentence_of(figures: Figures) -> str:
    """The sentence of figures that know how many are asked."""
    tally = next(iter(figures.tallies.values()), None)
    parts = [turnout(figures.answered, figures.asked or 0, cities=figures.only_cities)]
    if tally is not None and tally.answered:
        parts += CLAUSES[tally.asked.type](tally)
    if figures.no_capacity:
        parts.append(no_capacity(figures.no_capacity))
    return pgettext("between clauses", "; ").join(parts) + "."


def turnout(answered: int, asked: int, *, cities: bool) -> str:
    """How many of how many have answered."""
    values = {"n": number_text(answered), "asked": number_text(asked)}
    if asked == 1:
        return one_asked(answered, cities=cities)
    if not answered:
        none = _("None of %(asked)s cities has answered yet"), _("None of %(asked)s organisations has answered yet")
        return (none[0] if cities else none[1]) % values
    if answered == asked:
        every = _("All %(asked)s cities have answered"), _("All %(asked)s organisations have answered")
        return (every[0] if cities else every[1]) % values
    some = (
        ngettext("%(n)s of %(asked)s cities has answered", "%(n)s of %(asked)s cities have answered", answered),
        ngettext(
            "%(n)s of %(asked)s organisations has answered", "%(n)s of %(asked)s organisations have answered", answered
        ),
    )
    return (some[0] if cities else some[1]) % values


def one_asked(answered: int, *, cities: bool) -> str:
    """Where only one is asked."""
    if answered:
        return _("The one city that is asked has answered") if cities else _("The one that is asked has answered")
    return _("The one city that is asked has not answered yet") if cities else _("The one that is asked has not yet")


def no_capacity(count: int) -> str:
    """Who cannot answer."""
    said = ngettext("%(n)s has no capacity to answer", "%(n)s have no capacity to answer", count)
    return said % {"n": number_text(count)}


def standing(tally: Tally) -> list[str]:
    """Yes, planned, no, not our task; and whether larger cities say yes more often."""
    told = {option: tally.options[option] for option in STANDING_SAID if tally.options[option]}
    if not told:
        return []
    parts = [STANDING_SAID[option](count) % {"n": number_text(count)} for option, count in told.items()]
    return [", ".join(parts), *leaning_said(tally, "yes", _("yes"))]


STANDING_SAID: Mapping[str, Callable[[int], str]] = {
    "yes": lambda n: ngettext("%(n)s says yes", "%(n)s say yes", n),
    "planned": lambda n: ngettext("%(n)s plans to", "%(n)s plan to", n),
    "no": lambda n: ngettext("%(n)s says no", "%(n)s say no", n),
    "not_ours": lambda n: ngettext("%(n)s says that it is not its task", "%(n)s say that it is not their task", n),
}


def options(tally: Tally) -> list[str]:
    """What most chose."""
    if not tally.options:
        return []
    ranked = sorted(tally.options.items(), key=lambda pair: (-pair[1], order_of(tally, pair[0])))
    named = [
        ngettext("%(n)s says “%(option)s”", "%(n)s say “%(option)s”", count)
        % {"n": number_text(count), "option": tally.asked.option_label(option)}
        for option, count in ranked[:MOST_NAMED]
    ]
    first = ranked[0][0]
    return [", ".join(named), *leaning_said(tally, first, f"“{tally.asked.option_label(first)}”")]


def order_of(tally: Tally, ident: str) -> int:
    """Where an option stands in its field."""
    known = [one.id for one in tally.asked.options]
    return known.index(ident) if ident in known else len(known)


def leaning_said(tally: Tally, option: str, label: str) -> list[str]:
    """Whether larger or smaller cities choose that option more often; nothing where the difference may be chance."""
    found = leaning_of(tally, option)
    if found is None:
        return []
    return [(larger_said() if found.larger_more else smaller_said()) % leaning_values(found, label)]


def larger_said() -> str:
    """Said of the cities above a number of people."""
    return _(
        "larger cities say %(option)s more often (%(large)s of %(all_large)s with %(people)s people or more, "
        "%(small)s of %(all_small)s with fewer)"
    )


def smaller_said() -> str:
    """Said of the cities below it."""
    return _(
        "smaller cities say %(option)s more often (%(small)s of %(all_small)s with fewer than %(people)s people, "
        "%(large)s of %(all_large)s with more)"
    )


def leaning_values(found: Leaning, label: str) -> dict[str, str]:
    """The numbers of that clause."""
    numbers = {
        "large": found.large, "all_large": found.all_large, "small": found.small, "all_small": found.all_small,
        "people": found.people,
    }  # fmt: skip
    return {"option": label, **{name: number_text(value) for name, value in numbers.items()}}


def numbers(tally: Tally) -> list[str]:
    """Sum, median and middle half of each unit or currency."""
    parts = [spread_said(spread) for spread in tally.spreads]
    about = tally.about.total()
    if about:
        said = ngettext("%(n)s number is approximate", "%(n)s numbers are approximate", about)
        parts.append(said % {"n": number_text(about)})
    return parts


def spread_said(spread: Spread) -> str:
    """The numbers of one unit."""
    low, high = spread.quartiles
    values = {
        "n": number_text(spread.count),
        "total": "" if spread.total is None else amount_text(spread.total, spread.unit),
        "median": amount_text(spread.median, spread.unit), "low": number_text(low),
        "high": amount_text(high, spread.unit),
    }  # fmt: skip
    if spread.count < FEWEST_FOR_HALVES:
        return few_said(spread) % values
    if spread.total is None:
        return _("the median of %(n)s is %(median)s, half of them lie between %(low)s and %(high)s") % values
    return (
        _("%(n)s together have %(total)s, the median is %(median)s, half of them lie between %(low)s and %(high)s")
        % values
    )


def few_said(spread: Spread) -> str:
    """Of two or three numbers."""
    if spread.total is not None:
        return ngettext("%(n)s has %(total)s", "%(n)s together have %(total)s", spread.count)
    return ngettext(
        "%(n)s gives a number: %(median)s", "%(n)s give a number, the middle one is %(median)s", spread.count
    )


def days(tally: Tally) -> list[str]:
    """The first, the middle and the last day."""
    ordered = sorted(tally.days.elements())
    first, middle, last = (day_text(ordered[place]) for place in (0, (len(ordered) - 1) // 2, -1))
    if first == last:
        said = ngettext("%(n)s names a day: %(day)s", "all %(n)s name the same day: %(day)s", len(ordered))
        return [said % {"n": number_text(len(ordered)), "day": first}]
    return [
        _("the first day is %(first)s, the middle one %(middle)s, the last one %(last)s")
        % {"first": first, "middle": middle, "last": last}
    ]


def texts(tally: Tally) -> list[str]:
    """How many wrote something."""
    said = ngettext("%(n)s wrote a text", "%(n)s wrote a text each", tally.answered)
    return [said % {"n": number_text(tally.answered)}]


CLAUSES: Mapping[FieldType, Callable[[Tally], list[str]]] = {
    FieldType.STANDING: standing, FieldType.ONE: options, FieldType.SEVERAL: options, FieldType.NUMBER: numbers,
    FieldType.MONEY: numbers, FieldType.PERCENT: numbers, FieldType.DATE: days, FieldType.TEXT: texts,
}  # fmt: skip
