"""What is noted of an event, one text for each part of its report, and the versions that writers go on from."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from intercity.organisations.models import Person
from intercity.posts.models import Post

# What a form takes; where two write at once, both stand, and a text can become longer than that.
LONGEST = 20_000


class NotePart(models.TextChoices):
    """What is noted, in the order of the report's form."""

    SPEAKERS = "speakers", _("What the speakers say")
    ISSUES = "issues", _("Issues")
    TAKEAWAYS = "takeaways", _("Takeaways")
    QUOTES = "quotes", _("Quotes")
    REST = "rest", _("Anything else")


class Note(models.Model):
    """One part of the notes of an event, as it stands. Whoever takes notes there reads it, nobody else."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="notes")
    part = models.CharField(max_length=9, choices=NotePart.choices)
    body = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    # Up to this version the words were deleted: a page that still shows them must not bring them back.
    deleted_through = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    edited_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["post", "part"], name="one_note_of_a_part")]

    def __str__(self) -> str:
        return f"note {self.post_id} {self.part}"


class NoteVersion(models.Model):
    """One version of a part, whole: the base for whoever goes on from it. Removed when nobody does any more."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    body = models.TextField(blank=True)
    # What its writer sent, where that became another text by merging: they go on from it while they type.
    sent = models.TextField(null=True, blank=True)
    # Chosen by the sender, so that sending again what was not answered changes nothing.
    key = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["note", "number"], name="note_version_number"),
            models.UniqueConstraint(fields=["note", "key"], condition=~models.Q(key=""), name="note_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.note_id} v{self.number}"
