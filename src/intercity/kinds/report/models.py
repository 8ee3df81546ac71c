"""What only a report has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from intercity.posts.models import Post


class Report(models.Model):
    """What was said at an event. `lines` are its issues and takeaways, each with the uid of the post that it is."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="report")
    question = models.TextField(_("the question asked"), blank=True)
    speakers = models.JSONField(default=list, blank=True)
    lines = models.JSONField(default=list, blank=True)
    quotes = models.JSONField(default=list, blank=True)
    recording = models.URLField(_("recording"), max_length=500, blank=True)
    chapters = models.TextField(_("chapters"), blank=True)

    def __str__(self) -> str:
        return f"report {self.post_id}"

    def lines_of(self, sort: str) -> Sequence[dict[str, Any]]:
        """The issues, or the takeaways, in their order."""
        return [line for line in self.lines if line["sort"] == sort]


class Captions(models.Model):
    """What is said in the recording, as WebVTT. Apart from the report: lists read that, and this is long."""

    report = models.OneToOneField(Report, models.CASCADE, primary_key=True, related_name="captions")
    text = models.TextField(_("captions"), blank=True)

    def __str__(self) -> str:
        return f"captions {self.report_id}"
