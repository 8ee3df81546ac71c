"""Ask how it went, and take the answer."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from intercity.adoption.models import Adoption, Review
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.posts.actions.publishing import record_post


@dataclass(frozen=True)
class Told:
    """How it went: what came of it, what it cost, whether they would do it again."""

    again: str
    outcome: str = ""
    cost: str = ""


def tell_how_it_went(viewer: Viewer, review: Review, told: Told) -> None:
    """Keep the answer; a later one replaces it. Raises PermissionDenied when the policy says no."""
    check_may(viewer, "adoption.review", review.adoption)
    adoption = review.adoption
    with transaction.atomic():
        values = {**asdict(told), "by": viewer.person, "answered_at": timezone.now()}
        Review.objects.filter(pk=review.pk).update(**values)
        record_post(
            "adoption.reviewed", adoption.post, viewer.person, organisation=adoption.organisation.uid,
            adoption=adoption.uid,
        )  # fmt: skip


def do_ask_how(adoption: Adoption, days: int, now: datetime) -> bool:
    """Ask once; False where it was asked already."""
    with transaction.atomic():
        _row, is_new = Review.objects.get_or_create(adoption=adoption, days=days, defaults={"asked_at": now})
        if is_new:
            record_post(
                "adoption.asked", adoption.post, None, organisation=adoption.organisation.uid, adoption=adoption.uid,
                days=days,
            )  # fmt: skip
    return is_new
