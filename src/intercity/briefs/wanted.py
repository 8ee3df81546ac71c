"""What a brief is asked to be: for whom, about what, of which time, in which language. The same gives the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Final

from intercity.core.days import day_words
from intercity.posts.models import Post
from intercity.posts.querysets import PostQuerySet
from intercity.spaces.models import Label, Space
from intercity.spaces.terms import topic_and_below

# After it, there is no moment that a computer could name.
LAST_DAY: Final = date(9999, 12, 30)


@dataclass(frozen=True)
class Wanted:
    """Everything that decides what a brief says, beside the record itself.

    `label` is whom it is for: all is read as those read it who may see what carries that label in `space`. Nothing
    looks at the clock: "now" is `as_of`. Days begin and end at midnight UTC, for everybody alike.
    """

    space: Space
    label: Label
    since: date
    until: date
    as_of: datetime
    language: str = "en"
    topics: Sequence[str] = ()
    besides: frozenset[str] = frozenset()
    """Uids of posts that are briefs themselves: no brief cites a brief."""

    @property
    def begin(self) -> datetime:
        """The first moment of its time."""
        return datetime.combine(self.since, time(), UTC)

    @property
    def end(self) -> datetime:
        """The moment after its last one."""
        return datetime.combine(min(self.until, LAST_DAY) + timedelta(days=1), time(), UTC)

    def readable(self) -> PostQuerySet:
        """Every post that all readers of the brief see, in whichever space."""
        return Post.objects.readable_by(self.label, self.space.pk)

    def whenever(self) -> PostQuerySet:
        """Those of the space and its topics, published at any time before `as_of`; no comments. The newest first."""
        rows = self.readable().roots().filter(space=self.space, published_at__lte=self.as_of)
        rows = rows.exclude(uid__in=self.besides)
        if self.topics:
            slugs = {each for slug in self.topics for each in topic_and_below(slug)}
            rows = rows.filter(pk__in=Post.topics.through.objects.filter(topic__slug__in=slugs).values("post"))
        return rows.order_by("-published_at", "-pk")

    def posts(self) -> PostQuerySet:
        """Those of its time: what it is about, and what is counted."""
        return self.whenever().filter(published_at__gte=self.begin, published_at__lt=self.end)

    @cached_property
    def read(self) -> Sequence[Post]:
        """`posts`, with what sentences about them say."""
        return list(self.posts().select_related("organisation__place", "space", "tally").with_details())


def day_text(day: date) -> str:
    """A day written out in the active language."""
    return day_words(day)
