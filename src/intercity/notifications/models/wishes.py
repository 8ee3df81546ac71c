"""What people want to hear of, and how."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intercity.organisations.models import Organisation, Person
from intercity.posts.models import Post
from intercity.posts.telling import Pace
from intercity.search.models import SavedView
from intercity.spaces.models import Space, Topic

TARGETS: Final = ("space", "topic", "organisation", "post", "view")


def exactly_one() -> Q:
    """The condition that one of the targets is there and the others are not."""
    found = Q(pk__in=[])
    for target in TARGETS:
        only = Q(**{f"{other}__isnull": other != target for other in TARGETS})
        found = only if target == TARGETS[0] else found | only
    return found


class Follow(models.Model):
    """A person's wish to hear of one thing, or (muted) to hear no more of it.

    The spaces of one's organisations are followed without a row. A muted post is a whole conversation: nothing about
    it reaches the person; what else is muted only silences what one would hear because of following.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="follows")
    space = models.ForeignKey(Space, models.CASCADE, null=True, blank=True, related_name="follows")
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True, related_name="follows")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="followed_by")
    post = models.ForeignKey(Post, models.CASCADE, null=True, blank=True, related_name="follows")
    view = models.ForeignKey(SavedView, models.CASCADE, null=True, blank=True, related_name="follows")
    muted = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=exactly_one(), name="follows_one_thing"),
            *(
                models.UniqueConstraint(
                    fields=[target, "person"],
                    name=f"follows_{target}_once",
                    condition=Q(**{f"{target}__isnull": False}),
                )
                for target in TARGETS
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {'mutes' if self.muted else 'follows'} {self.target}"

    @property
    def target(self) -> Space | Topic | Organisation | Post | SavedView:
        """What it is about."""
        found: Space | Topic | Organisation | Post | SavedView = getattr(self, self.sort)
        return found

    @property
    def sort(self) -> str:
        """Which of the targets it is about."""
        return next(target for target in TARGETS if getattr(self, f"{target}_id") is not None)


class By(models.TextChoices):
    """Which way it reaches somebody. The inbox has it always."""

    MAIL = "mail", _("By mail")
    PUSH = "push", _("On this screen (push)")
    INSIDE = "inside", _("Only in my inbox")


class Preference(models.Model):
    """What a person chose for one sort of event; without a row the event's own pace holds, by mail."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="preferences")
    event = models.CharField(max_length=16)
    pace = models.CharField(max_length=8, choices=Pace.choices)
    by = models.CharField(max_length=8, choices=By.choices, default=By.MAIL)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "event"], name="preferred_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.event} {self.pace} {self.by}"
