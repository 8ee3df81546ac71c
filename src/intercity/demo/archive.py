"""The archive of 2020: facts about real cities, retold, each with its source."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any

from intercity.organisations.models import Organisation
from intercity.places.matching import PlaceMatcher
from intercity.places.models import City
from intercity.posts.actions import publish_many
from intercity.posts.content import ImportedContent, PostContent
from intercity.spaces.models import Group, Label, Space, Topic

LICENCES = {
    "CoronaNet": "Fact retold in our own words; the CoronaNet tracker states no licence",
    "CCCSL": "Fact retold in our own words from the CCCSL tracker, CC BY-SA 4.0",
}


def load_archive(space: Space, matcher: PlaceMatcher, rows: Iterable[dict[str, Any]]) -> None:
    """Publish the retold practices as imported posts about their cities."""
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    groups = {group.slug: group for group in Group.objects.all()}
    items = []
    for row in rows:
        content = PostContent(
            title=row["title"], body=row["did"], label=Label.CLEAR,
            topics=[topics[slug] for slug in row["topics"]], groups=[groups[slug] for slug in row["groups"]],
            details=details_of(row),
        )  # fmt: skip
        items.append(imported(row, content, matcher))
    publish_many(space, "practice", items)


def imported(row: dict[str, Any], content: PostContent, matcher: PlaceMatcher) -> ImportedContent:
    """One retold row with its origin."""
    city = matcher.match(row["city"], country=row["country"], level_hint="city").city
    return ImportedContent(
        content=content, organisation=organisation_about(row, city), published_at=noon(row["date"]),
        tracker=row["source"], record=row["record"], licence=LICENCES[row["source"]], link=row["link"],
        fingerprint=hashlib.sha1(json.dumps(row, sort_keys=True).encode(), usedforsecurity=False).hexdigest(),
        place_text=row["city"], place_matched=city is not None,
    )  # fmt: skip


def organisation_about(row: dict[str, Any], city: City | None) -> Organisation:
    """The city's organisation: the one that takes part, else one that says it is not confirmed."""
    known = Organisation.objects.filter(country=row["country"])
    found = known.filter(place=city).first() if city else known.filter(name=row["city"]).first()
    return found or Organisation.objects.create(
        slug=Organisation.objects.all().free_slug(row["city"]), name=row["city"], country=row["country"], place=city,
        unclaimed=True,
    )  # fmt: skip


def details_of(row: dict[str, Any]) -> dict[str, Any]:
    """The facts of a practice that the source states."""
    facts = {name: row[name] for name in ("status", "problem", "reached", "cost") if row.get(name)}
    ends = date.fromisoformat(row["date_end"]) if row["date_end"] else None
    return {**facts, "begins_on": date.fromisoformat(row["date"]), "ends_on": ends}


def noon(day: str) -> datetime:
    """Twelve o'clock UTC of an ISO day."""
    return datetime.combine(date.fromisoformat(day), time(12), tzinfo=UTC)
