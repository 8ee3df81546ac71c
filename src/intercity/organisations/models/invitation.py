"""An invitation to act for an organisation."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from intercity.organisations.models.membership import Role
from intercity.organisations.models.organisation import Organisation
from intercity.organisations.models.person import Person


def new_token() -> str:
    """43 characters nobody can guess."""
    return secrets.token_urlsafe(32)


class Invitation(models.Model):
    """Sent to one address; whoever opens its link and signs in with that address gets the role.

    An invitation without organisation makes a coordinator of the network (the one-time link of the first run).
    """

    token = models.CharField(max_length=64, unique=True, default=new_token)
    email = models.EmailField(_("e-mail"), blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="invitations")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.OFFICER)
    makes_coordinator = models.BooleanField(default=False)
    invited_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.email or '?'} → {self.organisation or '-'}"
