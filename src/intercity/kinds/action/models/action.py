"""What only an action has: who leads it, where it stands in its life, and how it goes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from intercity.organisations.models import Organisation, Person
from intercity.posts.cost_fields import Costed
from intercity.posts.models import Post

if TYPE_CHECKING:
    from intercity.kinds.action.models.parts import Milestone


class Stage(models.TextChoices):
    """Where it is in its life. It counts from `ACCEPTED` on."""

    PROPOSED = "proposed", pgettext_lazy("action", "Proposed")
    SELECTED = "selected", _("Selected, its lead has to accept")
    ACCEPTED = "accepted", _("Under way")
    DECLINED = "declined", pgettext_lazy("action", "Declined")
    DONE = "done", pgettext_lazy("action", "Done")
    STOPPED = "stopped", pgettext_lazy("action", "Stopped")


class Status(models.TextChoices):
    """How it goes, in the words of those who do it."""

    ON_TRACK = "on_track", _("On track")
    AT_RISK = "at_risk", _("At risk")
    LATE = "late", _("Late")


class ActionManager(models.Manager["Action"]):
    """Reads actions with their milestones: every card says how many of them are done."""

    def get_queryset(self) -> models.QuerySet[Action]:
        """All, in one query more for all their milestones."""
        return super().get_queryset().prefetch_related("milestones")


class Action(Costed):
    """Its aim is the text of the post; the organisation of the post is the one that proposed it."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="action")
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.PROPOSED, db_index=True)
    stage_at = models.DateTimeField()
    stage_reason = models.TextField(blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.ON_TRACK)
    reason = models.TextField(_("why"), blank=True)
    # When somebody last told how far it is, and when its lead was last asked.
    reported_at = models.DateTimeField(null=True, blank=True, editable=False)
    nudged_at = models.DateTimeField(null=True, blank=True, editable=False)
    lead = models.ForeignKey(Organisation, models.PROTECT, related_name="led_actions")
    begins_on = models.DateField(_("from"), null=True, blank=True)
    risks = models.TextField(_("risks"), blank=True)

    objects = ActionManager()

    def __str__(self) -> str:
        return f"action {self.post_id}"

    @property
    def counts(self) -> bool:
        """Whether it is part of the plan: selected, and accepted by its lead."""
        return self.stage in (Stage.ACCEPTED, Stage.DONE)

    @property
    def in_work(self) -> bool:
        """Whether its people tell how far it is."""
        return self.stage == Stage.ACCEPTED

    @property
    def parts(self) -> list[Milestone]:
        """Its milestones, the earliest first."""
        return sorted(self.milestones.all(), key=lambda one: (one.due_on, one.number))

    @property
    def next_part(self) -> Milestone | None:
        """The earliest milestone that is not done."""
        return next((one for one in self.parts if one.done_on is None), None)

    @property
    def done_parts(self) -> int:
        """How many milestones are done."""
        return sum(one.done_on is not None for one in self.milestones.all())

    @property
    def ends_on(self) -> date | None:
        """The day of its last milestone."""
        return max((one.due_on for one in self.milestones.all()), default=None)


class Partner(models.Model):
    """An organisation that takes part in an action, and as what."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="partnered_actions")
    role = models.CharField(_("role"), max_length=200, blank=True)
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["action", "organisation"], name="action_partner_once"),
        ]

    def __str__(self) -> str:
        return f"partner {self.organisation_id} of {self.action_id}"


class Step(models.Model):
    """One step in the life of an action: to which stage, when, by whom and for which organisation."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="steps")
    stage = models.CharField(max_length=8, choices=Stage.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    # What organisations had been asked before it; shown to those who see it.
    evidence = models.ForeignKey(Post, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.action_id} {self.stage}"
