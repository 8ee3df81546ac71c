"""What CSV and XLSX have in common: the rows, how many, and under which label the file may be handed on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.posts.table.cells import Row
from intercity.posts.table.columns import Column
from intercity.spaces.models import Label, Space

MOST_ROWS = 100_000


@dataclass
class Sheet:
    """A table on its way into a file. After writing it knows how many rows there were, and their strictest label."""

    space: Space
    columns: Sequence[Column]
    rows: Iterator[Row]
    address: str = ""
    limit: int = MOST_ROWS
    written: int = 0
    cut: bool = False
    labels: set[str] = field(default_factory=set)

    @property
    def headings(self) -> list[str]:
        """The first line."""
        return [str(column.heading) for column in self.columns]

    def lines(self) -> Iterator[Row]:
        """The rows up to the limit, counted, their labels noted."""
        for row in self.rows:
            if self.written == self.limit:
                self.cut = True
                return
            self.written += 1
            self.labels.add(row.post.label)
            yield row

    @property
    def label(self) -> Label:
        """The strictest label of what was written: the file as a whole is under it."""
        return max((Label(label) for label in self.labels), key=lambda label: label.rank, default=Label.CLEAR)

    def cut_note(self) -> str:
        """Said at the end of a file that does not hold everything."""
        said = _("Cut after {rows} rows. Use the filters to get the others.")
        return said.replace("{rows}", str(self.written))

    def name(self, ending: str) -> str:
        """The file's name: which space, which day, under which label, and whether it was cut."""
        parts = ["exercise"] if self.space.is_exercise else []
        parts += [self.space.slug, today().isoformat(), f"tlp-{self.label.value}"]
        parts += [f"first-{self.written}"] if self.cut else []
        return f"{'-'.join(parts)}.{ending}"


def today() -> date:
    """The day on which the file is made."""
    return timezone.localdate()
