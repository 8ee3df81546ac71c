"""How it went, some weeks after an organisation took over a practice."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from intercity.adoption.models.adoption import Adoption
from intercity.organisations.models import Person


class Again(models.TextChoices):
    """Whether they would do it again."""

    YES = "yes", _("Yes")
    CHANGED = "changed", _("Yes, but in another way")
    NO = "no", _("No")


class Review(models.Model):
    """Asked so many `days` after the adoption; without `answered_at` while nobody answered."""

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="reviews")
    days = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    outcome = models.TextField(_("what came of it"), blank=True)
    cost = models.CharField(_("what it cost you"), max_length=200, blank=True)
    again = models.CharField(_("would you do it again?"), max_length=8, choices=Again.choices, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["days"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["adoption", "days"], name="review_once")]

    def __str__(self) -> str:
        return f"{self.adoption_id} after {self.days}"
