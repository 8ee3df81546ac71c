"""Something new where somebody follows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.activity.models import Activity
from intercity.notifications.models import Follow
from intercity.notifications.tellers.words import subject_of
from intercity.organisations.models import Membership, Person
from intercity.posts.models import Post, State
from intercity.posts.telling import Event, Letter, Pace
from intercity.spaces.models import Topic

FOLLOWED: Final = Event("followed", gettext_lazy("Something new in what I follow"), Pace.DAILY)


class FollowedTeller:
    """Tells of new posts in followed spaces, topics and of followed organisations, and of answers to followed posts."""

    name = "followed"
    event = FOLLOWED
    verbs = frozenset({"post.published"})

    def cares(self, activity: Activity) -> bool:
        """Every new post and answer; not what came as a part of another, of which they hear."""
        return not activity.data.get("part_of")

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """Who followed it when it was published."""
        post = Post.objects.filter(state=State.PUBLISHED).select_related("space").with_uid(activity.post_uid)
        if post is None:
            return []
        return followers_of_thread(post, activity.at) if post.root_id else followers_of(post, activity.at)

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """What it is, and where."""
        assert post is not None
        if post.root is not None:
            return Letter(subject_of(post), _("You get this because you follow “%s”.") % post.root)
        lead = _("You get this because you follow this space, its topic or who wrote it (%s).") % post.space.name
        return Letter(subject_of(post), lead)


def followers_of_thread(comment: Post, at: datetime) -> QuerySet[Person]:
    """Who followed the post under which the comment stands."""
    rows = Follow.objects.filter(post=comment.root_id, muted=False, created_at__lte=at)
    return Person.objects.filter(pk__in=rows.values("person")).order_by("pk")


def followers_of(post: Post, at: datetime) -> QuerySet[Person]:
    """Who followed the post's space, one of its topics or its organisation, or belonged to an organisation of the
    space; without those who muted any of them.
    """
    about = Q(space=post.space_id) | Q(topic__in=topics_above(post)) | Q(organisation=post.organisation_id)
    rows = Follow.objects.filter(about, created_at__lte=at)
    members = Membership.objects.present().filter(
        organisation__space_memberships__space=post.space_id,
        organisation__space_memberships__joined_at__lte=at,
        began_at__lte=at,
    )
    wanted = Q(pk__in=rows.filter(muted=False).values("person")) | Q(pk__in=members.values("person"))
    muted = Follow.objects.filter(about, muted=True)
    return Person.objects.filter(wanted).exclude(pk__in=muted.values("person")).order_by("pk")


def topics_above(post: Post) -> set[int]:
    """The topics of a post and those that they stand under: who follows a topic follows what is narrower."""
    parents = dict(Topic.objects.values_list("pk", "parent"))
    found: set[int] = set()
    for topic in post.topics.values_list("pk", flat=True):
        at: int | None = topic
        while at is not None and at not in found:
            found.add(at)
            at = parents.get(at)
    return found


followed = FollowedTeller()
