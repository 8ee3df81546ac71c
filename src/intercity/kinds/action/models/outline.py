"""What the template of a space brought for its plan."""

from __future__ import annotations

from django.db import models

from intercity.spaces.models import Space


class Outline(models.Model):
    """Actions without anybody's name, as `kinds.action.outline` reads them: nobody proposed them yet, and only who
    coordinates the space sees them, until they propose or drop them.
    """

    space = models.OneToOneField(Space, models.CASCADE, primary_key=True, related_name="plan_outline")
    actions = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"outline of {self.space_id}"
