"""What cards count about a post, kept in one row beside it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from intercity.posts.models.post import Post


class Tally(models.Model):
    """Numbers that rooms above work out and that cards, tables and search show and sort by.

    Written by `posts.actions.tallying` in the transaction of the act that moves them; a post without a row counts
    nothing.
    """

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="tally")
    useful = models.PositiveIntegerField(default=0)
    needed = models.PositiveIntegerField(default=0)
    adopted = models.PositiveIntegerField(default=0)
    """Organisations that do it already, adopted it or adapted it."""
    answered = models.BooleanField(default=False)
    """Whether whoever asked has accepted an answer, or says that it is settled."""

    accepted = models.BooleanField(default=False)
    """A comment: whether whoever asked has accepted it as an answer."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-adopted", "-post"], name="tally_adopted")]

    def __str__(self) -> str:
        return f"tally of {self.post_id}"
