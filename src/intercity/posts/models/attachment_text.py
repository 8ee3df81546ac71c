"""What the files of posts say."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from intercity.core.papers.reading import CUT, DAMAGED, ENCRYPTED, NO_TEXT
from intercity.posts.models.attachment import Attachment


class AttachmentText(models.Model):
    """The text of one file, so that its post is found by it, and of a PDF the first page. It goes with the file."""

    class Problem(models.TextChoices):
        """Why it cannot be searched, or not whole."""

        ENCRYPTED = ENCRYPTED, _("its text cannot be searched: it opens with a password only")
        DAMAGED = DAMAGED, _("its text cannot be searched: it cannot be read")
        EMPTY = NO_TEXT, _("its text cannot be searched: it holds pictures of text, or none")
        CUT = CUT, _("the beginning of its text can be searched")

    attachment = models.OneToOneField(Attachment, models.CASCADE, primary_key=True, related_name="reading")
    text = models.TextField(blank=True)
    pages = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=12, choices=Problem.choices, blank=True)
    # A file beneath the folder of files; nothing where there is none.
    picture = models.CharField(max_length=120, blank=True)
    width = models.PositiveSmallIntegerField(default=0)
    height = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"text of {self.attachment_id}"

    @property
    def pages_words(self) -> str:
        """How many pages the file has, in words; nothing where it is not known."""
        return ngettext("%(n)s page", "%(n)s pages", self.pages) % {"n": self.pages} if self.pages else ""

    @property
    def search_words(self) -> str:
        """Whether its text can be searched, in words."""
        return str(self.get_problem_display() if self.problem else _("its text can be searched"))
