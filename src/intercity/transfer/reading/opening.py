"""Opening a foreign file as a table, by its content and never by its name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from intercity.transfer.reading.delimited import rows_of_text
from intercity.transfer.reading.streams import open_source, tables_in
from intercity.transfer.reading.table import Table
from intercity.transfer.reading.workbook import rows_of_workbook

__all__ = ["open_table", "tables_in"]


@contextmanager
def open_table(path: str | Path, member: str = "", encoding: str = "") -> Iterator[Table]:
    """Open the table in `path`: CSV of any delimiter and encoding, .xlsx, plain, gzipped or zipped.

    `member` chooses a file of a zip that holds several (see `tables_in`), `encoding` overrides the
    detection. Raises ReadError, also while the rows are read.
    """
    with open_source(path, member) as source:
        if source.is_workbook:
            yield Table(rows_of_workbook(source.stream))
        else:
            yield Table(rows_of_text(source.stream, encoding))
