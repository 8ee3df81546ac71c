"""Addresses of people who were erased while they were suspended: erasing must not be a way around it."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac


class KeptOut(models.Model):
    """One address, until the suspension ends. The address itself cannot be read from its `digest`."""

    digest = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"until {self.until}"


def digest_of(address: str) -> str:
    """What is kept in place of an address: without the secret of the installation nobody can try out which it is."""
    return salted_hmac("intercity.kept-out", address.strip().lower(), algorithm="sha256").hexdigest()


def keep_out(address: str, until: datetime) -> None:
    """Let nobody have an account with `address` before `until`."""
    KeptOut.objects.update_or_create(digest=digest_of(address), defaults={"until": until})


def kept_out_until(address: str) -> datetime | None:
    """Until when nobody may have an account with `address`; None where somebody may."""
    rows = KeptOut.objects.filter(digest=digest_of(address), until__gt=timezone.now())
    return rows.values_list("until", flat=True).first()
