"""Mails that came in, answers that wait for a colleague, and the other addresses that people write from."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intercity.core.uids import new_uid
from intercity.organisations.models import Organisation, Person
from intercity.posts.models import Post
from intercity.spaces.models import Space


class Outcome(models.TextChoices):
    """What became of a mail; all but the first are final."""

    WAITING = "waiting", _("Waits to be read")
    POSTED = "posted", _("Published")
    READ = "read", _("Read as an answer")
    HELD = "held", _("Waits for a colleague")
    TURNED_DOWN = "turned_down", _("Turned down by a colleague")
    RETURNED = "returned", _("Returned to its sender")
    DROPPED = "dropped", _("Dropped: doubtful")
    AUTOMATIC = "automatic", _("Dropped: written by a machine")
    BOUNCE = "bounce", _("A mail of ours came back")
    FAILED = "failed", _("Could not be read")


class Reason(models.TextChoices):
    """Why a mail was not published. The text is mailed to its sender where that is allowed (docs/mail.md)."""

    NONE = "", ""
    DAMAGED = "damaged", _("Your mail is damaged. Please write it again, or answer on the page.")
    SENDER_UNCLEAR = "sender_unclear", _("Your mail does not name exactly one sender.")
    FORGED = "forged", _("The mail server of the sender's address says that this mail is not from there.")
    NOT_PROVEN = "not_proven", _("Nobody can prove that this mail is from the address that it names.")
    NOT_THE_PERSON = (
        "not_the_person",
        _(
            "You wrote from another address than the one this mail was sent to. "
            "Answer from that address, or add this one under “My account”."
        ),
    )
    UNKNOWN_SENDER = "unknown_sender", _("We do not know your address. Write from the address that you sign in with.")
    NOT_ADDRESSED = "not_addressed", _("The address of the space must stand in your mail under “To” or “Cc”.")
    MAY_NOT_SPEAK = "may_not_speak", _("You may not post for an organisation yet. Ask its lead or a coordinator.")
    NOT_VISIBLE = "not_visible", _("The conversation is closed to you: it was taken back, or fewer people may see it.")
    NARROW = (
        "narrow",
        _("Fewer than the network may see this conversation, so no mail can answer it. Answer on the page."),
    )
    CLOSED = "closed", _("Nobody can answer there any more.")
    NO_SPACE = "no_space", _("There is no space with this address, or you may not post in it.")
    EMPTY = "empty", _("We found no words of yours in this mail, only quoted text. Write above the quoted text.")
    NO_TITLE = "no_title", _("Your mail has no subject. The subject becomes the title.")
    TOO_LONG = "too_long", _("Your text is too long. Write a short text and attach the rest as a file.")
    LABEL = "label", _("The label in your subject cannot be used by mail. Post on the page instead.")
    MACHINE = "machine", _("Machines are not answered.")


class Incoming(models.Model):
    """One mail to one of our addresses. It is written before the mail server hears that we have the mail.

    `raw` is emptied once the mail is settled; for doubtful ones a week later. `uid` is also that of the post it
    becomes: whatever dies in between, it becomes one post.
    """

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    fingerprint = models.CharField(max_length=64, unique=True)
    received_at = models.DateTimeField(default=timezone.now)
    recipient = models.CharField(max_length=320)
    envelope_sender = models.CharField(max_length=320, blank=True)
    sender = models.CharField(max_length=320, blank=True)
    proven = models.BooleanField(default=False)
    message_id = models.CharField(max_length=250, blank=True)
    size = models.PositiveIntegerField()
    raw = models.BinaryField(default=b"")
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.WAITING)
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True)
    left_out = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    settled_at = models.DateTimeField(null=True, blank=True)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    post_uid = models.CharField(max_length=12, blank=True)
    delivery_uid = models.CharField(max_length=12, blank=True, db_index=True)
    return_due = models.DateTimeField(null=True, blank=True)
    return_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["id"], name="incoming_waiting", condition=Q(outcome="waiting")),
            models.Index(fields=["return_due"], name="incoming_returns", condition=Q(return_due__isnull=False)),
            models.Index(fields=["sender", "received_at"], name="incoming_sender"),
            models.Index(fields=["-received_at", "-id"], name="incoming_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.uid} {self.outcome}"


class Held(models.Model):
    """Words that came by mail and wait for a colleague: an answer (`parent`), or news in a space."""

    incoming = models.OneToOneField(Incoming, models.CASCADE, related_name="held")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="held_mails")
    space = models.ForeignKey(Space, models.CASCADE, related_name="+")
    parent = models.ForeignKey(Post, models.CASCADE, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    label = models.CharField(max_length=5)
    files = models.JSONField(default=list)
    """Their names; what they hold is in the mail."""
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    approved = models.BooleanField(null=True)

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.incoming_id}"


class Approval(models.Model):
    """An organisation that lets a colleague look at what comes by mail before it is published."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="mail_approval")

    def __str__(self) -> str:
        return str(self.organisation_id)


class Alias(models.Model):
    """Another address that a person writes from: a shared mailbox, a deputy's. It counts once it is confirmed.

    One that was removed before stays a day, without a code, so that the codes that were mailed (`sent`) are counted.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="aliases")
    address = models.EmailField(_("e-mail"))
    code = models.CharField(max_length=128, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(default=timezone.now)
    sent = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["address"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "address"], name="alias_once")]
        indexes: ClassVar = [models.Index(fields=["address"], name="alias_address")]

    def __str__(self) -> str:
        return self.address
