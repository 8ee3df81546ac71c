"""The answers of a roll call as plain rows: what table, totals, chart, map, sentence and exports are made of.

Reading ten thousand rows takes long, so a process keeps the sheet of a roll call and brings it up by the rows that
moved since (`RollCall.moves`). What is kept is the same for everybody: whoever shows it asks `visibility.sight_of`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Max, QuerySet, TextField
from django.db.models import Value as Literal
from django.db.models.functions import Cast

from intercity.activity.kept import KEEPER, Shelf
from intercity.core.quick import no_collecting
from intercity.kinds.rollcall.models import Answer, AnswerState, AnswerVersion, Given, How, Invited, RollCall
from intercity.kinds.rollcall.values.types import Asked, Value, asked_of, restorer
from intercity.organisations.models import Organisation
from intercity.posts.filters.scales import size_of

SHEETS: Shelf[Sheet] = KEEPER.shelf(96 * 1024 * 1024)
# What a row takes, roughly.
ROW_BYTES = 1500


class City(NamedTuple):
    """An organisation as a row shows it. `point` is latitude and longitude; "" and None where nothing is known. A
    tuple, as rows are.
    """

    pk: int
    uid: str
    slug: str
    name: str
    country: str
    level: str
    population: int | None
    point: tuple[float, float] | None
    size: str
    """The step of `posts.filters.scales`, "" for whoever has no population."""


class Row(NamedTuple):
    """One official answer. A tuple: ten thousand of them are made at once."""

    city: City
    values: Mapping[str, Value]
    no_capacity: bool
    comment: str
    source: str
    contact: str
    at: datetime
    late: bool
    entered: bool
    """Entered by the coordinator, and not confirmed by the city yet."""
    version: int


@dataclass(frozen=True)
class Sheet:
    """All answers that stand, by organisation, the newest last; `cities` are all that are asked. Nobody may change
    what they get.
    """

    moves: int
    fields: tuple[Asked, ...]
    cities: Mapping[int, City]
    rows: Mapping[int, Row]

    @cached_property
    def newest_first(self) -> tuple[Row, ...]:
        """The rows, the newest first: they stand in the order in which they came."""
        return tuple(self.rows.values())[::-1]

    @property
    def open_fields(self) -> tuple[Asked, ...]:
        """The fields that are asked today."""
        return tuple(one for one in self.fields if not one.archived)

    @cached_property
    def missing(self) -> tuple[City, ...]:
        """Who has not answered, by name."""
        return tuple(sorted((city for pk, city in self.cities.items() if pk not in self.rows), key=by_name))


def by_name(city: City) -> tuple[str, int]:
    """For sorting."""
    return city.name.casefold(), city.pk


def sheet_of(rollcall: RollCall) -> Sheet:
    """The sheet as it stands; `rollcall` tells how many moves there were when it was read."""
    fields = tuple(asked_of(one) for one in rollcall.fields.all())
    since = KEEPER.catch_up()
    kept = SHEETS.get(rollcall.pk)
    if kept is not None and (kept.fields != fields or len(kept.cities) != rollcall.asked):
        kept = None
    if kept is not None and kept.moves >= rollcall.moves:
        return kept
    with no_collecting():
        made = bring_up(kept or Sheet(0, fields, cities_of(rollcall), {}), rollcall)
    # Names and places of organisations are in it; its answers are compared by their moves.
    SHEETS.keep(rollcall.pk, made, ["organisation"], since, ROW_BYTES * (len(made.cities) + 1))
    return made


def bring_up(sheet: Sheet, rollcall: RollCall) -> Sheet:
    """The sheet with the answers that moved since it was made; what moved last stands last."""
    moved = Answer.objects.filter(rollcall=rollcall, move__gt=sheet.moves).order_by("move")
    rows, moves = dict(sheet.rows), sheet.moves
    for told in told_of(moved, sheet.cities, sheet.fields):
        moves = told.move
        rows.pop(told.organisation_id, None)
        if told.row is not None:
            rows[told.organisation_id] = told.row
    return Sheet(max(moves, rollcall.moves), sheet.fields, sheet.cities, rows)


def sheet_at(rollcall: RollCall, when: datetime) -> Sheet:
    """The sheet as it stood at a moment, out of the versions."""
    fields, cities = tuple(asked_of(one) for one in rollcall.fields.all()), cities_of(rollcall)
    then = AnswerVersion.objects.filter(rollcall=rollcall, at__lte=when)
    last = dict(then.order_by().values_list("organisation").annotate(Max("version")))
    told = told_of(then.order_by("at", "pk").annotate(move=Literal(0)), cities, fields)
    rows = {one.organisation_id: one.row for one in told if one.row and last[one.organisation_id] == one.row.version}
    return Sheet(0, fields, cities, rows)


Readers = Sequence[tuple[str, Callable[[Any], Value]]]


# What of an answer or a version makes its row, beside its values and its moment.
COLUMNS = (
    "organisation_id", "move", "state", "how", "confirmed", "late", "no_capacity", "comment", "source", "contact",
    "version",
)  # fmt: skip


class Told(NamedTuple):
    """An answer or a version as it was read. `row` is None where it does not count; `move` is that of an answer."""

    organisation_id: int
    move: int
    row: Row | None


def told_of(given: QuerySet[Any], cities: Mapping[int, City], fields: Iterable[Asked]) -> Iterator[Told]:
    """Answers or versions as they stand in the database, in the order of `given`.

    Ten thousand models would take as long again, and so would converters that are called for every row: JSON and
    moments come as text and are read here, all JSON at once.
    """
    texts, readers = (
        {"values_text": Cast("values", TextField()), "at_text": Cast("at", TextField())},
        readers_of(fields),
    )
    rows = list(given.annotate(**texts).values_list(*COLUMNS, *texts))
    said = json.loads(f"[{','.join(row[-2] for row in rows)}]")
    for held, row in zip(said, rows, strict=True):
        organisation, move, state, how, confirmed, late, unable, comment, source, contact, version, _held, at = row
        city = cities.get(organisation) if state == AnswerState.OFFICIAL else None
        if city is None:
            yield Told(organisation, move, None)
            continue
        values = {name: read(held[name]) for name, read in readers if name in held}
        entered = how == How.COORDINATOR and not confirmed
        made = Row(city, values, unable, comment, source, contact, moment(at), late, entered, version)
        yield Told(organisation, move, made)


def moment(text: str) -> datetime:
    """A moment out of a column's text: SQLite keeps UTC without saying so, PostgreSQL says what it is."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def values_of(given: Given, fields: Iterable[Asked]) -> dict[str, Value]:
    """What an answer says to `fields`, by their names."""
    held = given.values
    return {name: read(held[name]) for name, read in readers_of(fields) if name in held}


def readers_of(fields: Iterable[Asked]) -> Readers:
    """How the values of each field come out of what is stored."""
    return [(one.name, restorer(one.type)) for one in fields]


def cities_of(rollcall: RollCall) -> dict[int, City]:
    """All that are asked, by key."""
    asked = Invited.objects.filter(rollcall=rollcall).values("organisation")
    rows = Organisation.objects.filter(pk__in=asked).order_by()
    columns = (
        "pk", "uid", "slug", "name", "short_name", "country", "level",
        "place__population", "place__latitude", "place__longitude",
    )  # fmt: skip
    return {row[0]: city_from(*row) for row in rows.values_list(*columns)}


def city_from(
    pk: int, uid: str, slug: str, name: str, short_name: str, country: str, level: str,
    population: int | None, latitude: float | None, longitude: float | None,
) -> City:  # fmt: skip
    """Out of the columns of `cities_of`."""
    point = (latitude, longitude) if latitude is not None and longitude is not None else None
    size = size_of(population) if population else ""
    return City(pk, uid, slug, short_name or name, country, level, population or None, point, size)
