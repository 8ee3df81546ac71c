"""Random fields and answers, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import strategies as st

from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.sheet import City, Row
from intercity.kinds.rollcall.values.types import STANDING, Amount, Asked, Choice, Day, Option, Several, Value, Words
from intercity.posts.filters.scales import size_of

UNITS = {FieldType.NUMBER: ("beds", "rooms"), FieldType.MONEY: ("EUR", "BGN"), FieldType.PERCENT: ("%",)}
LEVELS = ("local", "regional")


@st.composite
def fields(draw: st.DrawFn) -> Asked:
    """A field of any type; up to twelve options."""
    kind = draw(st.sampled_from(list(FieldType)))
    options: tuple[Option, ...] = ()
    if kind is FieldType.STANDING:
        options = tuple(Option(ident, label) for ident, label in STANDING)
    elif kind in (FieldType.ONE, FieldType.SEVERAL):
        options = tuple(Option(f"a{n}", f"Option {n}") for n in range(draw(st.integers(2, 12))))
    return Asked("f1", kind, "What?", options, next(iter(UNITS.get(kind, ("",)))))


def values(field: Asked) -> st.SearchStrategy[Value]:
    """A value that fits."""
    idents = [option.id for option in field.options]
    if field.type in (FieldType.STANDING, FieldType.ONE):
        return st.builds(Choice, st.sampled_from(idents))
    if field.type is FieldType.SEVERAL:
        chosen = st.sets(st.sampled_from(idents), min_size=1)
        return chosen.map(lambda some: Several(tuple(ident for ident in idents if ident in some)))
    if field.type in UNITS:
        return st.builds(
            Amount, st.decimals(0, 10**6, places=2, allow_nan=False), st.sampled_from(UNITS[field.type]), st.booleans()
        )
    if field.type is FieldType.DATE:
        return st.builds(Day, st.dates(date(2020, 1, 1), date(2030, 1, 1)))
    return st.builds(Words, st.text(min_size=1, max_size=20))


@st.composite
def rows(draw: st.DrawFn, field: Asked, most: int = 30) -> list[Row]:
    """Answers of different cities, some without capacity, some without a word to this field."""
    found = []
    for pk in draw(st.sets(st.integers(1, 99), max_size=most)):
        value = draw(st.none() | values(field))
        unable = draw(st.integers(0, 9)) == 0
        found.append(make_row(pk, {field.name: value} if value is not None and not unable else {}, unable=unable))
    return found


def make_city(pk: int) -> City:
    """A city whose country, level and size follow from its key."""
    people = (None, 20_000, 300_000, 2_000_000)[pk % 4]
    point = (40.0 + pk / 10, 5.0 + pk / 10) if pk % 3 else None
    country, size = ("FR", "IT", "")[pk % 3], size_of(people) if people else ""
    return City(pk, f"u{pk}", f"city-{pk}", f"City {pk}", country, LEVELS[pk % 2], people, point, size)


def make_row(pk: int, said: dict[str, Value], *, unable: bool = False, comment: str = "") -> Row:
    """What city `pk` answers."""
    at = datetime(2026, 11, 20, tzinfo=UTC)
    return Row(make_city(pk), said, unable, comment, "", "", at, late=False, entered=False, version=1)


def amount(number: str, unit: str = "beds") -> Amount:
    """A number."""
    return Amount(Decimal(number), unit)
