"""A moderator looked who had published without the city's name."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from intercity.activity.models import Activity
from intercity.activity.said import get
from intercity.moderation.telling import MODERATED
from intercity.organisations.models import Person
from intercity.posts import veils
from intercity.posts.models import Post
from intercity.posts.telling import Letter, NotForThem


class LookedTeller:
    """Tells the author, and nobody else."""

    name = "looked"
    event = MODERATED
    verbs = frozenset({"post.looked"})

    def cares(self, activity: Activity) -> bool:
        """Every look."""
        return True

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """Who wrote it."""
        post = Post.objects.select_related("organisation").with_uid(activity.post_uid)
        author = veils.author_of(post) if post is not None else None
        return [] if author is None else [author]

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """Who looked, when and why."""
        looker = Person.objects.filter(uid=activity.person_uid).first()
        if post is None or looker is None:
            raise NotForThem("may not see it any more")
        lead = _("%(person)s looked who wrote “%(title)s” on %(day)s. The reason given: %(reason)s")
        day = date_format(localtime(activity.at), "DATETIME_FORMAT")
        said = {"person": looker, "title": post, "day": day, "reason": reason_of(activity)}
        subject = _("Somebody looked who you are: %(title)s")
        return Letter(subject % {"title": post}, lead % said, by_mail=False)


def reason_of(activity: Activity) -> str:
    """Why they looked; "" where it was erased since."""
    said = get(activity.said) or {}
    return str(said.get("after", {}).get("reason", ""))


looked = LookedTeller()
