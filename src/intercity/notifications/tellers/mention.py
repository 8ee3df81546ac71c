"""Somebody calls an organisation or a person by name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.activity.models import Activity
from intercity.notifications.tellers.words import subject_of
from intercity.organisations.models import Membership, Person
from intercity.organisations.viewers import viewer_for
from intercity.posts.mentions import mentions_in, people_named
from intercity.posts.models import Post, State
from intercity.posts.telling import Event, Letter, Pace

MENTION: Final = Event("mention", gettext_lazy("Somebody mentions us or me (@)"), Pace.NOW)


class MentionTeller:
    """Tells whoever speaks for a mentioned organisation, and mentioned people."""

    name = "mention"
    event = MENTION
    verbs = frozenset({"post.published"})

    def cares(self, activity: Activity) -> bool:
        """Every new text."""
        return True

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """Those whom the text names; people only where the writer may see them."""
        post = Post.objects.filter(state=State.PUBLISHED).select_related("author").with_uid(activity.post_uid)
        return named_in(post) if post is not None else []

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """Who mentions them, and where."""
        assert post is not None
        lead = _("%(organisation)s mentions you or your organisation in “%(title)s” (%(space)s).")
        words = {"organisation": post.organisation.name, "title": post.thread_root, "space": post.space.name}
        return Letter(subject_of(post), lead % words)


def named_in(post: Post) -> list[Person]:
    """The people behind the mentions of a text."""
    mentions = mentions_in(post.body)
    if not mentions:
        return []
    whole = [each.organisation.pk for each in mentions if not each.person]
    speakers = Membership.objects.speaking().filter(organisation__in=whole)
    people = Person.objects.filter(pk__in=speakers.values("person")).order_by("pk")
    return [*people_named(viewer_for(post.author), mentions), *people]


mention = MentionTeller()
