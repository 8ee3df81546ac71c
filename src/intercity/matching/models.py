"""What organisations say that they know, which were asked, and how far asking has come."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from intercity.organisations.models import Organisation, Person
from intercity.posts.models import Post, State
from intercity.spaces.models import SpaceState, Topic


class Expertise(models.Model):
    """A topic that an organisation says it knows well; shown on its profile."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="expertise")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="experts")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "topic"], name="expert_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id} knows about {self.topic_id}"


class AskedState(models.TextChoices):
    """What the organisation did about it. Whether it answered is seen from its answers (`with_answers`)."""

    WAITING = "waiting", "waiting"
    PASSED = "passed", "passed"
    DECLINED = "declined", "declined"


def has_answered() -> Exists:
    """Whether an answer of the asked organisation stands under the question."""
    answers = Post.objects.filter(root=OuterRef("post"), organisation=OuterRef("organisation"))
    return Exists(answers.filter(state=State.PUBLISHED))


class AskedQuerySet(models.QuerySet["Asked"]):
    """Lists of who was asked."""

    def with_answers(self) -> AskedQuerySet:
        """With `has_answered`: whether a member of the organisation wrote under the question, and it stands.

        Worked out, not stored: an answer counts from its commit on, and no more once it is withdrawn.
        """
        return self.annotate(has_answered=has_answered())

    def unanswered(self) -> AskedQuerySet:
        """Those that have not answered."""
        return self.filter(~has_answered())

    def real(self) -> AskedQuerySet:
        """Without those of exercises: nobody's patience is used up by what is invented."""
        return self.exclude(post__space__state=SpaceState.EXERCISE)


class Asked(models.Model):
    """An organisation that was asked a question directly, and why."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="asked")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="asked")
    ring = models.PositiveSmallIntegerField(default=1)
    """1: chosen by whoever asks; 2 and more: added because nobody answered."""
    reasons = models.JSONField(default=list)
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=AskedState.choices, default=AskedState.WAITING)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    passed_to = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = AskedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["post", "organisation"], name="asked_once")]
        indexes: ClassVar = [models.Index(fields=["organisation", "asked_at"], name="asked_when")]

    def __str__(self) -> str:
        return f"{self.organisation_id} was asked {self.post_id}"


class Pursuit(models.Model):
    """How far asking has come for one question: what the clock does next."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="pursuit")
    ring = models.PositiveSmallIntegerField(default=0)
    """The last ring that was asked; 0: nobody yet."""
    goes_on = models.BooleanField(default=True)
    """Whether others are asked when nobody answers."""
    left_out = models.JSONField(default=list)
    """Uids of organisations that whoever asks took off the list: no later ring names them."""
    escalated_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.post_id}: ring {self.ring}"
