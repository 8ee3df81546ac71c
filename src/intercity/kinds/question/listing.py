"""The page of requests to other levels: what it is narrowed to, and its rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import Q
from django.utils import timezone

from intercity.core.pagination import known_cursor, make_cursor, read_cursor
from intercity.kinds.question.models import RequestState
from intercity.kinds.question.requests import OTHER_LEVELS, open_requests, request_state, with_replies
from intercity.organisations.models import Organisation
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post, Reaction
from intercity.posts.models.reaction import Sort
from intercity.posts.querysets import PostQuerySet

PAGE_SIZE = 50
MOST_NAMES = 8
LEVELS = {level.value: level.label for level in OTHER_LEVELS}


@dataclass(frozen=True)
class Wanted:
    """What the address asks for: one addressee (its slug), one level, also those that are done, from a place on."""

    addressee: str = ""
    level: str = ""
    everything: bool = False
    after: str | None = None

    def later(self, cursor: str | None) -> str:
        """The query of the page that begins at `cursor`."""
        pairs = {"addressee": self.addressee, "level": self.level, "show": "all" if self.everything else ""}
        return "?" + urlencode({name: value for name, value in {**pairs, "after": cursor}.items() if value})


@dataclass(frozen=True)
class Line:
    """One request: its question, how far it is, since how many days, due or overdue, and who supports it."""

    post: Post
    state: RequestState
    days: int
    is_late: bool
    supporters: Sequence[Organisation]
    more: int


@dataclass(frozen=True)
class Lines:
    """One page of requests; `next` is the cursor of the page after, or None."""

    items: Sequence[Line]
    next: str | None


def read_wanted(params: Mapping[str, str], addressees: Iterable[Organisation]) -> Wanted:
    """What the parameters ask for; what is none of it is left out, as is whoever is no addressee for this viewer."""
    slug, level = params.get("addressee", ""), params.get("level", "")
    return Wanted(
        slug if slug in {one.slug for one in addressees} else "",
        level if level in LEVELS else "",
        params.get("show") == "all",
        known_cursor(params.get("after")),
    )


def requests_for(viewer: Viewer, wanted: Wanted) -> PostQuerySet:
    """The requests that the viewer may see and the address asks for, the oldest first."""
    posts = Post.objects.visible_to(viewer)
    rows = posts.roots().filter(question__addressee__isnull=False) if wanted.everything else open_requests(posts)
    if wanted.addressee:
        rows = rows.filter(question__addressee__slug=wanted.addressee)
    if wanted.level:
        rows = rows.filter(question__addressee__level=wanted.level)
    place = read_cursor(wanted.after)
    if place is not None:
        at, pk = place
        rows = rows.filter(Q(published_at__gte=at) & (Q(published_at__gt=at) | Q(pk__gt=pk)))
    return rows.order_by("published_at", "pk")


def lines_for(viewer: Viewer, wanted: Wanted) -> Lines:
    """One page of them."""
    rows = with_replies(requests_for(viewer, wanted)).with_answers()
    found = list(rows.select_related("organisation", "space", "tally", "question__addressee")[: PAGE_SIZE + 1])
    posts = found[:PAGE_SIZE]
    supporters = supporters_of(posts)
    last = make_cursor(posts[-1].published_at, posts[-1].pk) if len(found) > PAGE_SIZE else None
    return Lines([line_of(post, supporters[post.pk]) for post in posts], last)


def supporters_of(posts: Iterable[Post]) -> Mapping[int, list[Organisation]]:
    """By post: the organisations that need the answer too, in the order in which they said so."""
    found: dict[int, list[Organisation]] = defaultdict(list)
    rows = Reaction.objects.filter(post__in=list(posts), sort=Sort.NEEDED).order_by("at", "pk")
    for row in rows.select_related("organisation"):
        found[row.post_id].append(row.organisation)
    return found


def line_of(post: Post, supporters: Sequence[Organisation]) -> Line:
    """One row of the page."""
    now, due, state = timezone.now(), post.question.needed_by, request_state(post)
    is_late = due is not None and due < now and state in (RequestState.SENT, RequestState.RECEIVED)
    days = (now - post.published_at) // timedelta(days=1)
    return Line(post, state, days, is_late, supporters[:MOST_NAMES], max(0, len(supporters) - MOST_NAMES))


def addressees_for(viewer: Viewer) -> list[Organisation]:
    """Whom the requests ask that the viewer may see."""
    posts = Post.objects.visible_to(viewer).roots().filter(question__addressee__isnull=False)
    return list(Organisation.objects.filter(pk__in=posts.values("question__addressee")).order_by("name"))
