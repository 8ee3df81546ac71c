"""Flags, the cases they make, what was decided, and appeals."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intercity.core.uids import new_uid
from intercity.organisations.models import Person
from intercity.posts.models import Post


class Rule(models.TextChoices):
    """What may be wrong with a post: whoever flags chooses one, and the open log names it."""

    PERSON = "person", _("It names or shows a private person")
    FALSE = "false", _("It is not true, or dangerous to follow")
    RUDE = "rude", _("It insults or threatens somebody")
    SPAM = "spam", _("It is advertising, or has nothing to do with this space")
    RIGHTS = "rights", _("It uses a text or picture without permission")
    OTHER = "other", _("Something else")


class Sort(models.TextChoices):
    """What a moderator decides."""

    NOTHING = "nothing", _("Leave it as it is")
    ASK = "ask", _("Ask its author to change it")
    HIDE = "hide", _("Hide it")
    WITHDRAW = "withdraw", _("Withdraw it")
    SUSPEND = "suspend", _("Hide it and suspend its author")


class Case(models.Model):
    """One post that people ask moderators to look at; a post has at most one that is open."""

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="cases")
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    claimed_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post"], condition=Q(closed_at=None), name="case_open_once")
        ]

    def __str__(self) -> str:
        return self.uid

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("moderation_case", args=[self.uid])

    @property
    def holder(self) -> Person | None:
        """Who looks after it now."""
        held = self.claimed_until is not None and self.claimed_until > timezone.now()
        return self.claimed_by if held else None


class Flag(models.Model):
    """One person says, once, that something is wrong with a post."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="flags")
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    rule = models.CharField(_("What is wrong?"), max_length=8, choices=Rule.choices)
    words = models.TextField(_("In your words"), blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["post", "person"], name="flag_once")]

    def __str__(self) -> str:
        return f"{self.rule} {self.post_id}"


class Look(models.Model):
    """A moderator opened a text that its label does not show them; its author is told."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="looks")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    reason = models.TextField(_("Why you must read it"))
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.by_id} {self.case_id}"


class Decision(models.Model):
    """How a case ended. `reason` is for the author, `public_words` for the open log."""

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    case = models.OneToOneField(Case, models.CASCADE, related_name="decision")
    sort = models.CharField(_("What you decide"), max_length=8, choices=Sort.choices)
    rule = models.CharField(_("Because"), max_length=8, choices=Rule.choices)
    reason = models.TextField(_("Why, for its author"))
    public_words = models.CharField(_("Why, for the open log"), max_length=300, blank=True)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    """Whom it concerns: the author of then."""
    until = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-at"], name="decision_newest")]

    def __str__(self) -> str:
        return f"{self.sort} {self.case_id}"


class Appeal(models.Model):
    """The author asks once that another moderator look again. `granted` is empty until one did."""

    decision = models.OneToOneField(Decision, models.CASCADE, related_name="appeal")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    words = models.TextField(_("Why it should be decided in another way"))
    at = models.DateTimeField(default=timezone.now)
    granted = models.BooleanField(null=True, blank=True)
    answer = models.TextField(_("Why, for its author"), blank=True)
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.decision_id}"
