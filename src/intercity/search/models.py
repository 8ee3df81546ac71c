"""Views that people keep."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from intercity.organisations.models import Person

NAME_LENGTH = 120
QUERY_LENGTH = 4_000


class SavedView(models.Model):
    """An address of ours that a person gave a name: a search, or a space's stream, table or map with its filters.

    Only its person reads it; what the address shows is decided anew each time it is opened.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    path = models.CharField(max_length=200)
    query = models.CharField(max_length=QUERY_LENGTH, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The address itself: whoever gets it sees what they may see there."""
        return f"{self.path}?{self.query}" if self.query else self.path
