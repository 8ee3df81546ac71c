"""Experiences with technologies as a viewer sees them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.utils.functional import Promise

from intercity.kinds.technology.models import CRITERIA, GRADES, Experience, Status
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post, State

# Below that, a mean would say what one city said.
ENOUGH: Final = 3
MOST_SHOWN: Final = 500


@dataclass(frozen=True)
class Grade:
    """One grade: criterion, number with its word, and the reason."""

    criterion: str | Promise
    said: str
    why: str


@dataclass(frozen=True)
class Line:
    """What one organisation says."""

    post: Post
    status: Status
    grades: Sequence[Grade]

    @property
    def row(self) -> Experience:
        """Its details."""
        return self.post.experience


@dataclass(frozen=True)
class Mean:
    """The mean of all grades for one criterion; `value` is None where too few gave one."""

    criterion: str | Promise
    count: int
    value: Decimal | None = None


@dataclass
class Told:
    """All that was told about one technology."""

    lines: list[Line] = field(default_factory=list)

    def count(self, status: Status) -> int:
        """How many stand so."""
        return sum(line.status == status for line in self.lines)

    @property
    def counts(self) -> list[tuple[str | Promise, int]]:
        """How many stand where, without those where nobody does."""
        return [(status.label, n) for status in Status if (n := self.count(status))]

    @property
    def means(self) -> list[Mean]:
        """For each criterion that somebody rated."""
        return [mean for name in CRITERIA if (mean := mean_of(name, [line.row for line in self.lines])).count]


def mean_of(name: str, rows: Iterable[Experience]) -> Mean:
    """The mean of what was given for one criterion, from `ENOUGH` reports on."""
    given = [grade for row in rows if (grade := getattr(row, name)) in GRADES]
    if len(given) < ENOUGH:
        return Mean(CRITERIA[name], len(given))
    value = (Decimal(sum(given)) / len(given)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return Mean(CRITERIA[name], len(given), value)


def told_about(viewer: Viewer, technologies: Collection[Post]) -> Mapping[int, Told]:
    """By key of the technology: what the viewer may read, one for each organisation, in the order of their names."""
    rows = Post.objects.visible_to(viewer).filter(kind="experience", root__in=technologies).with_details()
    rows = rows.select_related("organisation", "root", "space").order_by("root", "-published_at", "-pk")
    told: dict[int, Told] = {post.pk: Told() for post in technologies}
    seen = set()
    for post in rows[: MOST_SHOWN * len(technologies)]:
        if (post.root_id, post.organisation_id) not in seen and post.experience is not None and post.root_id:
            seen.add((post.root_id, post.organisation_id))
            told[post.root_id].lines.append(line_of(post))
    for one in told.values():
        one.lines.sort(key=lambda line: (line.post.organisation.plate.casefold(), line.post.pk))
    return told


def line_of(post: Post) -> Line:
    """One experience, ready to be shown."""
    row = post.experience
    given = [(name, getattr(row, name), getattr(row, f"{name}_why")) for name in CRITERIA]
    grades = [Grade(CRITERIA[name], f"{grade} · {GRADES[grade]}", why) for name, grade, why in given if grade in GRADES]
    return Line(post, Status(row.status), grades)


def standing_of(technology: Post, organisation: int) -> Post | None:
    """What the organisation says about it now, if it does."""
    rows = Post.objects.filter(kind="experience", root=technology, organisation=organisation, state=State.PUBLISHED)
    return rows.select_related("organisation", "author", "space", "root", "tally").order_by("-pk").first()
