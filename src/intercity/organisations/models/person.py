"""A person with an account: an address to write to, no password."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intercity.core.uids import new_uid

# What stands where others have a password, which nobody has here. Sessions are bound to it: they end with the change.
ERASING = "!erasing"
ERASED = "!erased"


class PersonManager(BaseUserManager["Person"]):
    """Creates and finds people by mail address, whatever its case."""

    def create_user(self, email: str, **fields: Any) -> Person:
        """Create a person without a usable password; `email` is kept in lower case."""
        person = self.model(email=email.strip().lower(), **fields)
        person.set_unusable_password()
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        """Find by address (sign-in uses this)."""
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser):
    """Somebody who signs in. What they may do comes from their memberships."""

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    position = models.CharField(_("position"), max_length=160, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True)
    is_coordinator = models.BooleanField(_("coordinator of the network"), default=False)
    is_active = models.BooleanField(default=True)
    # Until then they read as the public and write nothing; it ends by itself.
    suspended_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = PersonManager()

    @property
    def is_suspended(self) -> bool:
        """Whether moderators have taken the right to read and write as a member from them, for now."""
        return self.suspended_until is not None and self.suspended_until > timezone.now()

    def __str__(self) -> str:
        return self.name or self.email.partition("@")[0]
