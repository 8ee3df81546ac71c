"""Where an imported post comes from."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from intercity.posts.models.post import Post


class Origin(models.Model):
    """One record of one tracker. `fingerprint` and `edition` tell whether a row is new, newer or the same."""

    post = models.OneToOneField(Post, models.CASCADE, related_name="origin")
    tracker = models.CharField(_("tracker"), max_length=40)
    record = models.CharField(_("record"), max_length=200)
    edition = models.CharField(max_length=40, blank=True)
    fingerprint = models.CharField(max_length=40)
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    link = models.URLField(_("source"), max_length=1000, blank=True)
    place_text = models.CharField(_("place as written"), max_length=200, blank=True)
    place_matched = models.BooleanField(default=False)
    claimed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["tracker", "record"], name="origin_once")]

    def __str__(self) -> str:
        return f"{self.tracker} {self.record}"
