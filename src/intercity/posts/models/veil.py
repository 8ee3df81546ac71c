"""Who wrote what was published without the city's name. Read by `posts.veils` alone."""

from __future__ import annotations

from django.db import models

from intercity.organisations.models import Organisation, Person
from intercity.posts.models.post import Post


class Veil(models.Model):
    """The city and the author behind a post or comment. The post itself names neither.

    `fitting` is how many cities got the same description when it was published. Nothing leads from posts,
    organisations or people to these rows.
    """

    post = models.OneToOneField(Post, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    author = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    fitting = models.PositiveIntegerField()

    def __str__(self) -> str:
        return str(self.pk)
