"""What an organisation did with another's practice."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intercity.core.uids import new_uid
from intercity.organisations.models import Organisation, Person
from intercity.posts.models import Post


class Standing(models.TextChoices):
    """How far an organisation is with another's practice."""

    ALREADY = "already", _("Does it already")
    CONSIDERING = "considering", _("Thinking about it")
    ADOPTED = "adopted", _("Does the same now")
    ADAPTED = "adapted", _("Does it in its own way")
    REJECTED = "rejected", _("Decided against it")


DONE = (Standing.ALREADY, Standing.ADOPTED, Standing.ADAPTED)
"""Who says so counts as doing it too."""
TAKEN = (Standing.ADOPTED, Standing.ADAPTED)
"""Who says so has it from the other organisation, and is asked later how it went."""


class Word(models.Model):
    """What was said at one time."""

    status = models.CharField(_("how far are you?"), max_length=12, choices=Standing.choices)
    reason = models.TextField(_("why"), blank=True)
    changed = models.TextField(_("what we changed"), blank=True)
    own_uid = models.CharField(max_length=12, blank=True)
    """The uid of the organisation's own practice: one that stands, or one that is being written as a copy.

    It is the one place that says which practice comes from which. It counts only where the post with this uid is the
    organisation's.
    """
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True


class Adoption(Word):
    """What an organisation says now about another's practice: one row each."""

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="adoptions", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="adoptions", db_index=False)
    taken_at = models.DateTimeField(null=True, blank=True)
    """Since when they do it as they have it from the other; empty while they do not."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "organisation"], name="adoption_once"),
            models.UniqueConstraint(fields=["own_uid"], condition=~Q(own_uid=""), name="adoption_one_parent"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-at"], name="adoption_organisation"),
            models.Index(fields=["taken_at"], condition=Q(taken_at__isnull=False), name="adoption_taken"),
            models.Index(fields=["at"], name="adoption_at"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.status} {self.post_id}"

    @property
    def is_done(self) -> bool:
        """Whether they do it too."""
        return self.status in DONE


class Said(Word):
    """What an organisation said before and says now, whole; the newest equals its adoption."""

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="said")

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["at"], name="said_at")]

    def __str__(self) -> str:
        return f"{self.adoption_id} {self.status}"
