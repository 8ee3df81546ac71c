"""What organisations say about a post with one press."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from intercity.organisations.models import Organisation, Person
from intercity.posts.models.post import Post


class Sort(models.TextChoices):
    """What a reaction means. Each has its number of the same name in `Tally`."""

    USEFUL = "useful", _("Useful")
    NEEDED = "needed", _("We need this")


class Reaction(models.Model):
    """One organisation finds a post useful, or needs the same; once each, whoever pressed."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="reactions")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="reactions")
    sort = models.CharField(max_length=6, choices=Sort.choices)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="reactions")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "sort", "organisation"], name="one_reaction_each")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.sort} {self.post_id}"
