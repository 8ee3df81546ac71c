"""From a raw entry to the normal form."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import cast, get_args

from intercity.transfer.reading.dates import DateOrder, Order, parse_date
from intercity.transfer.reading.fields import DATE_FIELDS, Entry, Tracker
from intercity.transfer.reading.groups import Group
from intercity.transfer.reading.measure import Measure, Status
from intercity.transfer.reading.places import level_of
from intercity.transfer.reading.titles import shorten, title_of
from intercity.transfer.reading.topics import topics_and_groups

_URL = re.compile(r"https?://[^\s\"'<>|;]+", re.IGNORECASE)
_ISO_START = re.compile(r"\d{4}-\d\d-\d\d")
_STATUSES = frozenset(get_args(Status))
MAX_LINK = 2_000


@dataclass
class DateColumns:
    """Decides the order of day and month for each date field of a file."""

    default: Order = ""
    seen: dict[str, DateOrder] = field(default_factory=lambda: {name: DateOrder() for name in DATE_FIELDS})

    def see(self, entry: Entry) -> None:
        """Take the dates of one entry into account."""
        for name in DATE_FIELDS:
            value = entry.get(name)
            if value and not _ISO_START.match(value):
                self.seen[name].see(value)

    def order(self, name: str) -> Order:
        """Return the order for a field: what its column proves, else its neighbours, else the tracker's."""
        own = self.seen[name]
        if own.order or (own.day_first and own.month_first):
            return own.order
        others: Iterable[Order] = {other.order for other in self.seen.values()} - {""}
        proven = list(others)
        return proven[0] if len(proven) == 1 else self.default

    def version(self, entry: Entry) -> str:
        """Return the newest date of record of an entry as text that sorts, "" where it has none."""
        stamps = (self._stamp(value) for value in entry.get("version", "").split("\n") if value)
        return max(stamps, default="")

    def _stamp(self, value: str) -> str:
        if _ISO_START.match(value):
            return value[:19].replace(" ", "T")
        day = parse_date(value, self.order("version"))
        return day.isoformat() if day else ""


def group_of(entry: Entry) -> int:
    """Return the number that rows of one policy with one text share (64 bits of a hash)."""
    name = entry.get("group") or entry.get("key") or entry.get("record_id") or place_and_date(entry)
    return _hash(f"{name}\0{entry.get('text', '')}")


def place_and_date(entry: Entry) -> str:
    """Return what tells measures without any id apart."""
    names = ("country", "region", "city", "date_start", "category")
    return "|".join(entry.get(name, "") for name in names)


def key_of(entry: Entry) -> str:
    """Return the tracker's own key for an entry, or a hash of its content where it has none."""
    known = entry.get("key") or entry.get("record_id")
    return known or f"{_hash(place_and_date(entry) + chr(0) + entry.get('text', '')):016x}"


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big")


@dataclass(frozen=True)
class Normaliser:
    """Everything of a file that its measures share."""

    tracker: Tracker
    dataset: str
    file_edition: str
    dates: DateColumns

    def measure(self, entry: Entry, group: Group, key: str) -> Measure:
        """Return the measure of `entry`, the first one of its `group`, under its unique `key`."""
        text, country = entry["text"], entry.get("country", "")
        region, city = entry.get("region", ""), entry.get("city", "")
        categories, target = tuple(group.categories), ", ".join(group.targets)
        topics, groups = topics_and_groups(categories, target, text)
        start, end = self._date(entry, "date_start"), self._date(entry, "date_end")
        record = entry.get("record_id", "")
        title = entry.get("title", "")
        status = entry.get("status", "")
        return Measure(
            tracker=self.tracker.name,
            dataset=self.dataset,
            licence=self.tracker.licence,
            attribution=self.tracker.attribution,
            key=key,
            record_id=record or key,
            record_ids=group.record_ids or ((record,) if record else ()),
            policy_key=entry.get("policy") or key,
            edition=group.edition,
            file_edition=self.file_edition,
            title=shorten(title) if title else title_of(text, categories, city or region or country),
            text=text,
            country_text=country,
            region_text=region,
            city_text=city,
            level=level_of(entry.get("level", ""), country, bool(region), bool(city)),
            date_start=start,
            date_end=end,
            status=cast(Status, status if status in _STATUSES else ""),
            categories=categories,
            target=target,
            link=link_in(entry.get("link", "")),
            language=entry.get("language") or self.tracker.language,
            topics=topics,
            groups=groups,
            row=group.row,
            rows=group.rows,
            repeated=group.repeated,
            doubts=tuple(n for n, day in (("date_start", start), ("date_end", end)) if not day and entry.get(n)),
        )

    def _date(self, entry: Entry, name: str) -> datetime.date | None:
        value = entry.get(name)
        return parse_date(value, self.dates.order(name)) if value else None


def link_in(cell: str) -> str:
    """Return the first web address in a cell that may hold several and words between them."""
    match = _URL.search(cell)
    if not match:
        return ""
    link = match[0].rstrip(".,)")
    return link if len(link) <= MAX_LINK else ""
