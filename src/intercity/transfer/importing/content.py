"""From a measure to the content of an imported post."""

from __future__ import annotations

import datetime
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from intercity.posts.content import ImportedContent, PostContent
from intercity.spaces.models import Group, Topic
from intercity.transfer.importing.found_places import Place
from intercity.transfer.reading.dates import parse_date
from intercity.transfer.reading.measure import Measure

# Lengths of the columns of posts.Origin.
_TRACKER, _RECORD, _EDITION, _LICENCE, _LINK = 40, 200, 40, 120, 1_000
# What makes a stored post out of date; nothing that depends on the day of the import.
_COMPARED = (
    "title",
    "text",
    "country_text",
    "region_text",
    "city_text",
    "level",
    "date_start",
    "date_end",
    "status",
    "link",
    "language",
    "topics",
    "groups",
)


@dataclass(frozen=True)
class Terms:
    """Topics and groups by slug; words of the list that a network has removed are left out."""

    topics: dict[str, Topic]
    groups: dict[str, Group]


def load_terms_by_slug() -> Terms:
    """Return the terms of this network."""
    return Terms(
        topics={topic.slug: topic for topic in Topic.objects.filter(retired=False)},
        groups={group.slug: group for group in Group.objects.filter(retired=False)},
    )


def record_key(key: str) -> str:
    """Return a tracker's key as the Origin table can hold it: long ones end in a hash."""
    if len(key) <= _RECORD:
        return key
    return f"{key[: _RECORD - 17]}#{hashlib.blake2b(key.encode(), digest_size=8).hexdigest()}"


def tracker_key(tracker: str) -> str:
    """Return a tracker's name as the Origin table can hold it."""
    return tracker[:_TRACKER]


def edition_key(measure: Measure) -> str:
    """Return one text that orders editions: the row's date first, the file's date where rows are equal."""
    return f"{measure.edition} {measure.file_edition}"[:_EDITION]


def file_edition_of(edition: str) -> str:
    """Return the file's part of an `edition_key`."""
    return edition.partition(" ")[2]


def fingerprint(measure: Measure) -> str:
    """Return a hash of everything that a post shows of a measure."""
    shown = [getattr(measure, name) for name in _COMPARED]
    packed = json.dumps(shown, default=str, ensure_ascii=False).encode("utf-8", "replace")
    return hashlib.blake2b(packed, digest_size=20).hexdigest()


def imported_content(measure: Measure, place: Place, terms: Terms, label: str) -> ImportedContent:
    """Return the content of the post about `measure`."""
    content = PostContent(
        title=measure.title,
        body=measure.text,
        language=measure.language[:8],
        label=label,
        topics=[terms.topics[slug] for slug in measure.topics if slug in terms.topics],
        groups=[terms.groups[slug] for slug in measure.groups if slug in terms.groups],
        details=_details(measure),
    )
    return ImportedContent(
        content=content,
        organisation=place.organisation,
        published_at=_published_at(measure),
        tracker=tracker_key(measure.tracker),
        record=record_key(measure.key),
        fingerprint=fingerprint(measure),
        edition=edition_key(measure),
        licence=_licence(measure),
        link=measure.link if len(measure.link) <= _LINK else "",
        place_text=place.text,
        place_matched=place.matched,
    )


def _licence(measure: Measure) -> str:
    return ", ".join(part for part in (measure.licence, measure.attribution) if part)[:_LICENCE]


def _details(measure: Measure) -> dict[str, Any]:
    """What only a practice has. A status is as of the day on which the tracker last wrote it down."""
    seen = parse_date(measure.edition[:10]) or parse_date(measure.file_edition[:10]) or measure.date_start
    is_over = measure.date_end is not None and measure.date_end < timezone.now().date()
    status = "ended" if is_over else measure.status or "active"
    return {
        "status": status,
        "confirmed_on": seen,
        "begins_on": measure.date_start,
        "ends_on": measure.date_end,
    }


def _published_at(measure: Measure) -> datetime.datetime:
    """The measure's own day, so that the stream tells its story; today where it has none or a later one."""
    now = timezone.now()
    if measure.date_start is None:
        return now
    noon = datetime.datetime.combine(measure.date_start, datetime.time(12), tzinfo=datetime.UTC)
    return min(noon, now)
