"""What goes to one person about one act."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from intercity.core.uids import new_uid
from intercity.organisations.models import Invitation, Organisation, Person


class Channel(models.TextChoices):
    """How it reaches the person.

    `digest` goes with the next mail that gathers what is not urgent; `inside` is the inbox: final at once.
    """

    MAIL = "mail", "mail"
    DIGEST = "digest", "digest"
    PUSH = "push", "push"
    INSIDE = "inside", "inside"


class DeliveryState(models.TextChoices):
    """Where a delivery is. The last three are final."""

    QUEUED = "queued", "queued"
    LEASED = "leased", "leased"
    SENT = "sent", "sent"
    DROPPED = "dropped", "dropped"
    FAILED = "failed", "failed"


def one_reader() -> Q:
    """The condition that a delivery has exactly one of its possible readers."""
    person = Q(person__isnull=False, invitation__isnull=True, mailbox__isnull=True)
    invitation = Q(person__isnull=True, invitation__isnull=False, mailbox__isnull=True)
    return person | invitation | Q(person__isnull=True, invitation__isnull=True, mailbox__isnull=False)


class Delivery(models.Model):
    """One act, one reader, one channel: sent, dropped or failed in the end, and never lost.

    `teller` names who tells it (`posts.telling`); "" for what concerns a membership. `post_uid` and `root_uid` say
    what it is about, if it is about a post.

    The reader is a person, or whoever reads the mail at `address` about an `invitation` and has no account yet, or
    the duty `mailbox` of an organisation (the address that it names when the mail goes out).

    `lease_until` says how long a worker has this row for itself; a worker that died leaves it to the next one.
    `attempts` counts leases, so that a mail which kills its worker does not do so for ever.
    """

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    activity_id = models.BigIntegerField()
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="deliveries")
    invitation = models.ForeignKey(Invitation, models.CASCADE, null=True, blank=True, related_name="deliveries")
    mailbox = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="duty_deliveries")
    address = models.EmailField(blank=True)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.MAIL)
    teller = models.CharField(max_length=24, blank=True)
    post_uid = models.CharField(max_length=12, blank=True, db_index=True)
    root_uid = models.CharField(max_length=12, blank=True)
    message_id = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=8, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(default=timezone.now)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["activity_id", "person", "channel"], name="delivered_once"),
            models.UniqueConstraint(fields=["activity_id", "invitation"], name="invited_once"),
            models.UniqueConstraint(fields=["activity_id", "mailbox"], name="told_duty_once"),
            models.CheckConstraint(condition=one_reader(), name="delivered_to_one_reader"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_try"], name="delivery_due", condition=Q(state="queued")),
            models.Index(fields=["lease_until"], name="delivery_leased", condition=Q(state="leased")),
            models.Index(fields=["-id"], name="delivery_failed", condition=Q(state="failed")),
            models.Index(fields=["person", "-id"], name="delivery_inbox", condition=Q(channel="inside")),
            models.Index(
                fields=["person", "root_uid"], name="delivery_unread", condition=Q(channel="inside", read_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uid} {self.state}"


def mail_host() -> str:
    """The host in message ids: that of the sender's address, which the operator owns."""
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >") or "localhost"
