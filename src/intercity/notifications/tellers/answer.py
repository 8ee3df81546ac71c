"""Somebody answers in a conversation in which one takes part."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.activity.models import Activity
from intercity.notifications.tellers.words import subject_of
from intercity.organisations.models import Person
from intercity.posts import veils
from intercity.posts.models import Post, State
from intercity.posts.queries import who_needs
from intercity.posts.telling import Event, Letter, Pace

ANSWER: Final = Event("answer", gettext_lazy("Somebody answers where I take part"), Pace.NOW)


class AnswerTeller:
    """Tells authors of the post and of earlier comments, and whoever needs the same."""

    name = "answer"
    event = ANSWER
    verbs = frozenset({"post.published"})

    def cares(self, activity: Activity) -> bool:
        """Only what stands under something else."""
        return bool(activity.root_uid) and activity.post_uid != activity.root_uid

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """Everyone who took part in the conversation before, or said that they need to know it too."""
        comment = Post.objects.filter(state=State.PUBLISHED).select_related("root").with_uid(activity.post_uid)
        return [*took_part(comment), *who_needs(comment.thread_root)] if comment is not None else []

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """Why it comes, under the title of the conversation."""
        assert post is not None
        root = post.thread_root
        lead = _("You get this because you take part in “%(title)s” (%(space)s), or need to know it too.")
        return Letter(subject_of(post), lead % {"title": root, "space": post.space.name})


def took_part(comment: Post) -> list[Person]:
    """Authors of the first post and of all earlier comments (the parent is one), without the comment's own author.

    Only posts from before the comment count: a worker that is late must find the same people. Imported posts
    have no author until their city claims them.
    """
    root = comment.thread_root
    thread = Post.objects.filter(Q(pk=root.pk) | Q(root=root))
    earlier = thread.filter(pk__lt=comment.pk, state=State.PUBLISHED)
    # Whoever answers in their own conversation without their city's name is told like all others: to be the only one
    # left out would show who it is.
    others = Person.objects.filter(veils.authors_of(earlier))
    if comment.author_id is not None:
        others = others.exclude(pk=comment.author_id)
    return list(others.order_by("pk"))


answer = AnswerTeller()
