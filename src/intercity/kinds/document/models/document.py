"""How far a document is, and which organisations agreed to which version of it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from intercity.organisations.models import Organisation, Person
from intercity.posts.models import Post


class Status(models.TextChoices):
    """How far it is."""

    DRAFT = "draft", _("Draft")
    CONSULTATION = "consultation", _("In consultation")
    ADOPTED = "adopted", _("Adopted text")


class Document(models.Model):
    """The facts of a document. Its introduction is the text of the post; the rest stands in sections."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="document")
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.DRAFT)
    consultation_until = models.DateField(_("consultation until"), null=True, blank=True)
    # When others were asked last, and until which day those who were silent were reminded of.
    consulted_at = models.DateTimeField(null=True, blank=True, editable=False)
    reminded_for = models.DateField(null=True, blank=True, editable=False)
    is_guidance = models.BooleanField(_("guidance for others"), default=False)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    # The day up to which the clock has noted that its validity began or ended.
    noted_on = models.DateField(null=True, blank=True, editable=False)
    # Whether the speakers of all organisations of the space write in it, or only those of its own organisation.
    open_to_space = models.BooleanField(_("open to the space"), default=True)
    # Counts the versions that people see: what one person wrote in one go, until somebody agreed to it.
    edition = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["is_guidance", "valid_until"], name="document_guidance")]

    def __str__(self) -> str:
        return f"document {self.post_id}"

    @property
    def is_open(self) -> bool:
        """Whether it is still written."""
        return self.status != Status.ADOPTED

    def is_valid_on(self, day: date) -> bool:
        """Whether that day lies in its period of validity."""
        return (self.valid_from or day) <= day <= (self.valid_until or day)


class Agreed(models.Model):
    """An organisation agrees with a version of the document."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="agreed")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="agreed_documents")
    edition = models.PositiveIntegerField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["post", "organisation"], name="document_agreed_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id} agrees to {self.post_id} v{self.edition}"
