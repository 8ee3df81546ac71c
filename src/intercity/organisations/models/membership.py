"""A person acting for an organisation."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intercity.organisations.models.organisation import Organisation
from intercity.organisations.models.person import Person

# A membership that nobody confirmed for so long ends; its person hears of it so long before.
LASTS: Final = timedelta(days=365)
REMINDS: Final = timedelta(days=30)


class Role(models.TextChoices):
    """What a person may do for the organisation; each role may all that the one before may."""

    READER = "reader", _("Reader: may read")
    OFFICER = "officer", _("Officer: may post")
    EDITOR = "editor", _("Editor: may also correct colleagues' posts")
    LEAD = "lead", _("Lead: may also admit colleagues and change the profile")


SPEAKING = (Role.OFFICER, Role.EDITOR, Role.LEAD)


def higher(one: str, other: str) -> str:
    """The role that may do more."""
    order = Role.values
    return max(one, other, key=order.index)


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Lists of memberships."""

    def present(self) -> MembershipQuerySet:
        """Those that have not ended, of people whose account is open."""
        return self.filter(ended_at=None, person__is_active=True)

    def speaking(self) -> MembershipQuerySet:
        """Present members who may speak for their organisation now: nobody who is suspended."""
        suspended = models.Q(person__suspended_until__gt=timezone.now())
        return self.present().filter(~suspended, role__in=SPEAKING, verified_at__isnull=False)


class Membership(models.Model):
    """One person, one organisation, one role. Reading needs the row; speaking needs `verified_at` too."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.READER)
    asks_to_speak = models.BooleanField(default=False)
    listed = models.BooleanField(_("shown on the organisation's page as a person to call"), default=True)
    began_at = models.DateTimeField(auto_now_add=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    domain_confirmed_at = models.DateTimeField(null=True, blank=True)
    reconfirmed_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "organisation"], name="one_membership_each"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.organisation}"

    @property
    def lasts_until(self) -> datetime:
        """When it ends unless somebody confirms it."""
        return max(at for at in (self.began_at, self.verified_at, self.reconfirmed_at) if at is not None) + LASTS

    @property
    def may_speak(self) -> bool:
        """Whether this person may publish for the organisation today."""
        return self.ended_at is None and self.verified_at is not None and self.role in SPEAKING
