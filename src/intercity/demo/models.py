"""The mail that the demo would have sent."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class DemoMail(models.Model):
    """One message, kept instead of sent."""

    recipient = models.CharField(max_length=254)
    sender = models.CharField(max_length=254)
    subject = models.CharField(max_length=998)
    text = models.TextField()
    headers = models.JSONField(default=dict)
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.subject}"

    @property
    def reply_to(self) -> str:
        """Where an answer to it goes; "" where it takes none."""
        return str(self.headers.get("Reply-To", ""))
