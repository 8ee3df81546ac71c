"""What an action is measured by: milestones with their dates, indicators with their readings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intercity.kinds.action.models.action import Action
from intercity.organisations.models import Organisation
from intercity.posts.models import Post


def today() -> date:
    """The day by which it is said what is late: the same for all readers, wherever they are."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


class Milestone(models.Model):
    """One thing that has to be there on a day. Without an owner it is its lead's."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="milestones")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(_("milestone"), max_length=200)
    due_on = models.DateField(_("due"))
    owner = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="owned_milestones")
    done_on = models.DateField(null=True, blank=True)
    # For which due day it was noted that it has passed: pages that were kept move on by that act.
    late_for = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["number"]
        indexes: ClassVar = [
            models.Index(fields=["due_on"], name="action_open_milestones", condition=models.Q(done_on=None)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_late(self) -> bool:
        """Whether its day has passed and it is not done."""
        return self.done_on is None and self.due_on < today()


class Tick(models.Model):
    """That a progress note said that a milestone is done, and since when."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="ticks")
    on = models.DateField()
    told_by = models.ForeignKey(Post, models.CASCADE, related_name="told_ticks")

    class Meta:
        ordering: ClassVar = ["on", "id"]

    def __str__(self) -> str:
        return f"{self.milestone_id} {self.on}"


class Indicator(models.Model):
    """What is counted to see whether the aim is reached."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="indicators")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(_("indicator"), max_length=200)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    baseline = models.DecimalField(_("before"), max_digits=18, decimal_places=4, null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=18, decimal_places=4, null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return self.name


class Reading(models.Model):
    """What an indicator showed on a day, told with a progress note."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="readings")
    on = models.DateField()
    value: models.DecimalField[Decimal, Decimal] = models.DecimalField(max_digits=18, decimal_places=4)
    told_by = models.ForeignKey(Post, models.CASCADE, related_name="told_readings")

    class Meta:
        ordering: ClassVar = ["on", "id"]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.on}: {self.value}"
