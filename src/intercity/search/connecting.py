"""Connect two posts by hand: in which ways, with which others, and what is connected already."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.db.models import Count, Q
from django.utils.functional import Promise

from intercity.core.markdown import to_text
from intercity.core.uids import ALPHABET, LENGTH
from intercity.organisations.permissions import may
from intercity.organisations.viewers import Viewer
from intercity.posts.kinds import kind_of
from intercity.posts.links import ANSWERS, SEE, LinkSort, Strand, Tie, all_link_sorts, strands, ties_of
from intercity.posts.models import Post
from intercity.posts.querysets import PostQuerySet
from intercity.search.finding import Query, find
from intercity.search.similar import Sketch, compared_kinds, similar_to

MOST_OFFERED: Final = 12
# Of so many of one's own posts the most fitting are offered.
MOST_OWN: Final = 40
ADDRESS = re.compile(rf"(?:^|/posts/)([{ALPHABET}]{{{LENGTH}}})(?:$|[/?#])")
BACK: Final = "-back"


@dataclass(frozen=True)
class Way:
    """One way in which another post can relate to one: `value` as addresses say it, and as its page says it."""

    value: str
    heading: str | Promise
    sort: LinkSort
    back: bool

    @property
    def is_mutual(self) -> bool:
        """Whether it says the same on both pages."""
        return str(self.sort.back) == str(self.sort.forward)

    def holds(self, tie: Tie) -> bool:
        """Whether this is what `tie` says."""
        return tie.sort == self.sort.name and (tie.back == self.back or self.is_mutual)

    def ends(self, post: Post, other: Post) -> tuple[Post, Post]:
        """Source and target."""
        return (other, post) if self.back else (post, other)


@dataclass(frozen=True)
class Candidate:
    """A post that could be connected; `done` where it is already, `allowed` where the viewer may do it."""

    post: Post
    done: bool
    allowed: bool


@dataclass(frozen=True)
class Offered:
    """What was found; `ready` is False while the search is being rebuilt."""

    candidates: Sequence[Candidate]
    ready: bool = True


def all_ways() -> dict[str, Way]:
    """The ways of all sorts that anybody may choose, by value, in the order in which pages show them."""
    found = {}
    for sort in all_link_sorts().values():
        if sort.general:
            found[sort.name + BACK] = Way(sort.name + BACK, sort.back, sort, True)
            found[sort.name] = Way(sort.name, sort.forward, sort, False)
    return found


def offered_ways() -> list[Way]:
    """Those to choose from: of a sort that is the same from both ends, one."""
    return [way for way in all_ways().values() if way.back or not way.is_mutual]


def usual_way(post: Post) -> str:
    """What is chosen at first: an answer, where others shall answer it or something shall be made of it."""
    kind = kind_of(post)
    return (ANSWERS.name if kind.seeds or kind.waits else SEE.name) + BACK


def connected(viewer: Viewer, post: Post) -> list[Strand]:
    """What `post` is connected with, of the ways that anybody may choose."""
    return strands(viewer, post, ties_of(post))


def uid_in(text: str) -> str:
    """The uid in the address of a post, or the uid itself; "" where there is none."""
    found = ADDRESS.search(text.strip())
    return found[1] if found else ""


def find_post(viewer: Viewer, text: str) -> Post | None:
    """The post that an address or uid names, if `viewer` may see it and it stands by itself."""
    uid = uid_in(text)
    return with_all(Post.objects.visible_to(viewer).roots().filter(uid=uid)).first() if uid else None


def offer(viewer: Viewer, post: Post, way: Way, text: str) -> Offered:
    """The posts that `text` names or finds; without text those that fit, one's own first."""
    named = find_post(viewer, text)
    if named is not None:
        return Offered(judged(viewer, post, way, [named]))
    if not text:
        return Offered(
            [one for one in judged(viewer, post, way, fitting(viewer, post)) if one.allowed and not one.done]
        )
    found = find(viewer, Query(text=text, size=MOST_OFFERED, facets=False))
    return Offered(judged(viewer, post, way, found.posts), found.ready)


def judged(viewer: Viewer, post: Post, way: Way, posts: Iterable[Post]) -> list[Candidate]:
    """Each with what can be done with it; never the post itself."""
    free = may(viewer, "post.link", post)
    tied = {tie.other for tie in ties_of(post) if way.holds(tie)}
    others = islice((one for one in posts if one.pk != post.pk), MOST_OFFERED)
    return [Candidate(one, one.pk in tied, free or may(viewer, "post.link", one)) for one in others]


def fitting(viewer: Viewer, post: Post) -> Iterator[Post]:
    """What could be meant: posts of the viewer's organisation, then what says the same or has the same topics."""
    seen = set()
    for found in (own(viewer, post), alike(viewer, post), of_its_topics(viewer, post)):
        for one in found:
            if one.pk not in seen:
                seen.add(one.pk)
                yield one


def own(viewer: Viewer, post: Post) -> Iterator[Post]:
    """Of the organisation that the viewer acts for, where they may connect it: on the same topics, if there are any."""
    assert viewer.acting is not None
    rows = Post.objects.visible_to(viewer).roots().filter(organisation=viewer.acting.organisation)
    topics = [topic.pk for topic in post.topics.all()]
    rows = rows.filter(kind__in=compared_kinds(), **({"topics__in": topics} if topics else {})).distinct()
    return (one for one in by_likeness(rows, post)[:MOST_OWN] if may(viewer, "post.link", one))


def alike(viewer: Viewer, post: Post) -> list[Post]:
    """What uses the same words, as far as the index knows."""
    slugs = [topic.slug for topic in post.topics.all()]
    return [one.post for one in similar_to(viewer, Sketch(post.title, to_text(post.html), post.language, slugs))]


def of_its_topics(viewer: Viewer, post: Post) -> list[Post]:
    """What others can take over or answer that has a topic of it."""
    rows = Post.objects.visible_to(viewer).roots().filter(kind__in=compared_kinds())
    topics = [topic.pk for topic in post.topics.all()]
    return list(by_likeness(rows.filter(topics__in=topics).distinct(), post)[:MOST_OFFERED]) if topics else []


def by_likeness(rows: PostQuerySet, post: Post) -> PostQuerySet:
    """The rows with the most topics and groups of `post` first, then the newest."""
    topics = Q(topics__in=[topic.pk for topic in post.topics.all()])
    groups = Q(groups__in=[group.pk for group in post.groups.all()])
    shared = Count("topics", filter=topics, distinct=True) + Count("groups", filter=groups, distinct=True)
    return with_all(rows.annotate(shared=shared)).order_by("-shared", "-published_at", "-pk")


def with_all(rows: PostQuerySet) -> PostQuerySet:
    """With what a line about each shows."""
    return rows.select_related("organisation", "space", "tally").with_details()
