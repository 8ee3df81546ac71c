"""What is asked, of whom, and until when."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intercity.organisations.models import Organisation, Person
from intercity.posts.models import Post
from intercity.spaces.models import Label


class FieldType(models.TextChoices):
    """What an answer to one field is."""

    STANDING = "standing", _("Yes / no / planned / not our task")
    ONE = "one", _("One of several")
    SEVERAL = "several", _("Several of a list")
    NUMBER = "number", _("Number with unit")
    MONEY = "money", _("Amount of money")
    PERCENT = "percent", _("Percentage")
    DATE = "date", _("Date")
    TEXT = "text", _("Short text")


class Repeat(models.TextChoices):
    """Whether it is asked again by itself."""

    ONCE = "", _("Once")
    WEEKLY = "weekly", _("Every week, until you stop it")


class RollCall(models.Model):
    """One question to many organisations. Its title, reason, label and contact are those of its post."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="rollcall")
    deadline = models.DateTimeField(_("answers are needed by"))
    answers_label = models.CharField(_("who may see the answers"), max_length=5, choices=Label.choices)
    """Never wider than the post's own: `effective_label`."""
    scope = models.JSONField(default=dict)
    """How whoever asks said who is asked, for showing it and for asking again: {"who": "country", "country": "FR"}."""
    asked = models.PositiveIntegerField(default=0)
    """How many are asked: rows of `Invited`."""
    moves = models.PositiveIntegerField(default=0)
    """Rises with each change of an answer; an answer's `move` is this number when it changed last."""
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)
    over_at = models.DateTimeField(null=True, blank=True)
    """When the clock noted that the deadline has passed; earlier than the deadline where that was moved since."""
    told_at = models.DateTimeField(null=True, blank=True)
    """When whoever asked was told how it stands: once, when all have answered or at the deadline."""
    repeated_at = models.DateTimeField(null=True, blank=True)
    """When the clock asked it again, as the next of its series."""
    repeat = models.CharField(_("how often"), max_length=8, choices=Repeat.choices, default=Repeat.ONCE, blank=True)
    first = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="later")
    """The first of the series this one belongs to; None for the first itself and for those without a series."""
    closed_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField(_("result"), blank=True)
    """What came out, in Markdown; stays on top once it is closed."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["deadline"], name="rollcall_open", condition=models.Q(closed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"roll call {self.post_id}"

    @property
    def is_closed(self) -> bool:
        """Whether its figures are final."""
        return self.closed_at is not None

    @property
    def is_over(self) -> bool:
        """Whether the deadline has passed; answers still count then, marked late."""
        return timezone.now() > self.deadline

    def is_late(self, at: datetime) -> bool:
        """Whether an answer given then is late."""
        return at > self.deadline


class Field(models.Model):
    """One thing that is asked. What answers hold of it stands under `name`, which never changes."""

    rollcall = models.ForeignKey(RollCall, models.CASCADE, related_name="fields")
    name = models.SlugField(max_length=8)
    position = models.PositiveSmallIntegerField()
    type = models.CharField(_("what the answer is"), max_length=8, choices=FieldType.choices)
    label = models.CharField(_("question"), max_length=200)
    options = models.JSONField(default=list, blank=True)
    """Of `ONE` and `SEVERAL`: [{"id": "a", "label": "Hotels"}]; ids never change. `STANDING` has its own four."""
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    """Of `NUMBER`: "beds"; of `MONEY`: the currency that is offered first, as ISO 4217 writes it."""
    archived_at = models.DateTimeField(null=True, blank=True)
    """Asked no more; what was answered is kept."""

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["rollcall", "name"], name="field_once")]

    def __str__(self) -> str:
        return self.label


class Invited(models.Model):
    """An organisation that is asked. Its row is locked while its answer is written."""

    rollcall = models.ForeignKey(RollCall, models.CASCADE, related_name="invited")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="rollcalls")
    answering = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    """Who of them said that they see to it."""
    answering_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rollcall", "organisation"], name="rollcall_asked_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} is asked {self.rollcall_id}"
