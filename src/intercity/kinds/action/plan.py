"""The plan of a space: its actions as one viewer sees them, in a fixed number of questions to the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db.models import Count, Q, QuerySet

from intercity.kinds.action.models import Action, Milestone, Partner, Stage, Status
from intercity.kinds.action.models.parts import today
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.posts.querysets import PostQuerySet
from intercity.spaces.models import Space

PAGE: Final = 200
# What waits for a decision or was declined is shown up to so many; there are seldom more than a handful.
MOST_BESIDE: Final = 100
ON_PLAN: Final = (Stage.ACCEPTED, Stage.DONE, Stage.STOPPED)
WAITING: Final = (Stage.PROPOSED, Stage.SELECTED)


@dataclass(frozen=True)
class Row:
    """One action on the plan."""

    post: Post
    row: Action
    partners: Sequence[Partner]

    @property
    def stage(self) -> Stage:
        """Where it stands."""
        return Stage(self.row.stage)

    @property
    def status(self) -> Status:
        """How it goes, as its people say."""
        return Status(self.row.status)

    @property
    def upcoming(self) -> Milestone | None:
        """The next milestone of one that is under way."""
        return self.row.next_part if self.row.in_work else None

    @property
    def late(self) -> Sequence[Milestone]:
        """Its milestones whose day has passed."""
        return [one for one in self.row.parts if one.is_late] if self.row.in_work else []

    @property
    def done(self) -> int:
        """How many milestones are done."""
        return self.row.done_parts

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.row.parts)

    @property
    def begins_on(self) -> date:
        """The first day: as said, else the day on which it was proposed, or its first milestone if that is earlier."""
        days = [one.due_on for one in self.row.parts]
        return self.row.begins_on or min([self.post.published_at.date(), *days])


@dataclass(frozen=True)
class Counts:
    """How many actions the viewer sees at each stage, and of those under way how many go so, and what is late."""

    stages: dict[str, int]
    statuses: dict[str, int]
    late: int

    @property
    def on_plan(self) -> int:
        """How many count, or counted until they were stopped."""
        return sum(self.stages.get(stage, 0) for stage in ON_PLAN)


@dataclass(frozen=True)
class Plan:
    """One page of it."""

    rows: Sequence[Row]
    waiting: Sequence[Row]
    declined: Sequence[Row]
    counts: Counts
    page: int = 1
    pages: int = 1
    day: date = field(default_factory=today)


def read_plan(viewer: Viewer, space: Space, page: int = 1) -> Plan:
    """The plan as the viewer sees it; a page that there is not becomes the nearest."""
    posts = actions_of(viewer, space)
    counts = count(posts)
    pages = max(1, -(-counts.on_plan // PAGE))
    page = min(max(page, 1), pages)
    first = (page - 1) * PAGE
    on_plan = list(posts.filter(action__stage__in=ON_PLAN)[first : first + PAGE])
    beside = posts.order_by("-published_at", "-pk")
    waiting = list(beside.filter(action__stage__in=WAITING)[:MOST_BESIDE])
    declined = list(beside.filter(action__stage=Stage.DECLINED)[:MOST_BESIDE])
    found = {row.post.pk: row for row in rows_of([*on_plan, *waiting, *declined])}

    def those(some: Sequence[Post]) -> list[Row]:
        return [found[post.pk] for post in some if post.pk in found]

    return Plan(those(on_plan), those(waiting), those(declined), counts, page, pages)


def actions_of(viewer: Viewer, space: Space) -> PostQuerySet:
    """The actions of a space that the viewer sees: under way, done, stopped; in the order in which they came."""
    rows = Post.objects.visible_to(viewer).filter(space=space, root=None, action__isnull=False)
    return rows.select_related("organisation").order_by("action__stage", "published_at", "pk")


def rows_of(posts: Sequence[Post]) -> list[Row]:
    """What the plan says of these posts: four questions, however many there are."""
    keys = [post.pk for post in posts]
    found = Action.objects.select_related("lead__place").in_bulk(keys)
    partners: dict[int, list[Partner]] = defaultdict(list)
    for one in Partner.objects.filter(action__in=keys).select_related("organisation").order_by("number"):
        partners[one.action_id].append(one)
    return [Row(post, found[post.pk], partners[post.pk]) for post in posts if post.pk in found]


def all_rows(posts: PostQuerySet) -> Iterator[Row]:
    """Every one of `posts`, some at a time."""
    first = 0
    while some := list(posts[first : first + PAGE]):
        yield from rows_of(some)
        first += PAGE


def count(posts: PostQuerySet) -> Counts:
    """The numbers over all of `posts`."""
    plain = posts.order_by()
    stages = dict(plain.values_list("action__stage").annotate(n=Count("pk")))
    going = plain.filter(action__stage=Stage.ACCEPTED)
    statuses = dict(going.values_list("action__status").annotate(n=Count("pk")))
    return Counts(stages, statuses, overdue(going).count())


def overdue(posts: PostQuerySet) -> QuerySet[Milestone]:
    """The milestones of these actions whose day has passed, the longest first."""
    late = Q(done_on=None, due_on__lt=today(), action__stage=Stage.ACCEPTED)
    return Milestone.objects.filter(late, action__post__in=posts.values("pk")).order_by("due_on", "pk")


def words_of_late(row: Row) -> str:
    """What is late, in a line."""
    return "; ".join(f"{one.title} ({one.due_on.isoformat()})" for one in row.late)
