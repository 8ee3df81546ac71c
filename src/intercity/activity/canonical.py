"""The one text of a row of the record, the same from either database, over which its link is made.

It is JSON in ASCII with sorted keys and no spaces, of these members:

- `id`, a number; `public`, true or false;
- `at`, in UTC with microseconds: `2026-11-23T07:21:10.000000+00:00`;
- `verb`, `person_uid`, `organisation_uid`, `space_uid`, `post_uid`, `root_uid`, `said`: texts, empty where unknown;
- `data`, an object. A number without a fraction is written without a point and exponent, however it was stored.

The link of a row is the SHA-256, in hexadecimal, of the link of the row before ("" before the first), a line feed,
and this text. The form never changes for rows that stand: another form would need a mark of its own in the row.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, NamedTuple


class Entry(NamedTuple):
    """What of a row is chained. Its names are those of the columns."""

    id: int
    at: datetime
    verb: str
    person_uid: str
    organisation_uid: str
    space_uid: str
    post_uid: str
    root_uid: str
    public: bool
    data: Any
    """As `settled` gives it."""
    said: str


def link_after(previous: str, entry: Entry) -> str:
    """The link of a row, after the link of the row before it."""
    return sha256(f"{previous}\n{text_of(entry)}".encode()).hexdigest()


def text_of(entry: Entry) -> str:
    """The canonical text."""
    return write({**entry._asdict(), "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds")})


def as_json(value: Any) -> str:
    """Any value in the canonical form."""
    return write(settled(json.dumps(value)))


def number(text: str) -> int | float:
    """PostgreSQL keeps the digits and writes 1e3 as 1000, however many there are: a float would round them."""
    value = Decimal(text)
    return int(value) if value == value.to_integral_value() else float(text)


# The text of settled values; ValueError for what is no number. Made once: each act needs it.
write = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False).encode
# JSON as values that both databases give back alike.
settled = json.JSONDecoder(parse_float=number).decode
