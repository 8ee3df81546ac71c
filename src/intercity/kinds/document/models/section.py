"""The sections of a document, every version of each, and what was said on one."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intercity.core.uids import new_uid
from intercity.organisations.models import Organisation, Person
from intercity.posts.models import Post
from intercity.posts.models.readers import Readers
from intercity.spaces.models import Label

# What a form takes; where two wrote at once, both stand, and a text can become longer than that.
LONGEST_TITLE = 200
LONGEST_BODY = 100_000
# A form has to carry it in whatever letters, within the 2 MB of a request.
LONGEST_MERGED = 3 * LONGEST_BODY


class Section(models.Model):
    """One section as it stands. A removed one stays, for its versions and for whoever was writing in it."""

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="document_sections")
    position = models.PositiveIntegerField()
    title = models.CharField(_("heading"), max_length=LONGEST_TITLE)
    body = models.TextField(_("text"), blank=True)
    html = models.TextField(blank=True, editable=False)
    version = models.PositiveIntegerField(default=0)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    edited_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page on which it stands alone."""
        return reverse("document_section", args=[self.post.uid, self.uid])


class SectionVersion(models.Model):
    """One version of a section, whole: the base for whoever goes on from it, and what its history shows."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    edition = models.PositiveIntegerField()
    title = models.CharField(max_length=LONGEST_TITLE)
    body = models.TextField(blank=True)
    # What its writer sent, where that became another text by merging: they go on from it while they type.
    sent_title = models.CharField(max_length=LONGEST_TITLE, blank=True)
    sent = models.TextField(null=True, blank=True)
    # Chosen by the sender, so that sending again what was not answered changes nothing.
    key = models.CharField(max_length=40, blank=True)
    overlaps = models.JSONField(default=list, blank=True)
    removed = models.BooleanField(default=False)
    # That it stays: the clock found it the last of its sitting (`clock.prune`).
    kept = models.BooleanField(default=False)
    at = models.DateTimeField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    # As the document was then: an older text may be for fewer people than the document is now.
    label = models.CharField(max_length=5, choices=Label.choices)
    readers = models.ForeignKey(Readers, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-number"]
        indexes: ClassVar = [models.Index(fields=["at"], name="section_version_new", condition=Q(kept=False))]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["section", "number"], name="section_version_number"),
            models.UniqueConstraint(fields=["section", "key"], condition=~Q(key=""), name="section_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.section_id} v{self.number}"


class Remark(models.Model):
    """A comment (`post`) on one section."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="remark")
    section = models.ForeignKey(Section, models.CASCADE, related_name="remarks")

    def __str__(self) -> str:
        return f"{self.post_id} on {self.section_id}"
