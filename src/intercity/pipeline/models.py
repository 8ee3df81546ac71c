"""How far the worker has come, and what it had to set aside."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Cursor(models.Model):
    """Everything up to and including `activity_id` went through the steps, or has a Setback.

    A new installation begins at 0, so acts from before the first start of its worker are followed too.
    """

    name = models.CharField(max_length=40, primary_key=True)
    activity_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.activity_id}"


class Setback(models.Model):
    """One step that failed for one act. The others go on; this one is tried again with growing pauses.

    After the last try `given_up_at` is set and the row stays for the operator (`intercity doctor` counts them).
    """

    activity_id = models.BigIntegerField()
    step = models.CharField(max_length=40)
    attempts = models.PositiveSmallIntegerField(default=1)
    next_try = models.DateTimeField()
    last_error = models.CharField(max_length=300)
    given_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["activity_id", "step"], name="set_back_once")]
        indexes: ClassVar = [models.Index(fields=["next_try"], name="setback_due", condition=Q(given_up_at=None))]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.step}"
