"""What organisations answer: as it stands, as it stood, and what waits to become official."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from intercity.core.uids import new_uid
from intercity.kinds.rollcall.models.rollcall import RollCall
from intercity.organisations.models import Organisation, Person


class How(models.TextChoices):
    """Which way an answer came."""

    PAGE = "page", _("on the page")
    LINK = "link", _("by the link in a mail")
    MAIL = "mail", _("by mail")
    COORDINATOR = "coord", _("entered by the coordinator")


class AnswerState(models.TextChoices):
    """Whether it counts."""

    OFFICIAL = "official", _("Official")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Given(models.Model):
    """What one answer says. `values` holds by field name what `values.types.stored` makes of it.

    Fields that were not answered are left out.
    """

    values = models.JSONField(default=dict)
    no_capacity = models.BooleanField(_("we have no capacity to answer"), default=False)
    comment = models.TextField(_("comment"), blank=True)
    source = models.URLField(_("source"), max_length=500, blank=True)
    contact = models.CharField(_("who to call"), max_length=200, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    how = models.CharField(max_length=5, choices=How.choices, default=How.PAGE)
    at = models.DateTimeField()

    class Meta:
        abstract = True


class Official(Given):
    """What an answer has when it counts."""

    version = models.PositiveIntegerField()
    """1 for an organisation's first answer to it."""
    late = models.BooleanField(default=False)
    state = models.CharField(max_length=9, choices=AnswerState.choices, default=AnswerState.OFFICIAL)
    confirmed = models.BooleanField(default=True)
    """False while what the coordinator entered was not confirmed by the organisation."""

    class Meta:
        abstract = True


class Answer(Official):
    """The one answer of an organisation, as it stands."""

    rollcall = models.ForeignKey(RollCall, models.CASCADE, related_name="answers")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="answers")
    move = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["rollcall", "organisation"], name="answer_once")]
        indexes: ClassVar = [models.Index(fields=["rollcall", "move"], name="answer_move")]

    def __str__(self) -> str:
        return f"{self.organisation_id} answers {self.rollcall_id}"


class AnswerVersion(Official):
    """An answer as it was written once; the newest one of each organisation is what `Answer` says. Never changed, but
    for words that the organisation takes out.
    """

    rollcall = models.ForeignKey(RollCall, models.CASCADE, related_name="versions")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rollcall", "organisation", "version"], name="version_once")
        ]
        indexes: ClassVar = [models.Index(fields=["rollcall", "at"], name="version_when")]

    def __str__(self) -> str:
        return f"{self.organisation_id} answered {self.rollcall_id}, version {self.version}"


class Waits(models.TextChoices):
    """What a proposal waits for."""

    WRITER = "writer", _("its writer's confirmation")
    LEAD = "lead", _("the lead's approval")


class ProposalState(models.TextChoices):
    """What became of it."""

    OPEN = "open", _("Open")
    TAKEN = "taken", _("Taken over")
    REFUSED = "refused", _("Refused")
    REPLACED = "replaced", _("Replaced by a newer one")


class Proposal(Given):
    """An answer that does not count yet: read from a mail, or waiting for the lead of the organisation."""

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    rollcall = models.ForeignKey(RollCall, models.CASCADE, related_name="proposals")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    waits = models.CharField(max_length=6, choices=Waits.choices)
    seen_version = models.PositiveIntegerField(default=0)
    """The version of the answer that stood when it was written; 0 for none."""
    words = models.TextField(blank=True)
    """What the mail said, of which `values` is what was understood."""
    state = models.CharField(max_length=8, choices=ProposalState.choices, default=ProposalState.OPEN)
    settled_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "rollcall"], name="proposal_open", condition=models.Q(state="open"))
        ]

    def __str__(self) -> str:
        return f"proposal {self.uid}"


class Approving(models.Model):
    """An organisation whose lead approves an answer before it counts."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="approving")
    since = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.organisation_id} approves answers"
