"""Browsers that show messages."""

from __future__ import annotations

from typing import Any

from django.db import models

from intercity.organisations.models import Person


class PushSubscription(models.Model):
    """One browser of a person, as its push service knows it.

    It counts while the session lasts in which it was made: after signing out, nobody at that screen reads on. And only
    for the key of ours that it was made with: a restored installation has another.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="push_subscriptions")
    session_key = models.CharField(max_length=40)
    endpoint = models.CharField(max_length=500, unique=True)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=60)
    server_key = models.CharField(max_length=100, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.person_id} {self.endpoint[:40]}"

    def as_data(self) -> dict[str, Any]:
        """As the Push API of browsers writes it."""
        return {"endpoint": self.endpoint, "keys": {"p256dh": self.p256dh, "auth": self.auth}}
