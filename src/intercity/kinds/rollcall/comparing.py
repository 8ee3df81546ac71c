"""Answers beside each other: by groups of organisations, at two moments, of two roll calls. Pure, made of rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from intercity.kinds.rollcall.figures import CHOICES, Figures, Tally, chosen, figures_of
from intercity.kinds.rollcall.filters import per_head
from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.seeing import Seen
from intercity.kinds.rollcall.sheet import City, Row
from intercity.kinds.rollcall.values.types import Asked, Choice, Option, Several, Value
from intercity.organisations.models import Level
from intercity.places.names import country_name
from intercity.posts.filters.scales import SIZE_LABELS

UNKNOWN = ""
# By what cities are put into groups, as the address says it.
BY = ("size", "country", "level")


@dataclass(frozen=True)
class Group:
    """Some of the answers under a name. `asked` is None where the viewer may not know of how many they are."""

    label: str | Promise
    rows: Sequence[Row]
    asked: int | None = None
    own: bool = False
    """Whether an organisation of the viewer is in it."""


def groups_of(seen: Seen, by: str, own: Collection[int]) -> list[Group]:
    """The answers by size, country or level.

    Outside the space a group without answers is left out, and nobody learns how many of a group are asked: where one
    city alone makes a group, that would name who has not answered.
    """
    key, names = KEYS[by], labels_of(by)
    rows: dict[str, list[Row]] = {}
    for row in seen.rows:
        rows.setdefault(key(row.city), []).append(row)
    asked = Counter(map(key, seen.sheet.cities.values())) if seen.sight.missing else None
    mine = {key(seen.sheet.cities[pk]) for pk in own if pk in seen.sheet.cities}
    found = [
        Group(names(one), rows.get(one, ()), asked[one] if asked is not None else None, one in mine)
        for one in (asked if asked is not None else rows)
    ]
    order = {str(label): n for n, label in enumerate(in_order(by))}
    return sorted(found, key=lambda group: (order.get(str(group.label), len(order)), str(group.label).casefold()))


def size_key(city: City) -> str:
    """The group of a city by its size."""
    return city.size


def country_key(city: City) -> str:
    """The group of a city by its country."""
    return city.country


def level_key(city: City) -> str:
    """The group of an organisation by its level."""
    return city.level


KEYS: Mapping[str, Callable[[City], str]] = {"size": size_key, "country": country_key, "level": level_key}


def in_order(by: str) -> Iterable[str | Promise]:
    """The groups that have an order of their own."""
    return {"size": SIZE_LABELS.values(), "level": Level.labels}.get(by, ())


def labels_of(by: str) -> Callable[[str], str | Promise]:
    """What a group is called."""
    language = get_language() or "en"
    if by == "country":
        return lambda code: country_name(code, language) if code else _("no country")
    if by == "level":
        return lambda level: Level(level).label
    return lambda size: SIZE_LABELS.get(size, _("number of people not known"))


def whole(groups: Iterable[Group], asked: int | None) -> Group:
    """All of them together."""
    return Group(_("All"), [row for group in groups for row in group.rows], asked)


def tally_of(group: Group, field: Asked, *, is_per_head: bool = False) -> tuple[Figures, Tally]:
    """The figures of a group, and what it says to `field`; numbers per 100,000 people where that is asked for."""
    rows = map(per_head, group.rows) if is_per_head else group.rows
    figures = figures_of([field], rows, group.asked, per_head=is_per_head)
    return figures, figures.tallies[field.name]


def share(count: int, of: int) -> int:
    """Of a hundred, rounded as `wording.share_text` does; 0 of none."""
    return round(100 * count / of) if of else 0


def aligned(field: Asked, other: Asked, rows: Iterable[Row]) -> tuple[Asked, list[Row]]:
    """Answers to `other`, a field of the same type and wording in another roll call, as if `field` had been asked.

    Options are the same where their wording is; those of `other` alone are added to the field that comes back.
    """
    same = {folded(option): option.id for option in field.options}
    ids = {option.id: same.get(folded(option), f"other-{option.id}") for option in other.options}
    added = [Option(ids[option.id], option.label) for option in other.options if folded(option) not in same]
    moved = [row._replace(values=moved_values(row, field, other, ids)) for row in rows]
    return replace(field, options=(*field.options, *added)), moved


def folded(option: Option) -> str:
    """An option's wording, to compare."""
    return " ".join(str(option.label).casefold().split())


def moved_values(row: Row, field: Asked, other: Asked, ids: Mapping[str, str]) -> dict[str, Value]:
    """What a row says to `other`, under the name and the options of `field`."""
    value = row.values.get(other.name)
    if isinstance(value, Choice):
        value = Choice(ids.get(value.option, value.option))
    elif isinstance(value, Several):
        value = Several(tuple(ids.get(option, option) for option in value.options))
    return {} if value is None else {field.name: value}


def matching(field: Asked, others: Iterable[Asked]) -> Asked | None:
    """The field among `others` that asks the same: of the same type, in the same words."""
    words = folded(Option("", field.label))
    return next((one for one in others if one.type is field.type and folded(Option("", one.label)) == words), None)


@dataclass(frozen=True)
class Move:
    """So many organisations answered one thing then and another one now; "" for having chosen nothing."""

    before: str
    after: str
    count: int


def moves_between(field: Asked, then: Iterable[Row], now: Iterable[Row]) -> list[Move]:
    """How those who answered both times moved from option to option, the most frequent first; for choices of one."""
    if field.type not in CHOICES or field.type is FieldType.SEVERAL:
        return []
    before = {row.city.pk: option_of(row, field) for row in then}
    found: Counter[tuple[str, str]] = Counter()
    for row in now:
        if row.city.pk in before and before[row.city.pk] != option_of(row, field):
            found[before[row.city.pk], option_of(row, field)] += 1
    return [Move(old, new, count) for (old, new), count in sorted(found.items(), key=lambda one: (-one[1], one[0]))]


def option_of(row: Row, field: Asked) -> str:
    """What a row chose, "" for nothing."""
    value = row.values.get(field.name)
    return next(iter(chosen(value)), "") if value is not None and not row.no_capacity else ""


@dataclass(frozen=True)
class Change:
    """What became of one organisation's answer between two moments: `before` or `after` is None where none stood."""

    city: City
    before: Row | None
    after: Row | None


def changes_between(then: Seen, now: Seen) -> Iterator[Change]:
    """Whose answers differ: first those that answered, then those that changed, then those that withdrew; the newest
    first in each.
    """
    old = {row.city.pk: row for row in then.rows}
    new = {row.city.pk for row in now.rows}
    yield from (Change(row.city, None, row) for row in now.rows if row.city.pk not in old)
    for row in now.rows:
        before = old.get(row.city.pk)
        if before is not None and said_by(before) != said_by(row):
            yield Change(row.city, before, row)
    yield from (Change(row.city, row, None) for row in then.rows if row.city.pk not in new)


def said_by(row: Row) -> tuple[object, ...]:
    """All that an answer says, to compare."""
    return dict(row.values), row.no_capacity, row.comment, row.source, row.contact
