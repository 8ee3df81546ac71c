"""The append-only record that live, cache, search, notifications and audit all read."""

from __future__ import annotations

from django.db import models


class Activity(models.Model):
    """One act. Ids rise in the order of commits (see `record`). Plain uids: no foreign keys upward."""

    verb = models.CharField(max_length=40)
    at = models.DateTimeField()
    person_uid = models.CharField(max_length=12, blank=True)
    organisation_uid = models.CharField(max_length=12, blank=True)
    space_uid = models.CharField(max_length=12, blank=True)
    post_uid = models.CharField(max_length=12, blank=True)
    root_uid = models.CharField(max_length=12, blank=True)
    public = models.BooleanField(default=False)
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["post_uid"], name="activity_post"),
            models.Index(fields=["id"], condition=models.Q(public=True), name="activity_public"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.verb} {self.post_uid}"


def last_id() -> int:
    """The id of the newest committed row, 0 for an empty record."""
    return Activity.objects.order_by("-id").values_list("id", flat=True).first() or 0


def last_public_id() -> int:
    """The version of the public world: the newest row that changes what anonymous readers see."""
    return Activity.objects.filter(public=True).order_by("-id").values_list("id", flat=True).first() or 0
