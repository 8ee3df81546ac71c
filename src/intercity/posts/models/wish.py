"""What somebody asks to be read by more people, and who must say yes first."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intercity.core.uids import new_uid
from intercity.organisations.models import Organisation, Person
from intercity.posts.models.post import Post
from intercity.spaces.models import Label


class WishSort(models.TextChoices):
    """Who must say yes."""

    CONSENT = "consent", _("The organisation whose text it is")
    SECOND = "second", _("A second person of the organisation that publishes it")


class WishQuerySet(models.QuerySet["LabelWish"]):
    """Lists of wishes."""

    def still_open(self) -> WishQuerySet:
        """Those that wait for an answer."""
        return self.filter(decided_at=None)


class LabelWish(models.Model):
    """A wish that one post or comment be read by more people; a post has at most one that is open.

    `text` is the fingerprint of the words that were asked about. `agreed` stays empty for what was void before
    anybody answered. `asked_by` is empty for whoever asks without their city's name; `organisation` is the one that
    the page names.
    """

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="wishes")
    sort = models.CharField(max_length=7, choices=WishSort.choices)
    label = models.CharField(_("who may see it"), max_length=5, choices=Label.choices)
    text = models.CharField(max_length=64, editable=False)
    why = models.TextField(_("why"), blank=True)
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    asked_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    agreed = models.BooleanField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = WishQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post"], condition=Q(decided_at=None), name="wish_open_once")
        ]

    def __str__(self) -> str:
        return f"{self.sort} {self.post_id}"

    @property
    def is_consent(self) -> bool:
        """Whether an organisation is asked about a text of its own."""
        return self.sort == WishSort.CONSENT
