"""What only a question has."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from intercity.organisations.models import Organisation, Person
from intercity.posts.models import Post


class RequestState(models.TextChoices):
    """How far a request to another level is. An answer that came counts without anybody saying so."""

    SENT = "sent", _("Sent")
    RECEIVED = "received", _("Received")
    ANSWERED = "answered", _("Answered")
    REFUSED = "refused", _("Refused")


class Question(models.Model):
    """By when the city needs to know, and whom at another level it asks, if anybody."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="question")
    needed_by = models.DateTimeField(_("needed by"), null=True, blank=True)
    addressee = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="requests")
    request_state = models.CharField(max_length=8, choices=RequestState.choices, default=RequestState.SENT)
    # Since when the request is in that state, for this addressee.
    request_at = models.DateTimeField(null=True, blank=True)
    refusal = models.TextField(_("why"), blank=True)

    class Meta:
        indexes: ClassVar = [
            # Few questions are requests; the page of requests begins with these.
            models.Index(fields=["request_state"], name="question_request", condition=models.Q(addressee__isnull=False))
        ]

    def __str__(self) -> str:
        return f"question {self.post_id}"

    @property
    def request_since(self) -> datetime | None:
        """Since when the request is in its state: what waited for its time was not sent before that came."""
        return max(self.request_at, self.post.published_at) if self.request_at else None


class Accepted(models.Model):
    """An answer that whoever asked has accepted. `Tally` repeats it for lists and threads."""

    answer = models.OneToOneField(Post, models.CASCADE, related_name="acceptance")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"accepted {self.answer_id}"
