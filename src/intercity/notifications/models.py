"""Deliveries, wishes not to hear, and the sign that a worker lives."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from intercity.core.uids import new_uid
from intercity.organisations.models import Invitation, Person
from intercity.posts.models import Post


class Channel(models.TextChoices):
    """How it reaches the person."""

    MAIL = "mail", "mail"


class DeliveryState(models.TextChoices):
    """Where a delivery is. The last three are final."""

    QUEUED = "queued", "queued"
    LEASED = "leased", "leased"
    SENT = "sent", "sent"
    DROPPED = "dropped", "dropped"
    FAILED = "failed", "failed"


class Delivery(models.Model):
    """One act, one reader, one channel: sent, dropped or failed in the end, and never lost.

    The reader is a person, or whoever reads the mail at `address` about an `invitation` and has no account yet.

    `lease_until` says how long a worker has this row for itself; a worker that died leaves it to the next one.
    `attempts` counts leases, so that a mail which kills its worker does not do so for ever.
    """

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    activity_id = models.BigIntegerField()
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="deliveries")
    invitation = models.ForeignKey(Invitation, models.CASCADE, null=True, blank=True, related_name="deliveries")
    address = models.EmailField(blank=True)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.MAIL)
    post_uid = models.CharField(max_length=12, blank=True, db_index=True)
    message_id = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=8, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(default=timezone.now)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["activity_id", "person", "channel"], name="delivered_once"),
            models.UniqueConstraint(fields=["activity_id", "invitation"], name="invited_once"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, invitation__isnull=True)
                | Q(person__isnull=True, invitation__isnull=False),
                name="delivered_to_one_reader",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_try"], name="delivery_due", condition=Q(state="queued")),
            models.Index(fields=["lease_until"], name="delivery_leased", condition=Q(state="leased")),
        ]

    def __str__(self) -> str:
        return f"{self.uid} {self.state}"


class Mute(models.Model):
    """A person's wish to hear no more of one conversation. `post` is its first post."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="mutes")
    post = models.ForeignKey(Post, models.CASCADE, related_name="mutes")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "post"], name="muted_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.post_id}"


class Heartbeat(models.Model):
    """When a process last finished a round. It stands in this room so that pages can ask for it too."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at}"


def beat(name: str = "worker") -> None:
    """Say that `name` is alive now."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def seconds_since_beat(name: str = "worker") -> float | None:
    """How long ago `name` was last alive, by the clock of this process; None if it never was."""
    row = Heartbeat.objects.filter(name=name).first()
    return None if row is None else (timezone.now() - row.at).total_seconds()


def mail_host() -> str:
    """The host in message ids: that of the sender's address, which the operator owns."""
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >") or "localhost"
