"""That one post has to do with another, said once and shown on both."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from intercity.organisations.models import Organisation, Person
from intercity.posts.models.post import Post


class Link(models.Model):
    """From `source` to `target`; `sort` names what it says (`posts.links`). It is seen by whoever sees both."""

    source = models.ForeignKey(Post, models.CASCADE, related_name="links_out", db_index=False)
    target = models.ForeignKey(Post, models.CASCADE, related_name="links_in", db_index=False)
    sort = models.CharField(max_length=16)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="links")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "sort", "target"], name="one_link_each"),
            models.CheckConstraint(condition=~models.Q(source=models.F("target")), name="no_link_to_itself"),
        ]
        indexes: ClassVar = [models.Index(fields=["target", "sort"], name="link_target")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.sort} {self.target_id}"
