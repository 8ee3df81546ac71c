"""Which organisations can be asked at all, with what is compared of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from intercity.matching.models import Asked
from intercity.matching.similarity import Facts
from intercity.matching.subject import Subject
from intercity.organisations.models import Membership, Organisation
from intercity.places.surroundings import surroundings_of
from intercity.posts.visibility import organisations_seeing
from intercity.spaces.models import Label, Space, SpaceMember

WEEK: Final = timedelta(days=7)
COLUMNS: Final = (
    "pk", "level", "country", "languages", "place_id", "place__population", "place__latitude", "place__longitude",
)  # fmt: skip


def who_can_answer(subject: Subject) -> QuerySet[Organisation]:
    """Other organisations with somebody who may speak, that may see the question.

    In an exercise only those that take part in it. Nobody is asked what is for named readers: they were named.
    """
    speaking = Membership.objects.speaking().filter(organisation=OuterRef("pk"))
    inside = SpaceMember.objects.filter(organisation=OuterRef("pk"), space=subject.space)
    rows = Organisation.objects.in_network().filter(Exists(speaking)).exclude(pk=subject.organisation.pk)
    if subject.space.is_archived or subject.label == Label.RED:
        return rows.none()
    if subject.space.is_exercise:
        return rows.filter(Exists(inside))
    return rows.filter(organisations_seeing(subject.label, subject.space.pk))


def facts_by_key(rows: QuerySet[Organisation]) -> dict[int, Facts]:
    """What is compared, of many organisations in one query of plain values."""
    return {row[0]: facts_from(*row[1:]) for row in rows.order_by().values_list(*COLUMNS)}


def facts_from(
    level: str, country: str, languages: Any, place: int | None, population: int | None,
    latitude: float | None, longitude: float | None,
) -> Facts:  # fmt: skip
    """The facts out of `COLUMNS`."""
    point = (latitude, longitude) if latitude is not None and longitude is not None else None
    around = surroundings_of(place) if place is not None else None
    return Facts(level, country, frozenset(languages or ()), population or None, point, around)


def asked_enough(space: Space) -> set[int]:
    """Organisations that were asked as often within a week, anywhere, as `space` allows; exercises do not count."""
    rows = Asked.objects.real().filter(asked_at__gte=timezone.now() - WEEK).order_by()
    often = rows.values("organisation").annotate(n=Count("pk")).filter(n__gte=space.asks_per_week)
    return set(often.values_list("organisation", flat=True))


def without(rows: dict[int, Facts], keys: Collection[int]) -> dict[int, Facts]:
    """The others."""
    return {key: facts for key, facts in rows.items() if key not in keys}
