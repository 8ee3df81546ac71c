"""A brief put together: chosen sentences under their headings, each with the number of its source, and the sources."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from intercity.briefs.choosing import choose, grouped
from intercity.briefs.sources import statements_for
from intercity.briefs.statements import Part, Statement
from intercity.briefs.wanted import Wanted, day_text
from intercity.posts.models import Post

TITLE_LETTERS: Final = 200


@dataclass(frozen=True)
class Line:
    """A sentence and the number of its source."""

    statement: Statement
    number: int


@dataclass(frozen=True)
class Chapter:
    """One part with its sentences."""

    part: Part
    lines: Sequence[Line]

    @property
    def rows(self) -> list[Line]:
        """Those that are rows of a table."""
        return [line for line in self.lines if line.statement.cells]

    @property
    def sentences(self) -> list[Line]:
        """The others."""
        return [line for line in self.lines if not line.statement.cells]


@dataclass(frozen=True)
class Source:
    """What a number stands for: one post, one answer to a roll call (`cell` says whose), or all posts of a count."""

    number: int
    posts: Sequence[Post]
    cell: str = ""
    path: str = ""

    @property
    def post(self) -> Post:
        """The one, or the newest."""
        return self.posts[0]

    @property
    def is_count(self) -> bool:
        """Whether it is what was counted."""
        return len(self.posts) > 1

    @property
    def address(self) -> str:
        """Where a single one stands."""
        return self.path or self.post.get_absolute_url()


@dataclass(frozen=True)
class Composed:
    """The whole of it. `lost` are the keys that are wanted and have no source any more; `spare` what could be added."""

    wanted: Wanted
    chapters: Sequence[Chapter]
    sources: Sequence[Source]
    lost: Sequence[str]
    spare: Sequence[Statement]

    @property
    def title(self) -> str:
        """Of space and time, in the brief's language."""
        with override(self.wanted.language):
            period = f"{day_text(self.wanted.since)} – {day_text(self.wanted.until)}"
            said = _("Brief: %(space)s, %(period)s") % {"space": self.wanted.space.name, "period": period}
            return said[:TITLE_LETTERS]

    @property
    def lines(self) -> list[Line]:
        """Its sentences one after the other."""
        return [line for chapter in self.chapters for line in chapter.lines]

    @property
    def keys(self) -> list[str]:
        """Their keys."""
        return [line.statement.key for line in self.lines]

    @property
    def single(self) -> list[Post]:
        """The posts that are cited by themselves, each once; what was only counted is not among them."""
        return list({source.post.pk: source.post for source in self.sources if not source.is_count}.values())

    @property
    def digest(self) -> str:
        """By which one sees whether it says the same as when it was looked at."""
        said = [f"{line.number} {line.statement.text}" for line in self.lines]
        cited = [f"{s.number} {s.cell} {' '.join(post.uid for post in s.posts)}" for s in self.sources]
        drawn = [repr(line.statement.dots) for line in self.lines if line.statement.dots]
        return hashlib.sha256("\n".join([self.title, *said, *cited, *drawn]).encode()).hexdigest()[:16]


def compose(
    wanted: Wanted, keys: Sequence[str] | None = None, fixed: Mapping[str, int] = MappingProxyType({})
) -> Composed:
    """The brief with the sentences of these `keys` in their order, or with those that the arithmetic chooses.

    `fixed` are the numbers that sources have already, by keys. A sentence whose source is not seen by every reader of
    the label any more is not there; its key is `lost`.
    """
    statements = statements_for(wanted)
    posts = readable_posts(wanted, statements)
    # Whoever made a sentence asked already. Should one forget it, its sentence falls here.
    found = {one.key: one for one in statements if all(cite.uid in posts for cite in one.cites)}
    chosen = choose(list(found.values())) if keys is None else list(dict.fromkeys(keys))
    lines = numbered(in_parts([found[key] for key in chosen if key in found]), fixed)
    chapters = [Chapter(part, [line for line in lines if line.statement.part == part]) for part in Part]
    spare = [one for part in Part for one in spare_of(part, found.values(), set(chosen))]
    return Composed(
        wanted, [chapter for chapter in chapters if chapter.lines],
        sources_of(lines, posts),
        [key for key in chosen if key not in found], spare,
    )  # fmt: skip


def readable_posts(wanted: Wanted, statements: Iterable[Statement]) -> dict[str, Post]:
    """What is cited and seen by every reader, by uid."""
    uids = {cite.uid for one in statements for cite in one.cites}
    rows = wanted.readable().filter(uid__in=uids).select_related("organisation", "space", "root")
    return {post.uid: post for post in rows}


def numbered(statements: Sequence[Statement], fixed: Mapping[str, int]) -> list[Line]:
    """Each with the number of its source: the same for the same source, in the order in which they come; those that
    are `fixed` keep theirs.
    """
    numbers = {one.cites: fixed[one.key] for one in reversed(statements) if one.key in fixed}
    free = (number for number in count(1) if number not in fixed.values())
    return [Line(one, numbers[one.cites] if one.cites in numbers else numbers.setdefault(one.cites, next(free)))
            for one in statements]  # fmt: skip


def sources_of(lines: Sequence[Line], posts: Mapping[str, Post]) -> list[Source]:
    """What stands behind the numbers."""
    cites = {line.number: line.statement.cites for line in reversed(lines)}
    return [
        Source(number, [posts[cite.uid] for cite in some], some[0].cell, some[0].path)
        for number, some in sorted(cites.items())
    ]


def in_parts(statements: Sequence[Statement]) -> list[Statement]:
    """Part by part, each in the order given."""
    return [one for part in Part for one in statements if one.part == part]


def spare_of(part: Part, statements: Iterable[Statement], chosen: set[str]) -> list[Statement]:
    """What else could stand in a part, the weightiest first."""
    rows = [one for one in statements if one.part == part]
    return [one for group in grouped(rows) for one in group if one.key not in chosen]
