"""What only a practice has."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from intercity.posts.cost_fields import Costed
from intercity.posts.models import Post


class Status(models.TextChoices):
    """Whether it is done today."""

    PLANNED = "planned", _("Planned")
    ACTIVE = "active", _("In force")
    EASED = "eased", _("Eased")
    ENDED = "ended", _("Ended")


class Evidence(models.TextChoices):
    """How sure the city is that it works, from least to most."""

    OPINION = "opinion", _("Our impression")
    COUNTED = "counted", _("Counted, not evaluated")
    COMPARED = "compared", _("Compared before and after")
    EVALUATED = "evaluated", _("Evaluated independently")


class Practice(Costed):
    """The facts of a practice; all but the shared title, text and topic may stay empty."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="practice")
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.ACTIVE)
    confirmed_on = models.DateField(_("still in force as of"), null=True, blank=True)
    # Since when its organisation has left unanswered whether it is still in force; a later confirmation outweighs it.
    unconfirmed_since = models.DateField(null=True, blank=True, editable=False)
    begins_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    problem = models.TextField(_("the problem"), blank=True)
    reached = models.CharField(_("people reached"), max_length=200, blank=True)
    funding = models.CharField(_("paid by"), max_length=200, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    evidence = models.CharField(_("evidence"), max_length=10, choices=Evidence.choices, blank=True)
    outcome = models.TextField(_("what came of it"), blank=True)
    lessons = models.TextField(_("what we learned"), blank=True)
    rights = models.TextField(_("rights considered"), blank=True)
    links = models.TextField(_("links"), blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["status"], name="practice_status")]

    def __str__(self) -> str:
        return f"practice {self.post_id}"

    @property
    def is_unconfirmed(self) -> bool:
        """Whether nobody has confirmed it since they were asked, more than once."""
        since, on = self.unconfirmed_since, self.confirmed_on
        return since is not None and (on is None or on <= since)
