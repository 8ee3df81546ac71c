"""A new post that a followed search or filtered list would show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from urllib.parse import parse_qsl

from django.db.models import Q
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.activity.models import Activity
from intercity.notifications.mail import speaking_to
from intercity.notifications.models import Follow
from intercity.notifications.seeing import viewers_of
from intercity.notifications.tellers.followed import FOLLOWED
from intercity.notifications.tellers.words import subject_of
from intercity.organisations.models import Person
from intercity.organisations.viewers import Viewer
from intercity.posts.filters import Facet, Wish, facets_for, read_wish
from intercity.posts.models import Post, State
from intercity.posts.telling import Letter, NotYet
from intercity.posts.visibility import audiences_of
from intercity.search.asked import Ways, read_asked, ways_for
from intercity.search.finding import Query
from intercity.search.models import SavedView
from intercity.search.single import answers, holds

# An index that is further behind is away; then searches by words tell nothing of this post.
PATIENCE: Final = timedelta(minutes=10)


class IndexIsBehind(NotYet):
    """The index has not read the act yet: the step is tried again soon."""


@dataclass(frozen=True)
class Wanted:
    """What an address asks for: a filter, and words (with the filters for the index) where there are any."""

    where: Q
    query: Query | None = None


def wanted_by(wish: Wish, query: Query | None = None) -> Wanted | None:
    """What a wish asks for; nothing where it names what there is not: its page ignores that, and shows too much."""
    return None if wish.ignored else Wanted(wish.where, query)


@dataclass
class Reader:
    """Asks for one post of many views; what is the same for viewers of one audience is worked out once."""

    post: Post
    kept_ways: dict[frozenset[str], Ways] = field(default_factory=dict)
    kept_facets: dict[frozenset[str], list[Facet]] = field(default_factory=dict)
    known: dict[object, bool] = field(default_factory=dict)

    def shows(self, viewer: Viewer, view: SavedView) -> bool:
        """Whether the view would show the post to the viewer now."""
        assert viewer.person is not None
        audience = audiences_of(viewer)
        key = (audience, viewer.person.language, view.path, view.query)
        if key not in self.known:
            self.known[key] = self._looks(viewer, audience, view)
        return self.known[key]

    def _looks(self, viewer: Viewer, audience: frozenset[str], view: SavedView) -> bool:
        assert viewer.person is not None
        with speaking_to(viewer.person):
            wanted = self._wanted(viewer, audience, view)
            seen = Post.objects.visible_to(viewer).filter(pk=self.post.pk)
            if wanted is None or not seen.filter(wanted.where).exists():
                return False
            return wanted.query is None or answers(viewer, wanted.query, self.post)

    def _wanted(self, viewer: Viewer, audience: frozenset[str], view: SavedView) -> Wanted | None:
        params = dict(parse_qsl(view.query))
        try:
            found = resolve(view.path)
        except Resolver404:
            return None
        if found.url_name == "search":
            if audience not in self.kept_ways:
                self.kept_ways[audience] = ways_for(viewer)
            asked = read_asked(params, self.kept_ways[audience])
            return wanted_by(asked.wish, asked.question() if asked.text else None)
        if found.kwargs.get("slug") != self.post.space.slug:
            return None
        if audience not in self.kept_facets:
            self.kept_facets[audience] = facets_for(viewer, self.post.space)
        return wanted_by(read_wish(params, self.kept_facets[audience]))


class MatchedTeller:
    """Tells who follows a view of new posts in it."""

    name = "matched"
    event = FOLLOWED
    verbs = frozenset({"post.published"})

    def cares(self, activity: Activity) -> bool:
        """What stands by itself: lists and searches show no answers. Of the parts of a post they hear with it."""
        return activity.post_uid == activity.root_uid and not activity.data.get("part_of")

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """Whose followed views show it. IndexIsBehind when that cannot be said yet."""
        post = Post.objects.filter(state=State.PUBLISHED).select_related("space").with_uid(activity.post_uid)
        if post is None:
            return []
        rows = Follow.objects.filter(view__isnull=False, muted=False, created_at__lte=activity.at)
        follows = list(rows.select_related("view", "person").order_by("pk"))
        check_index(activity, follows)
        return [person for person, _view in shown(post, follows)]

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """Which of their searches it is in."""
        assert post is not None
        follows = list(Follow.objects.filter(person=person, view__isnull=False, muted=False).select_related("view"))
        names = [view.name for _person, view in shown(post, follows)]
        lead = _("You get this because you follow your search “%s”.")
        return Letter(subject_of(post), lead % names[0] if names else _("You get this because you follow a search."))


def check_index(activity: Activity, follows: Iterable[Follow]) -> None:
    """IndexIsBehind when a view asks for words and the index has not read the act, but may soon."""
    by_words = any(row.view is not None and "q=" in row.view.query for row in follows)
    if by_words and not holds(activity.pk) and timezone.now() - activity.at < PATIENCE:
        raise IndexIsBehind(f"act {activity.pk} is not in the index yet")


def shown(post: Post, follows: Iterable[Follow]) -> Iterator[tuple[Person, SavedView]]:
    """The people and those of their views that show the post."""
    rows, reader = list(follows), Reader(post)
    viewers = {viewer.person: viewer for viewer in viewers_of({row.person for row in rows})}
    for row in rows:
        if row.view is not None and row.person in viewers and reader.shows(viewers[row.person], row.view):
            yield row.person, row.view


matched = MatchedTeller()
