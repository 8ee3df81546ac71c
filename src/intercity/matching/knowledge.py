"""What organisations have shown or said that they know about a matter: one bounded query for each sort of trace.

Imported posts do not count: a tracker wrote them, and nobody at the city need know anything about them. Whatever is
counted, the viewer may see, and nothing that is for fewer than the network: reasons are read by others, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from intercity.adoption.models import DONE, Adoption
from intercity.matching.models import Asked, Expertise
from intercity.matching.policies import known_to
from intercity.matching.reasons import Reason
from intercity.matching.subject import Matter
from intercity.matching.words import near_in_words
from intercity.organisations.viewers import Viewer
from intercity.posts.kinds import adoptable_kinds, waiting_kinds
from intercity.posts.models import Post, Source, State
from intercity.posts.querysets import PostQuerySet
from intercity.posts.visibility import labels_for
from intercity.spaces.models import Label

TopicLink = Post.topics.through
GroupLink = Post.groups.through

# Points for each trace, and up to how many of a sort count. docs/matching.md explains them.
POINTS: Final[Mapping[str, float]] = {
    "practices": 1.0,
    "answers": 1.0,
    "adoptions": 0.75,
    "posts": 0.5,
    "groups": 0.25,
    "words": 1.0,
    "expertise": 2.0,
}
MOST_COUNTED: Final = 5
# Reasons are read by others than the one for whom they were found.
WIDE: Final = (Label.CLEAR, Label.GREEN)
# At so many points an organisation is half as knowing as one can be.
HALF_POINTS: Final = 3.0
HORIZON: Final = timedelta(days=3 * 365)
MEMORY: Final = timedelta(days=365)
# Who was asked only now is given time before it counts as silent.
PATIENCE: Final = timedelta(days=1)


@dataclass
class Known:
    """The traces of one organisation: how many of each sort, and how often it answered when it was asked."""

    counts: dict[str, int] = field(default_factory=dict)
    asked: int = 0
    answered: int = 0

    def points(self, sort: str) -> float:
        """What one sort of trace is worth."""
        return POINTS[sort] * min(self.counts.get(sort, 0), MOST_COUNTED)

    @property
    def knowledge(self) -> float:
        """From 0 to below 1: points / (points + 3)."""
        points = sum(self.points(sort) for sort in POINTS)
        return points / (points + HALF_POINTS)

    @property
    def reliability(self) -> float:
        """The share of questions it answered when it was asked, as if it had answered two more: 1 for a newcomer."""
        return (self.answered + 2) / (self.asked + 2)

    def reasons(self, matter: Matter) -> list[Reason]:
        """What speaks for it, the most worth first."""
        sorts = sorted((sort for sort in POINTS if self.points(sort)), key=lambda sort: -self.points(sort))
        terms = {"topics": list(matter.meant.topics)}
        found = [
            Reason(sort, {"n": self.counts[sort], **({"groups": list(matter.groups)} if sort == "groups" else terms)})
            for sort in sorts
        ]
        if self.asked and 2 * self.answered >= self.asked:
            found.insert(2, Reason("replies", {"n": self.asked, "answered": self.answered}))
        return found


Counts = Iterable[tuple[int, int]]


def knowledge_of(viewer: Viewer, matter: Matter) -> dict[int, Known]:
    """By organisation's key: what `viewer` may see that it knows about `matter`. A fixed number of queries."""
    found: dict[int, Known] = {}
    for sort, counts in all_counts(viewer, matter):
        for organisation, count in counts:
            known = found.setdefault(organisation, Known())
            known.counts[sort] = known.counts.get(sort, 0) + count
    for organisation, asked, answered in record_of(viewer):
        known = found.setdefault(organisation, Known())
        known.asked, known.answered = asked, answered
    return found


def all_counts(viewer: Viewer, matter: Matter) -> Iterable[tuple[str, Counts]]:
    """Each sort of trace with (organisation, how many)."""
    topics = list(matter.meant.keys)
    native = native_posts(viewer)
    if topics:
        yield from posts_by_sort(about(native.roots(), topics))
        yield "answers", answers_on(native, topics)
        yield "adoptions", adoptions_on(viewer, topics)
        yield "expertise", expertise_in(topics)
    if matter.groups:
        links = GroupLink.objects.filter(group__slug__in=matter.groups).values("post")
        whom = native.roots().filter(pk__in=links).exclude(kind__in=waiting_kinds())
        yield "groups", whom.values_list("organisation").annotate(Count("pk"))
    yield "words", near_in_words(viewer, matter.text)


def native_posts(viewer: Viewer) -> PostQuerySet:
    """What organisations wrote themselves in the last three years, as the viewer may see it; not what few may see."""
    since = timezone.now() - HORIZON
    posts = Post.objects.visible_to(viewer).filter(source=Source.NATIVE, label__in=WIDE)
    return posts.filter(published_at__gte=since).order_by()


def about(posts: PostQuerySet, topics: Sequence[int]) -> PostQuerySet:
    """Those filed under one of the topics."""
    return posts.filter(pk__in=TopicLink.objects.filter(topic__in=topics).values("post"))


def posts_by_sort(posts: PostQuerySet) -> Iterable[tuple[str, Counts]]:
    """Practices, and other posts; questions show what somebody does not know."""
    practices = set(adoptable_kinds())
    rows = posts.exclude(kind__in=waiting_kinds()).values_list("kind", "organisation").annotate(Count("pk"))
    for kind, organisation, count in rows:
        yield "practices" if kind in practices else "posts", [(organisation, count)]


def answers_on(native: PostQuerySet, topics: Sequence[int]) -> Counts:
    """How many questions of others on the topics each one answered."""
    questions = TopicLink.objects.filter(topic__in=topics, post__kind__in=waiting_kinds()).values("post")
    answers = native.filter(root__in=questions).exclude(organisation=F("root__organisation"))
    return answers.values_list("organisation").annotate(Count("root", distinct=True))


def adoptions_on(viewer: Viewer, topics: Sequence[int]) -> Counts:
    """How many practices of others each one does too, said lately; only of practices that the viewer may see."""
    # From the adoptions to their topics: there are far fewer of them than posts on a topic.
    links = TopicLink.objects.filter(topic__in=topics, post=OuterRef("post"))
    rows = Adoption.objects.filter(
        labels_for(viewer.reading_rights, "post__"), post__label__in=WIDE, post__state=State.PUBLISHED, status__in=DONE
    )
    lately = rows.filter(at__gte=timezone.now() - HORIZON)
    return lately.filter(Exists(links)).order_by().values_list("organisation").annotate(Count("pk"))


def expertise_in(topics: Sequence[int]) -> Counts:
    """Who says that it knows about one of the topics: 1 each, however many."""
    rows = Expertise.objects.filter(topic__in=topics).order_by().values_list("organisation").distinct()
    return [(organisation, 1) for (organisation,) in rows]


def record_of(viewer: Viewer) -> Iterable[tuple[int, int, int]]:
    """(organisation, asked, answered) of the last year, without exercises.

    Only questions that the viewer may see and of which they may know who was asked: for the public none.
    """
    now = timezone.now()
    rows = Asked.objects.real().filter(
        labels_for(viewer.reading_rights, "post__"), known_to(viewer), post__label__in=WIDE
    )
    rows = rows.filter(asked_at__gte=now - MEMORY)
    told = rows.filter(post__state=State.PUBLISHED).with_answers()
    due = told.filter(Q(asked_at__lt=now - PATIENCE) | Q(has_answered=True)).order_by().values("organisation")
    sums = due.annotate(asked=Count("pk"), answered=Count("pk", filter=Q(has_answered=True)))
    return sums.values_list("organisation", "asked", "answered")
