"""Rows as lines of JSON, in the one form both databases take: that in which Django keeps values in SQLite."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

Row = Sequence[Any]


def write_rows(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """The lines of a table: its columns first, then each row. TypeError for a value of a type not listed here."""
    yield line(list(columns))
    for row in rows:
        yield line([plain(value) for value in row])


def read_rows(lines: Iterator[bytes]) -> tuple[list[str], Iterator[list[Any]]]:
    """Columns and rows out of the lines of `write_rows`."""
    columns = json.loads(next(lines))
    return columns, ([back(value) for value in json.loads(each)] for each in lines)


def line(values: list[Any]) -> bytes:
    """One line; line ends inside texts are escaped by JSON."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def plain(value: Any) -> Any:
    """A value as JSON holds it."""
    if value is None or type(value) in (int, float, str):
        return value
    return FORMS[type(value)](value) if type(value) in FORMS else refuse(value)


def back(value: Any) -> Any:
    """A value as a database takes it."""
    return base64.b64decode(value["base64"]) if isinstance(value, dict) else value


def refuse(value: Any) -> Any:
    """A type that nobody thought of must not be written as something else."""
    raise TypeError(f"backups do not know values of type {type(value).__name__}")


def utc_text(moment: datetime) -> str:
    """A moment in UTC without saying so."""
    return str(moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment)


def base64_of(data: bytes | memoryview) -> dict[str, str]:
    """Bytes, marked as such."""
    return {"base64": base64.b64encode(data).decode()}


FORMS: dict[type, Callable[[Any], Any]] = {
    bool: int,
    datetime: utc_text,
    date: str,
    time: str,
    Decimal: str,
    UUID: lambda value: value.hex,
    bytes: base64_of,
    memoryview: base64_of,
}
