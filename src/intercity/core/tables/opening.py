"""Opening a foreign file as a table, by its content and never by its name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from intercity.core.tables import limits
from intercity.core.tables.delimited import rows_of_text
from intercity.core.tables.streams import open_source, tables_in
from intercity.core.tables.table import Table
from intercity.core.tables.workbook import Gap, rows_of_workbook

__all__ = ["open_table", "tables_in"]


@contextmanager
def open_table(
    path: str | Path, member: str = "", encoding: str = "", most: int = limits.MAX_BYTES, gap: Gap | None = None
) -> Iterator[Table]:
    """Open the table in `path`: CSV of any delimiter and encoding, .xlsx, plain, gzipped or zipped.

    `member` chooses a file of a zip that holds several (see `tables_in`), `encoding` overrides the
    detection, `most` is how many bytes may come out of it when it is unpacked, `gap` as in
    `rows_of_workbook`. Raises ReadError, also while the rows are read.
    """
    with open_source(path, member, most) as source:
        if source.is_workbook:
            yield Table(rows_of_workbook(source.stream, gap))
        else:
            yield Table(rows_of_text(source.stream, encoding))
