"""What only a progress note has."""

from __future__ import annotations

from django.db import models

from intercity.kinds.action.models.action import Status
from intercity.posts.models import Post


class Progress(models.Model):
    """What somebody told under an action: how it went that day, what was reached, what was counted.

    As it was said then: milestones and indicators by their names of that day.
    """

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="progress")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ON_TRACK)
    reason = models.TextField(blank=True)
    reached = models.JSONField(default=list, blank=True)
    counted = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return f"progress {self.post_id}"
