"""Organisations under one name, to be chosen together again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intercity.core.uids import new_uid
from intercity.organisations.models import Organisation, Person
from intercity.spaces.models.space import Space


class OrganisationListQuerySet(models.QuerySet["OrganisationList"]):
    """Lists of lists."""

    def offered_in(self, space: Space | None) -> OrganisationListQuerySet:
        """Those of a space and those of the whole network."""
        return self.filter(Q(space=None) | Q(space=space))

    def standing(self) -> OrganisationListQuerySet:
        """Those that are brought into every new crisis."""
        return self.filter(space=None, is_standing=True)


class OrganisationList(models.Model):
    """A saved choice of organisations, of one space or of the whole network. Its names are for coordinators only."""

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    space = models.ForeignKey(Space, models.CASCADE, null=True, blank=True, related_name="lists")
    name = models.CharField(_("name"), max_length=80)
    is_standing = models.BooleanField(_("invited into every new crisis"), default=False)
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    organisations: models.ManyToManyField[Organisation, models.Model] = models.ManyToManyField(
        Organisation, related_name="+"
    )

    objects = OrganisationListQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name
