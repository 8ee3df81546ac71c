"""Where a roll call stands."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intercity.posts.models import Post


class Standing(models.TextChoices):
    """Open until its deadline, then over (late answers count, marked so), until somebody closes it."""

    OPEN = "open", _("Open")
    OVER = "over", _("Deadline passed")
    CLOSED = "closed", _("Closed")


def standing_of(post: Post) -> Standing:
    """Where it stands now."""
    if post.rollcall.is_closed:
        return Standing.CLOSED
    return Standing.OVER if post.rollcall.is_over else Standing.OPEN


def in_standing(value: str) -> Q:
    """The posts that stand so now."""
    if value == Standing.CLOSED:
        return Q(rollcall__closed_at__isnull=False)
    now = timezone.now()
    when = Q(rollcall__deadline__gte=now) if value == Standing.OPEN else Q(rollcall__deadline__lt=now)
    return Q(rollcall__closed_at__isnull=True) & when
