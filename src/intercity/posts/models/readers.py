"""For whom a post labelled "Named only" is: people and organisations, one by one."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from intercity.core.uids import new_uid
from intercity.organisations.models import Organisation, Person
from intercity.organisations.viewers import ReadingRights


class ReadersQuerySet(models.QuerySet["Readers"]):
    """Lists of reader sets."""

    def holding(self, rights: ReadingRights) -> ReadersQuerySet:
        """Those that a viewer with these rights is one of now: named in person, or in an organisation that is."""
        if not rights.organisation_ids:
            return self.none()
        mine = Reader.objects.filter(organisation__in=rights.organisation_ids)
        return self.filter(pk__in=mine.filter(Q(person=None) | Q(person=rights.person)).values("readers"))


class Readers(models.Model):
    """A set of readers. It never changes: whoever names others makes another one, so nobody is let into old texts.

    Posts for the same readers share it. `digest` is that of its sorted entries.
    """

    uid = models.CharField(max_length=12, primary_key=True, default=new_uid, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    # Whether it was made in this transaction, and no act says so yet.
    is_new = False

    objects = ReadersQuerySet.as_manager()

    def __str__(self) -> str:
        return self.uid


class Reader(models.Model):
    """One entry: a person while they are a member of that organisation, or (without person) all its members."""

    readers = models.ForeignKey(Readers, models.CASCADE, related_name="entries")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "person"], name="reader_who")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["readers", "organisation", "person"], name="reader_once", condition=Q(person__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["readers", "organisation"], name="reader_organisation_once", condition=Q(person=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.readers_id}: {self.person or self.organisation}"


class SharingGroup(models.Model):
    """Readers that an organisation names often, under a name. Copied when a post is published."""

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    owner = models.ForeignKey(Organisation, models.CASCADE, related_name="sharing_groups")
    name = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "name"], name="sharing_group_name")]

    def __str__(self) -> str:
        return self.name


class SharingGroupEntry(models.Model):
    """As `Reader`, in a saved group."""

    group = models.ForeignKey(SharingGroup, models.CASCADE, related_name="entries")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.group_id}: {self.person or self.organisation}"
