"""What organisations agree on before they work in a space: who reads what, for what purpose, how long (ISO 22396)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intercity.organisations.models import Organisation, Person
from intercity.spaces.models.space import Space


@dataclass(frozen=True)
class Wording:
    """The words of an agreement; `text` is Markdown and may be empty."""

    purpose: str | Promise
    readers: str | Promise
    kept_for: str | Promise
    text: str | Promise = ""


class Agreement(models.Model):
    """One version of a space's exchange agreement. It is never changed: other words are the next version."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="agreements")
    version = models.PositiveIntegerField()
    purpose = models.TextField(_("For what purpose"))
    readers = models.TextField(_("Who reads what"))
    kept_for = models.TextField(_("For how long"))
    text = models.TextField(_("What else we agree on"), blank=True)
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["space", "version"], name="agreement_version_once")]

    def __str__(self) -> str:
        return f"{self.space} {self.version}"

    @property
    def wording(self) -> Wording:
        """Its words."""
        return Wording(self.purpose, self.readers, self.kept_for, self.text)


class AgreementAcceptance(models.Model):
    """An organisation accepted a version; `person` is the lead who said so, None once they are erased."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="acceptances")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="agreement_acceptances")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "organisation"], name="agreement_accepted_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} accepts {self.agreement}"


class AgreementAsked(models.Model):
    """The lead of an organisation is asked to accept; the row goes when they have.

    `comes_in`: a coordinator brings the organisation in, and it joins as soon as its lead has accepted.
    """

    space = models.ForeignKey(Space, models.CASCADE, related_name="agreement_asked")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="agreement_asked")
    asked_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    comes_in = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["space", "organisation"], name="agreement_asked_once")]

    def __str__(self) -> str:
        return f"{self.organisation} asked for {self.space}"
