"""Guessing which column of an unknown table is which, for a person to review."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import islice
from pathlib import Path

from babel import Locale

from intercity.core.tables.cells import clean
from intercity.core.tables.opening import open_table
from intercity.core.tables.table import Table
from intercity.core.text import fold
from intercity.transfer.reading.dates import parse_date
from intercity.transfer.reading.language import guess_language
from intercity.transfer.reading.mapping import FileMapping
from intercity.transfer.reading.measures import dataset_name

_SAMPLE_ROWS = 300
_ENOUGH = 0.5
_ORDER = (
    "link",
    "text",
    "date_start",
    "date_end",
    "version",
    "record_id",
    "country",
    "city",
    "region",
    "title",
    "level",
    "target",
    "category",
    "status",
    "policy",
)
_URL = re.compile(r"https?://|www\.", re.IGNORECASE)


@dataclass(frozen=True)
class Column:
    """What the first rows of a column look like, in shares between 0 and 1."""

    name: str
    filled: float
    dates: float
    links: float
    countries: float
    distinct: float
    length: float
    words: float


def suggest_file(path: str | Path, member: str = "") -> tuple[FileMapping, list[str]]:
    """Return (suggested mapping, header) for the table in `path`; raise ReadError if it cannot be read.

    Write it with `mapping.as_toml(mapping, header)`.
    """
    with open_table(path, member) as table:
        return suggest_mapping(table, dataset_name(member or path)), table.header


def suggest_mapping(table: Table, name: str = "own-table") -> FileMapping:
    """Return a mapping guessed from the column names and the cells of the first rows of `table`."""
    rows = [row.cells for row in islice(table, _SAMPLE_ROWS)]
    columns = [_look_at(column, [clean(row[column]) for row in rows]) for column in table.header]
    chosen: dict[str, tuple[str, ...]] = {}
    notes: dict[str, str] = {}
    for field in _ORDER:
        taken = {used for names in chosen.values() for used in names}
        free = [column for column in columns if column.name not in taken and column.filled > 0]
        scored = sorted(((_score(field, column), i, column) for i, column in enumerate(free)), key=_best_first)
        if scored and scored[0][0] >= _ENOUGH:
            chosen[field] = (scored[0][2].name,)
            notes[field] = "sure" if scored[0][0] >= 1.2 else "a guess, please check"
    text = " ".join(row[chosen["text"][0]] for row in rows) if "text" in chosen else ""
    return FileMapping(
        columns=chosen,
        tracker=re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-") or "own-table",
        language=guess_language(text),
        notes=notes,
    )


def _best_first(scored: tuple[float, int, Column]) -> tuple[float, int]:
    return -scored[0], scored[1]


def _look_at(name: str, cells: list[str]) -> Column:
    filled = [cell for cell in cells if cell]
    count = len(filled) or 1

    def share(test: Callable[[str], object]) -> float:
        return sum(1 for cell in filled if test(cell)) / count

    return Column(
        name=name,
        filled=len(filled) / (len(cells) or 1),
        dates=share(lambda cell: parse_date(cell, "dmy") or parse_date(cell, "mdy")),
        links=share(_URL.match),
        countries=share(lambda cell: fold(cell) in _country_names()),
        distinct=len(set(filled)) / count,
        length=sum(map(len, filled)) / count,
        words=share(lambda cell: cell.count(" ") >= 4),
    )


def _score(field: str, column: Column) -> float:
    named = _name_score(field, column.name)
    return named + _CONTENT.get(field, _unremarkable)(column, named)


def _name_score(field: str, name: str) -> float:
    wanted, folded = _column_names()[field], fold(re.sub(r"(?<=[a-z])(?=[A-Z])|[_\-.]", " ", name))
    if folded in wanted:
        return 1.0 - 0.01 * wanted.index(folded)
    words = set(folded.split())
    return 0.5 if any(set(each.split()) <= words for each in wanted) else 0.0


def _link(column: Column, named: float) -> float:
    return column.links if column.links > 0.3 else -1.0


def _text(column: Column, named: float) -> float:
    if column.links > 0.3 or column.dates > 0.3:
        return -2.0
    return min(column.length, 200) / 200 + 0.4 * column.words - (0.6 if column.length < 15 else 0.0)


def _date(column: Column, named: float) -> float:
    if column.dates < 0.5:
        return -1.0
    return 0.5 * column.dates if named else 0.0


def _first_date(column: Column, named: float) -> float:
    return 0.6 * column.dates if column.dates > 0.5 else -1.0


def _identity(column: Column, named: float) -> float:
    return 0.4 if column.distinct > 0.98 and column.length < 40 and column.dates < 0.5 else -1.0


def _country(column: Column, named: float) -> float:
    return column.countries if column.countries > 0.5 else -0.6


def _short_name(column: Column, named: float) -> float:
    return 0.0 if column.length < 60 and column.dates < 0.3 and column.links < 0.3 else -1.0


def _category(column: Column, named: float) -> float:
    few = column.distinct < 0.5 and column.length > 3
    return (0.3 if few else -0.2) if column.dates < 0.3 and column.links < 0.3 and column.length < 120 else -1.0


def _unremarkable(column: Column, named: float) -> float:
    return 0.0


_CONTENT: dict[str, Callable[[Column, float], float]] = {
    "link": _link,
    "text": _text,
    "date_start": _first_date,
    "date_end": _date,
    "version": _date,
    "record_id": _identity,
    "country": _country,
    "city": _short_name,
    "region": _short_name,
    "title": _short_name,
    "level": _category,
    "category": _category,
    "status": _category,
    "target": _short_name,
    "policy": _short_name,
}


@cache
def _column_names() -> dict[str, list[str]]:
    text = resources.files("intercity.transfer").joinpath("data/column_names.toml").read_text(encoding="utf-8")
    return {field: [fold(name) for name in names] for field, names in tomllib.loads(text).items()}


@cache
def _country_names() -> frozenset[str]:
    names: set[str] = set()
    for language in ("en", "fr", "de", "es", "it", "pt", "nl", "pl", "bg"):
        territories = {str(code): str(name) for code, name in Locale(language).territories.items()}
        names.update(fold(name) for code, name in territories.items() if len(code) == 2)
        names.update(code.lower() for code in territories if len(code) == 2)
    return frozenset(names)
