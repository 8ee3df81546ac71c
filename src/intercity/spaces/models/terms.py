"""What a post is about, and for whom it is."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Term(models.Model):
    """A word with labels and synonyms in several languages, kept as data so that a coordinator can add one.

    `labels` is `{"en": "Housing", "fr": "Logement", …}`; `synonyms` is `{"en": ["shelter", …], …}`.
    """

    slug = models.SlugField(max_length=40, unique=True)
    labels = models.JSONField(_("names"), default=dict)
    synonyms = models.JSONField(_("other words for it"), default=dict, blank=True)
    position = models.PositiveSmallIntegerField(default=100)
    retired = models.BooleanField(default=False)

    class Meta:
        abstract = True
        ordering: ClassVar = ["position", "slug"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Its name in the reader's language, else English, else whatever there is."""
        language = (get_language() or "en").partition("-")[0]
        return str(self.labels.get(language) or self.labels.get("en") or next(iter(self.labels.values()), self.slug))


class Topic(Term):
    """What a post is about; a small tree."""

    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="children")
    is_sensitive = models.BooleanField(_("nobody may be identifiable"), default=False)
    helplines = models.BooleanField(_("show helplines"), default=False)


class Group(Term):
    """A population group: for whom a measure is."""
