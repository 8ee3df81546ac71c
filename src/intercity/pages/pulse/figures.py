"""The figures of the pulse: aggregates over what the viewer may see, whatever the size of the network.

What counts: posts, questions and answers that organisations wrote here themselves in the last twelve months; what
trackers collected does not. A city is active when it posted or answered. A question is answered when another
organisation wrote under it. The share within a day is of the questions that are older than a day; the median is over
those that were answered. Adoptions are what organisations say now: they do it already, adopted it or adapted it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet, Subquery

from intercity.adoption.models import DONE, Adoption
from intercity.organisations.models import Level
from intercity.organisations.viewers import Viewer
from intercity.pages.pulse.dimensions import WHOLE, Dimension, Key, month_starts, name_of
from intercity.posts.kinds import waiting_kinds
from intercity.posts.models import Post, Source
from intercity.posts.querysets import PostQuerySet, answers_by_others
from intercity.spaces.desk import Scope
from intercity.spaces.models import Group, SpaceState, Topic

DAY = timedelta(days=1)
MONTH = timedelta(days=30)


@dataclass
class Figures:
    """One row. `due` of the questions are older than a day, `prompt` of these were answered within one."""

    name: str = ""
    posts: int = 0
    cities: int = 0
    questions: int = 0
    due: int = 0
    prompt: int = 0
    adoptions: int = 0
    median: timedelta | None = None
    """The time to the first answer that half of the answered questions did not exceed."""

    @property
    def share(self) -> int | None:
        """Per cent answered within a day; None without questions of that age."""
        return round(100 * self.prompt / self.due) if self.due else None

    @property
    def counts(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.posts or self.cities or self.questions or self.adoptions)


@dataclass(frozen=True)
class Period:
    """From when to when."""

    since: datetime
    until: datetime

    def within(self, name: str) -> Q:
        """The filter over the time in the field `name`."""
        return Q(**{f"{name}__gte": self.since, f"{name}__lt": self.until})


@dataclass(frozen=True)
class Ground:
    """What is counted: what the viewer may see in these spaces. `is_exercise`: all of it is invented."""

    viewer: Viewer
    scope: Scope
    is_exercise: bool = False

    def within(self, relation: str = "space") -> Q:
        """The filter over the spaces; exercises count only where they were asked for or where all is exercise."""
        inside = self.scope.within(relation)
        if self.is_exercise or self.scope.chosen is not None:
            return inside
        return inside & ~Q(**{f"{relation}__state": SpaceState.EXERCISE})

    def posts(self) -> PostQuerySet:
        """Everything there, comments too."""
        return Post.objects.visible_to(self.viewer).filter(self.within()).order_by()

    def native(self) -> PostQuerySet:
        """What organisations wrote themselves."""
        return self.posts().filter(source=Source.NATIVE)


def ground_of(scope: Scope) -> Ground:
    """What is counted for this scope; a network that has only exercised so far is shown its exercises."""
    ground = Ground(scope.viewer, scope)
    if scope.chosen is not None:
        return Ground(scope.viewer, scope, scope.chosen.is_exercise)
    exercises = Ground(scope.viewer, scope, is_exercise=True)
    has_worked = ground.native().roots().exists()
    return ground if has_worked or not exercises.native().roots().exists() else exercises


def figures(ground: Ground, by: Dimension, period: Period) -> dict[Key, Figures]:
    """The figures of each key of `by`: five queries, whatever there is to count."""
    found: dict[Key, Figures] = defaultdict(Figures)
    paths, posts = by.paths(), ground.native().filter(period.within("published_at"))
    for key, count in counted(posts.roots(), paths.post):
        found[key].posts = count
    answers = posts.filter(root__isnull=False)
    for key, cities in active(posts.roots(), paths.post, answers, paths.answer).items():
        found[key].cities = len(cities)
    adoptions = Adoption.objects.filter(period.within("at"), status__in=DONE, post__in=ground.posts().roots())
    for key, count in counted(adoptions.order_by(), paths.adoption):
        found[key].adoptions = count
    add_questions(found, questions(posts.roots(), paths.post), period.until)
    return dict(found)


def counted(rows: QuerySet[Any], path: Any) -> Iterable[tuple[Key, int]]:
    """How many rows have each key."""
    found = rows.annotate(bucket=path).values_list("bucket").annotate(n=Count("pk"))
    return [(key, count) for key, count in found]


def active(posts: PostQuerySet, path: Any, answers: PostQuerySet, answer_path: Any) -> Mapping[Key, set[int]]:
    """The cities that posted or answered, for each key."""
    found: dict[Key, set[int]] = defaultdict(set)
    for rows, own in ((posts, path), (answers, answer_path)):
        cities = rows.filter(organisation__level=Level.LOCAL).annotate(bucket=own)
        for key, city in cities.values_list("bucket", "organisation").distinct():
            found[key].add(city)
    return found


def questions(posts: PostQuerySet, path: Any) -> Iterable[tuple[Key, datetime, datetime | None]]:
    """Each question with its key, when it was asked, and when somebody else first answered."""
    first = answers_by_others().order_by("published_at", "pk").values("published_at")[:1]
    asked = posts.filter(kind__in=waiting_kinds()).annotate(bucket=path, first=Subquery(first))
    return asked.values_list("bucket", "published_at", "first").iterator()


def add_questions(
    found: dict[Key, Figures], asked: Iterable[tuple[Key, datetime, datetime | None]], now: datetime
) -> None:
    """Count the questions in their rows; only the middle of the waiting times stays."""
    waits: dict[Key, list[float]] = defaultdict(list)
    for key, at, answered in asked:
        row = found[key]
        row.questions += 1
        if answered is not None:
            waits[key].append(max(answered - at, timedelta()).total_seconds())
        if now - at >= DAY:
            row.due += 1
            row.prompt += answered is not None and answered - at <= DAY
    for key, times in waits.items():
        found[key].median = timedelta(seconds=median(times))


def rows_of(ground: Ground, by: Dimension, now: datetime) -> list[Figures]:
    """The rows of a table: in the order of its names, or those with the most posts first."""
    names, found = by.names(), figures(ground, by, Period(month_starts()[0], now))
    keys = list(names) if by.keeps_order else list(found)
    for key, row in found.items():
        row.name = name_of(by, names, key)
    rows = [found.get(key) or Figures(name_of(by, names, key)) for key in keys]
    return rows if by.keeps_order else sorted(rows, key=lambda row: (-row.posts, -row.cities, row.name))


def lately(ground: Ground, now: datetime) -> tuple[Figures, Figures]:
    """The last 30 days, and the 30 days before them."""
    ago = now - MONTH
    periods = (Period(ago, now), Period(ago - MONTH, ago))
    new, old = (figures(ground, WHOLE, period).get(0) or Figures() for period in periods)
    return new, old


@dataclass(frozen=True)
class Gap:
    """A topic or group about which no organisation has posted; `collected`: trackers have."""

    sort: str
    name: str
    collected: bool


def gaps(ground: Ground) -> Sequence[Gap]:
    """Topics, then groups, about which nobody has ever posted anything that the viewer may see there."""
    own, collected = ground.native().roots(), ground.posts().roots().filter(source=Source.IMPORTED)
    found: list[Gap] = []
    pairs: Sequence[tuple[str, type[Model]]] = (("topics", Topic), ("groups", Group))
    for sort, model in pairs:
        at = {sort: OuterRef("pk")}
        terms = model._default_manager.filter(~Exists(own.filter(**at)), retired=False)
        has = terms.annotate(collected=Exists(collected.filter(**at)))
        found += [Gap(sort, str(term), term.collected) for term in has]
    return found
