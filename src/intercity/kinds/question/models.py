"""What only a question has."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from intercity.posts.models import Post


class Question(models.Model):
    """By when the city needs to know."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="question")
    needed_by = models.DateTimeField(_("needed by"), null=True, blank=True)

    def __str__(self) -> str:
        return f"question {self.post_id}"
