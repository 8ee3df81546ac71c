"""What only an issue or a takeaway has."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from intercity.posts.models import Post


class Sort(models.TextChoices):
    """What was found: something that is wrong, or something to act on."""

    ISSUE = "issue", _("Issue")
    TAKEAWAY = "takeaway", _("Takeaway")


class Finding(models.Model):
    """Which of the two it is."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="finding")
    sort = models.CharField(_("what it is"), max_length=8, choices=Sort.choices, default=Sort.ISSUE)

    def __str__(self) -> str:
        return f"{self.sort} {self.post_id}"
