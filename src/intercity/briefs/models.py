"""A brief that somebody keeps: what was wanted and which sentences were chosen, never what they say.

The sentences are read from their sources each time. So what is withdrawn, narrowed or erased is gone from here too.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from intercity.briefs.wanted import Wanted
from intercity.core.uids import new_uid
from intercity.organisations.models import Person
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space


class Brief(models.Model):
    """One brief. Its post, once it is published, has the same uid."""

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    space = models.ForeignKey(Space, models.CASCADE, related_name="briefs")
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    label = models.CharField(_("for whom"), max_length=5, choices=Label.choices)
    language = models.CharField(_("language"), max_length=8)
    topics = models.JSONField(default=list)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"))
    as_of = models.DateTimeField()
    """The "now" of all its sentences; what was published later is not in it."""
    keys = models.JSONField(default=list)
    """The chosen sentences in their order."""
    version = models.PositiveIntegerField(default=1)
    """Rises with each change, so that of two people who change it at once the second is told."""
    published_at = models.DateTimeField(null=True, blank=True)
    numbers = models.JSONField(default=list)
    """Once it is published, for each sentence in its order: the key, the number of its source, how many posts that was.

    The numbers stand in the published text: they stay, also where a sentence is lost later.
    """

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"brief {self.uid}"

    @property
    def label_mark(self) -> Label:
        """Its label with name and TLP mark."""
        return Label(self.label)

    def source_numbers(self) -> dict[str, int]:
        """The numbers that stand in its published text, by the keys of their sentences."""
        return {key: number for key, number, _count in self.numbers}

    def wanted_by(self, label: str) -> Wanted:
        """What it is to say to those who may see `label`."""
        others = Brief.objects.filter(space=self.space_id).values_list("uid", flat=True)
        return Wanted(
            self.space, Label(label), self.since, self.until, self.as_of, self.language, tuple(self.topics),
            frozenset(others),
        )  # fmt: skip


class Cited(models.Model):
    """A post of which a published brief quotes words; empty once that post is gone."""

    brief = models.ForeignKey(Brief, models.CASCADE, related_name="cited")
    post = models.ForeignKey(Post, models.SET_NULL, null=True, related_name="+")
    number = models.PositiveSmallIntegerField()
    gone_at = models.DateTimeField(null=True, blank=True)
    """When its words were taken out of the published text."""
    changed_at = models.DateTimeField(null=True, blank=True)
    """Of which change its sentences in the published text are, where it was changed since."""

    def __str__(self) -> str:
        return f"[{self.number}] of {self.brief_id}"
