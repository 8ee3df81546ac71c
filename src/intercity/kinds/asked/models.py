"""What only a question for an event has."""

from __future__ import annotations

from django.db import models

from intercity.organisations.models import Person
from intercity.posts.models import Post


class AskedQuestion(models.Model):
    """Whether those who organise the event have taken it up."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="asked_question")
    taken_up_at = models.DateTimeField(null=True, blank=True)
    taken_up_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"question {self.post_id}"
