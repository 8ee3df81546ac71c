"""Which topics are about people in danger: on some nobody may be identifiable, the pages of some show helplines."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast

from intercity.activity.kept import KEEPER, Shelf
from intercity.spaces.models import Topic

MARKS: Shelf[Any] = KEEPER.shelf(64 * 1024)


@dataclass(frozen=True)
class Marks:
    """The keys of the topics with each mark. A topic below a marked one is marked too."""

    sensitive: frozenset[int]
    helplines: frozenset[int]
    slugs: frozenset[str]
    """Those of the topics with helplines, as they stand in addresses."""


def topic_marks(since: int | None = None) -> Marks:
    """The marks as they are now; `since` as for `Shelf.find`. Retired topics keep theirs: posts keep the topics."""
    return cast(Marks, MARKS.find("marks", ["topic"], read_marks, since))


def read_marks() -> Marks:
    """The marks, from the table."""
    rows = list(Topic.objects.only("pk", "slug", "parent_id", "is_sensitive", "helplines"))
    by_key = {row.pk: row for row in rows}

    def marked(name: str) -> list[Topic]:
        return [row for row in rows if getattr(row, name) or getattr(by_key.get(row.parent_id or 0), name, False)]

    lines = marked("helplines")
    return Marks(
        frozenset(row.pk for row in marked("is_sensitive")),
        frozenset(row.pk for row in lines),
        frozenset(row.slug for row in lines),
    )


def is_sensitive(topics: Collection[Topic]) -> bool:
    """Whether nobody may be identifiable in a text about one of `topics`."""
    return bool(topics) and not topic_marks().sensitive.isdisjoint(topic.pk for topic in topics)
