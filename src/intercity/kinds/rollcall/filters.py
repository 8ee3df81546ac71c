"""What the address of a table of answers asks for: which rows, in which order, and whether per 100,000 people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from intercity.kinds.rollcall.figures import CHOICES, Figures, chosen, figures_of
from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.ordering import in_order
from intercity.kinds.rollcall.seeing import Seen
from intercity.kinds.rollcall.sheet import City, Row
from intercity.kinds.rollcall.values.types import Amount, Asked, Value
from intercity.kinds.rollcall.wording import rounded
from intercity.organisations.models import Level
from intercity.places.names import country_name
from intercity.posts.filters.scales import SIZE_LABELS

Text = str | Promise
PAGE_ROWS: Final = 100
NO_CAPACITY: Final = "no-capacity"
PER_HEAD: Final = "100k"
HEADS: Final = 100_000
# Shares are shares already.
PER_HEAD_TYPES: Final = (FieldType.NUMBER, FieldType.MONEY)


@dataclass(frozen=True)
class Menu:
    """One way to narrow the table: its parameter, its heading, and the label of each value."""

    param: str
    heading: Text
    options: Mapping[str, Text]


@dataclass(frozen=True)
class AnswerWish:
    """What one address asks for. "" and False stand for what it does not say."""

    country: str = ""
    size: str = ""
    level: str = ""
    answer: str = ""
    """"f1:yes" for a field and an option of it, or `NO_CAPACITY`."""
    sort: str = ""
    """A column, after "-" where it falls; "" for the newest first."""
    per_head: bool = False
    page: int = 1
    ignored: Sequence[str] = field(default=())
    """Values that nobody understood, to be named on the page."""

    @property
    def narrows(self) -> bool:
        """Whether some answers are left out."""
        return bool(self.country or self.size or self.level or self.answer)

    @property
    def is_plain(self) -> bool:
        """Whether the page begins with the newest of all answers, so that new ones belong on top of it."""
        return not (self.narrows or self.sort or self.per_head or self.page > 1)

    def rows(self, seen: Seen) -> list[Row]:
        """All rows that it asks for, of all pages, in its order, with their numbers as it asks for them."""
        found = [row for row in seen.rows if self.takes(row)] if self.narrows else list(seen.rows)
        if self.per_head:
            found = [per_head(row) for row in found]
        return in_order(found, self.sort, seen.sheet.open_fields)

    def takes(self, row: Row) -> bool:
        """Whether it asks for this row."""
        return self.takes_city(row.city) and (not self.answer or self.answer in says(row))

    def takes_city(self, city: City) -> bool:
        """Whether it asks for rows of this city."""
        return self.country in ("", city.country) and self.level in ("", city.level) and self.size in ("", city.size)

    def shown(self, row: Row) -> Row:
        """The row with its numbers per 100,000 people where that is asked for."""
        return per_head(row) if self.per_head else row

    def figures(self, seen: Seen, rows: Sequence[Row]) -> Figures:
        """What these rows come to. How many a filter leaves of those that are asked may tell who has not answered,
        so it is counted inside the space only.
        """
        kept = (row for row in seen.rows if self.takes(row)) if self.per_head else ()
        left_out = sum(1 for row in kept if has_amount(row) and row.city.population is None)
        return figures_of(seen.sheet.open_fields, rows, self.asked(seen), per_head=self.per_head, left_out=left_out)

    def asked(self, seen: Seen) -> int | None:
        """Of how many cities these are the answers; None where that may not be known, or says nothing."""
        if not self.narrows:
            return seen.asked
        if self.answer or not seen.sight.missing:
            return None
        return sum(1 for city in seen.sheet.cities.values() if self.takes_city(city))

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters that ask for the same, without the page."""
        named = [(name, getattr(self, name)) for name in ("country", "size", "level", "answer", "sort")]
        return [pair for pair in named if pair[1]] + ([("per", PER_HEAD)] if self.per_head else [])

    def query(self, **changes: Any) -> str:
        """The query of an address that asks for the same but for `changes`; it begins with the first page."""
        page = changes.pop("page", 1)
        pairs = replace(self, **changes).pairs() + ([("page", str(page))] if page > 1 else [])
        return "?" + urlencode(pairs)


def read_answer_wish(params: Mapping[str, str], menus: Iterable[Menu], fields: Sequence[Asked]) -> AnswerWish:
    """What an address asks for; a value that its menu does not have is left out and named."""
    known: dict[str, str] = {}
    ignored: list[str] = []
    for menu in menus:
        value = params.get(menu.param, "")
        if value in menu.options:
            known[menu.param] = value
        elif value:
            ignored.append(value[:40])
    sort = params.get("sort", "")
    if sort.removeprefix("-") not in sortable(fields):
        ignored += [sort[:40]] if sort else []
        sort = ""
    page = params.get("page", "")
    number = int(page) if page.isdecimal() and len(page) < 7 else 1
    is_per_head = params.get("per") == PER_HEAD and offers_per_head(fields)
    return AnswerWish(**known, sort=sort, per_head=is_per_head, page=max(number, 1), ignored=tuple(ignored))


def sortable(fields: Iterable[Asked]) -> set[str]:
    """The columns by which the table can be ordered."""
    return {"", "newest", "city", "country", "people", *(one.name for one in fields)}


def offers_per_head(fields: Iterable[Asked]) -> bool:
    """Whether there is a number of which it says something how many people live there."""
    return any(one.type in PER_HEAD_TYPES for one in fields)


def menus_of(seen: Seen) -> list[Menu]:
    """The ways to narrow the table of these answers, in the active language. Only what some answer has is offered:
    who is asked and silent is not told by a menu.
    """
    cities = [row.city for row in seen.sheet.rows.values()]
    language = get_language() or "en"
    codes = {city.country for city in cities if city.country}
    countries = sorted(((code, country_name(code, language)) for code in codes), key=lambda pair: pair[1].casefold())
    sizes, levels = {city.size for city in cities}, {city.level for city in cities}
    menus = [
        Menu("answer", _("Answer"), answers_in(seen.sheet.open_fields)),
        Menu("country", _("Country"), dict(countries)),
        Menu("size", _("City size"), {name: label for name, label in SIZE_LABELS.items() if name in sizes}),
        Menu("level", _("Level"), {one.value: one.label for one in Level if one.value in levels}),
    ]
    return [menu for menu in menus if len(menu.options) > 1]


def answers_in(fields: Sequence[Asked]) -> dict[str, Text]:
    """What can be chosen in all fields; the question stands before the option where there are several."""
    choices = [one for one in fields if one.type in CHOICES]
    named = {
        f"{one.name}:{option.id}": option.label if len(choices) == 1 else f"{one.label} – {option.label}"
        for one in choices
        for option in one.options
    }
    return {**named, NO_CAPACITY: _("No capacity to answer")}


def says(row: Row) -> list[str]:
    """What a row is found by under `answer`; rows of open pages carry the same."""
    found = [f"{name}:{option}" for name, value in row.values.items() for option in chosen(value)]
    return [*found, NO_CAPACITY] if row.no_capacity else found


def has_amount(row: Row) -> bool:
    """Whether there is a number that could be told per head."""
    return any(is_countable(value) for value in row.values.values())


def is_countable(value: Value) -> bool:
    """Whether it is a number of things or of money."""
    return isinstance(value, Amount) and value.unit != "%"


def per_head(row: Row) -> Row:
    """The row with its numbers per 100,000 people; without them where nobody knows how many people live there."""
    people = row.city.population
    values: dict[str, Value] = {}
    for name, value in row.values.items():
        if not (isinstance(value, Amount) and is_countable(value)):
            values[name] = value
        elif people:
            values[name] = replace(value, value=rounded(value.value * HEADS / Decimal(people)))
    return row._replace(values=values)
