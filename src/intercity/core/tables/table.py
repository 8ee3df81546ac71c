"""A foreign table as a header and a stream of rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from intercity.core.tables.header import check_header, find_header


class Row(NamedTuple):
    """One data row: its number in the file (the header is usually row 1), its cells, what is wrong."""

    number: int
    cells: dict[str, str]
    fault: str = ""


class Table:
    """A header and the rows below it, read once from front to back."""

    def __init__(self, numbered: Iterable[tuple[int, list[str]]], sheet: str = "") -> None:
        """Take the rows of a file with their numbers; raise ReadError where no header is found."""
        self._rows = iter(numbered)
        self.sheet = sheet
        header_row, cells = find_header(self._rows)
        self.header = check_header(cells, header_row)

    def __iter__(self) -> Iterator[Row]:
        """Yield each row that holds anything; a row of the wrong width carries a `fault`."""
        width, header = len(self.header), self.header
        for number, cells in self._rows:
            if len(cells) == width:
                if any(cells) and not _is_tag_row(cells):
                    yield Row(number, dict(zip(header, cells, strict=True)))
            elif any(cells):
                yield self._uneven(number, cells)

    def _uneven(self, number: int, cells: list[str]) -> Row:
        extra = [cell for cell in cells[len(self.header) :] if cell.strip()]
        padded = [*cells, *([""] * (len(self.header) - len(cells)))]
        row = dict(zip(self.header, padded, strict=False))
        # Spreadsheets drop empty cells at the end of a line; half a line is a broken one.
        missing = len(cells) < max(2, len(self.header) // 2)
        return Row(number, row, "uneven" if extra or missing else "")


def _is_tag_row(cells: list[str]) -> bool:
    """Humanitarian tables carry a second header of hashtags (HXL)."""
    return cells[0].startswith("#") and all(cell.startswith("#") for cell in cells if cell)
