"""Who takes part in an event, for which organisation."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intercity.core.uids import new_uid
from intercity.organisations.models import Organisation, Person
from intercity.posts.models import Post


class Part(models.TextChoices):
    """What somebody does with an event."""

    COMING = "coming", _("Takes part")
    WAITING = "waiting", _("On the waiting list")
    DECLINED = "declined", _("Declined the invitation")
    CANCELLED = "cancelled", _("Does not take part any more")
    LOST = "lost", _("Cannot see the event any more")


class Registration(models.Model):
    """One person at one event, for the organisation that they acted with; the same row whatever they say later."""

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="registrations")
    person = models.ForeignKey(Person, models.CASCADE, related_name="registrations")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="registrations")
    state = models.CharField(max_length=9, choices=Part.choices)
    # Since when it is in this state: the waiting list is in the order of it.
    at = models.DateTimeField()
    # "Perhaps", as calendar programs can say: the place is kept.
    tentative = models.BooleanField(default=False)
    # When the person said so themselves; an answer by mail that was written before is late.
    said_at = models.DateTimeField()
    # Rises each time this person's calendar must take over something that is not the event's (RFC 5545, SEQUENCE).
    sequence = models.PositiveIntegerField(default=0)
    # When the event begins, as far as the person could last see: a calendar is told no more of it than that.
    known_starts_at = models.DateTimeField(null=True)
    attended = models.BooleanField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["post", "person"], name="registered_once")]
        indexes: ClassVar = [
            models.Index(fields=["post", "at", "id"], name="registration_waiting", condition=Q(state="waiting"))
        ]

    def __str__(self) -> str:
        return f"registration {self.uid} {self.state}"

    @property
    def holds(self) -> bool:
        """Whether the person takes part, or waits for a place."""
        return self.state in (Part.COMING, Part.WAITING)


class Reminded(models.Model):
    """That those who come to an event were reminded, of which beginning: one that is moved is reminded of again."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="+")
    starts_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"reminded {self.post_id}"

    def is_of(self, starts_at: datetime) -> bool:
        """Whether it was for this beginning."""
        return self.starts_at == starts_at
