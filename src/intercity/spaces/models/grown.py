"""A template that was made from a space, here or in another installation."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from intercity.core.uids import new_uid
from intercity.organisations.models import Person


class SpaceTemplate(models.Model):
    """One version of a template. `data` is what stands in its file (`grown.shape`); it is never changed."""

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    name = models.CharField(max_length=120)
    version = models.PositiveIntegerField()
    data = models.JSONField()
    made_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["name", "-version"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["name", "version"], name="template_version_once")]

    def __str__(self) -> str:
        return f"{self.name} ({self.version})"
