"""What the clock did: whom it asked whether a practice is still in force, which months it summed up."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from intercity.organisations.models import Organisation
from intercity.posts.models import Post


class CheckUp(models.Model):
    """When the contact of a practice was asked whether it is still so, and when that is due again."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="checkup")
    asked_at = models.DateTimeField(null=True, blank=True)
    """When nobody has answered yet; empty once somebody did."""
    due_at = models.DateTimeField(db_index=True)
    missed = models.PositiveSmallIntegerField(default=0)
    """How many times in a row nobody answered before the next time came."""

    def __str__(self) -> str:
        return f"check-up of {self.post_id}"


class Round(models.Model):
    """When a job looked at everything last: it need not look every quarter of a minute."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Summary(models.Model):
    """An organisation was told who used in a month ("2026-10") what it shared."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    month = models.CharField(max_length=7)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "month"], name="summed_up_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.month}"
