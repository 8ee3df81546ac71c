"""What stands in one cell, before anybody decides whether it becomes HTML, CSV or XLSX."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from intercity.posts.kinds import TableValue, kind_of
from intercity.posts.models import Post


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with the address behind it; `tone` is its class on the page, `language` that of a person's own words."""

    value: str | int | date | datetime = ""
    link: str = ""
    tone: str = ""
    language: str = ""


@dataclass
class Row:
    """A post and what its kind says about it, asked once."""

    post: Post
    comments: int = field(init=False)

    def __post_init__(self) -> None:
        """Take over the count that `for_cards` worked out."""
        self.comments = getattr(self.post, "comment_count", 0)

    @cached_property
    def facts(self) -> dict[str, TableValue]:
        """The cells that only its kind can fill."""
        return kind_of(self.post).table_cells(self.post)
