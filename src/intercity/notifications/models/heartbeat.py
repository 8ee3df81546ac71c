"""The sign that a worker lives."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Heartbeat(models.Model):
    """When a process last finished a round. It stands in this room so that pages can ask for it too."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at}"


def beat(name: str = "worker") -> None:
    """Say that `name` is alive now."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def seconds_since_beat(name: str = "worker") -> float | None:
    """How long ago `name` was last alive, by the clock of this process; None if it never was."""
    row = Heartbeat.objects.filter(name=name).first()
    return None if row is None else (timezone.now() - row.at).total_seconds()
