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
    said = models.CharField(max_length=64, blank=True, default="", db_default="")
    """The key of what was said before and after, "" where nothing was; the values are in `Said`."""
    link = models.CharField(max_length=64, blank=True, default="", db_default="")
    """SHA-256 over the row before's link and this row (see `chain`)."""

    class Meta:
        indexes = [
            models.Index(fields=["post_uid"], name="activity_post"),
            models.Index(fields=["id"], condition=models.Q(public=True), name="activity_public"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.verb} {self.post_uid}"


class ActivityHead(models.Model):
    """The one row that says where the record ends; written with each act, so that a cut end is noticed."""

    last_id = models.BigIntegerField()
    link = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.last_id} {self.link}"


class Said(models.Model):
    """What an act says that can be erased. The record itself holds the key only: a salted hash (see `said`)."""

    key = models.CharField(max_length=64, primary_key=True)
    salt = models.CharField(max_length=32)
    value = models.JSONField()

    def __str__(self) -> str:
        return self.key


def last_id() -> int:
    """The id of the newest committed row, 0 for an empty record."""
    return Activity.objects.order_by("-id").values_list("id", flat=True).first() or 0


def last_public_id() -> int:
    """The version of the public world: the newest row that changes what anonymous readers see."""
    return Activity.objects.filter(public=True).order_by("-id").values_list("id", flat=True).first() or 0
