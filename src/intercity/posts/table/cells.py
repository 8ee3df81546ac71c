"""A row of the table, before anybody decides whether it becomes HTML, CSV or XLSX."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from intercity.posts.kinds import TableValue, kind_of
from intercity.posts.models import Post

Value = str | int | Decimal | date | datetime
"""What stands in a cell; "" where there is nothing."""


@dataclass
class Row:
    """A post with the names of its terms, and what its kind says about it, asked once."""

    post: Post
    topics: str = ""
    groups: str = ""

    @cached_property
    def facts(self) -> dict[str, TableValue]:
        """The cells that only its kind can fill."""
        return kind_of(self.post).table_cells(self.post)

    @property
    def comments(self) -> int:
        """How many stand under it, as `for_cards` counted."""
        return int(getattr(self.post, "comment_count", 0))
