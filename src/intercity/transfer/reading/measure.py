"""The normal form that every tracker's rows are brought into."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

Level = Literal["local", "regional", "national", "international"]
Status = Literal["planned", "active", "eased", "ended", ""]
Reason = Literal["no_text", "uneven"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of one place, from one or several rows of a tracker.

    `key` stays the same in every edition of the tracker, so a second import finds what the first one
    wrote; it is unique within `tracker`. `policy_key` is shared by a policy and its later changes.

    `edition` and `file_edition` are order keys (text, later is larger): the newest date of record among
    the rows, and the newest one in the whole file. A measure may replace a stored one of the same key
    only when its (edition, file_edition) is not smaller; a measure that is not stored yet is out of
    date when its `policy_key` is stored with a larger `file_edition`, for the newer edition dropped it.
    """

    tracker: str
    dataset: str
    licence: str
    attribution: str
    key: str
    record_id: str
    record_ids: tuple[str, ...]
    policy_key: str
    edition: str
    file_edition: str
    title: str
    text: str
    country_text: str
    region_text: str
    city_text: str
    level: Level
    date_start: datetime.date | None
    date_end: datetime.date | None
    status: Status
    categories: tuple[str, ...]
    target: str
    link: str
    language: str
    topics: tuple[str, ...]
    groups: tuple[str, ...]
    row: int
    """Number of the first row in the file; the header is row 1."""
    rows: int
    """How many rows of the file became this measure."""
    repeated: int
    """How many of these rows only repeat a row, with the tracker's own id."""
    doubts: tuple[str, ...] = ()
    """Names of the date fields whose cells were not understood."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """One row that holds no measure, with the reason as a code; `reasons.reason_text` words it."""

    row: int
    reason: Reason
    record_id: str
    cells: dict[str, str]
