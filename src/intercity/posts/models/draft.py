"""What somebody was typing."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from intercity.organisations.models import Person
from intercity.posts.models.post import Post
from intercity.spaces.models import Space


class Draft(models.Model):
    """The raw fields of an unfinished form, kept as typed (also what is not valid yet); one per person and form.

    Only its person reads it. `space` and `kind` say which composer; `post` which post is being edited or
    commented; it is deleted in the transaction that publishes.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="drafts")
    key = models.CharField(max_length=60)
    space = models.ForeignKey(Space, models.CASCADE, null=True, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=16, blank=True)
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "key"], name="one_draft_per_form")]

    def __str__(self) -> str:
        return f"{self.person} {self.key}"
