"""Reading a tracker's table as measures.

The file is read twice. The first pass only looks: it finds what is broken before anything is handed on,
decides how the file writes its dates, and gathers which rows belong together (hashes, not texts). The
second pass yields each measure once, complete, when its first row comes by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from intercity.core.tables.cells import is_formula, says_something
from intercity.core.tables.errors import ReadError
from intercity.core.tables.opening import open_table
from intercity.core.tables.table import Row, Table
from intercity.transfer.reading.fields import Entry, Part, Tracker
from intercity.transfer.reading.groups import Groups
from intercity.transfer.reading.mapping import FileMapping
from intercity.transfer.reading.measure import Measure, Reason, Rejected
from intercity.transfer.reading.normal import DateColumns, Normaliser, group_of, key_of
from intercity.transfer.reading.trackers import recognise

Progress = Callable[[int, int], None]
"""Called with (rows done, rows in the file) now and then while measures are handed on."""

_PROGRESS_EVERY = 500


@dataclass
class Survey:
    """What the first pass found."""

    path: Path
    tracker: Tracker
    dataset: str
    member: str
    encoding: str
    dates: DateColumns
    groups: Groups = field(default_factory=Groups)
    rows: int = 0
    file_edition: str = ""

    def open_rows(self) -> Iterator[tuple[Row, list[Part]]]:
        """Yield each row of the file with the parts to read from it."""
        with open_table(self.path, self.member, self.encoding) as table:
            parts = self.tracker.bind(table.header)
            for row in table:
                yield row, parts


def read_measures(
    path: str | Path,
    mapping: FileMapping | None = None,
    on_progress: Progress | None = None,
    member: str = "",
) -> Iterator[Measure | Rejected]:
    """Yield every measure of the table in `path`, and every row that holds none.

    `mapping` reads an unknown tracker (see `mapping.load_mapping`); without it the tracker is recognised
    by its columns. All errors of the file come as ReadError before the first measure is yielded; later
    only if the file changes meanwhile. The sum of `rows` of the measures and the number of `Rejected` is
    the number of entries read.
    """
    found = survey(path, mapping, member)
    return _hand_on(found, on_progress)


def survey(path: str | Path, mapping: FileMapping | None = None, member: str = "") -> Survey:
    """Read the whole file once without keeping it; raise ReadError where it cannot be imported."""
    encoding = mapping.encoding if mapping else ""
    with open_table(path, member, encoding) as table:
        tracker = mapping.tracker_for(table.header) if mapping else known_tracker(table)
        name = dataset_name(member or path)
        found = Survey(Path(path), tracker, name, member, encoding, DateColumns(tracker.date_order))
        _look(found, table)
    if not found.rows:
        raise ReadError(_("The table has a header and no rows."))
    if not found.groups.by_hash:
        raise ReadError(_("No row of the table says what was done. Check the columns, or write a mapping file."))
    return found


def known_tracker(table: Table) -> Tracker:
    """Return the tracker of a table; raise ReadError that says how to go on if it is not known."""
    tracker = recognise(table.header)
    if tracker is None:
        raise ReadError(
            _(
                "The columns of this table are not known: %(columns)s. Run the import with --suggest to write "
                "a mapping file, review it, and import with --mapping."
            )
            % {"columns": ", ".join(table.header[:8])}
        )
    return tracker


def dataset_name(path: str | Path) -> str:
    """Return the name of a file without its folder and endings."""
    return Path(path).name.split(".csv")[0].split(".tsv")[0].split(".xlsx")[0].split(".zip")[0].split(".gz")[0]


def _look(found: Survey, table: Table) -> None:
    parts = found.tracker.bind(table.header)
    newest_start = ""
    for row in table:
        found.rows += 1
        for entry in _entries(found.tracker, row, parts):
            _refuse_formulas(entry, row)
            found.dates.see(entry)
            if _reason(entry, row):
                continue
            edition = found.dates.version(entry)
            found.file_edition = max(found.file_edition, edition)
            newest_start = max(newest_start, entry.get("date_start", "")[:10])
            found.groups.add(
                group_of(entry),
                row.number,
                edition,
                entry.get("category", ""),
                entry.get("target", ""),
                entry.get("record_id", ""),
            )
    found.file_edition = found.file_edition or newest_start


def _entries(tracker: Tracker, row: Row, parts: list[Part]) -> list[Entry]:
    entries = [part.entry(row.cells) for part in parts]
    if len(parts) > 1:
        # A day without a note is one row without a text, not twenty.
        entries = [entry for entry in entries if entry.get("text")] or entries[:1]
    for entry in entries:
        tracker.refine(entry)
    return entries


def _refuse_formulas(entry: Entry, row: Row) -> None:
    for name, value in entry.items():
        if is_formula(value):
            message = _(
                "A cell (%(field)s) holds a formula: %(cell)s. Save the table with values only and import again."
            )
            raise ReadError(message % {"field": name, "cell": value[:60]}, row.number)


def _reason(entry: Entry, row: Row) -> Reason | None:
    if row.fault:
        return "uneven"
    return None if says_something(entry.get("text", "")) else "no_text"


def _hand_on(found: Survey, on_progress: Progress | None) -> Iterator[Measure | Rejected]:
    normaliser = Normaliser(found.tracker, found.dataset, found.file_edition, found.dates)
    groups, keys, done = found.groups.by_hash, set[str](), 0
    for row, parts in found.open_rows():
        done += 1
        if on_progress and done % _PROGRESS_EVERY == 0:
            on_progress(done, found.rows)
        for entry in _entries(found.tracker, row, parts):
            if reason := _reason(entry, row):
                yield Rejected(row.number, reason, entry.get("record_id", ""), _filled(row.cells))
                continue
            number = group_of(entry)
            if group := groups.pop(number, None):
                yield normaliser.measure(entry, group, _unique(key_of(entry), number, keys))
    if on_progress:
        on_progress(done, found.rows)


def _unique(key: str, number: int, keys: set[str]) -> str:
    """Return `key`, or one with a part of the text's hash where another text has it already."""
    if key in keys:
        key = f"{key}#{number & 0xFFFFFFFF:08x}"
    keys.add(key)
    return key


def _filled(cells: Mapping[str, str]) -> dict[str, str]:
    return {name: cell for name, cell in cells.items() if cell}
