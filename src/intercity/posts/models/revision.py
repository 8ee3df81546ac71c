"""What a post said before."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from intercity.organisations.models import Person
from intercity.posts.models.post import Post
from intercity.posts.models.readers import Readers
from intercity.spaces.models import Label


class Revision(models.Model):
    """One version of a post, whole. The newest revision equals the post as it stands."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    title = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    # As it was then: an older text may be for fewer people than the post is now. Empty where nobody wrote it down.
    label = models.CharField(max_length=5, choices=Label.choices, blank=True)
    readers = models.ForeignKey(Readers, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["post", "number"], name="revision_number")]

    def __str__(self) -> str:
        return f"{self.post_id} v{self.number}"
