"""`intercity import`: read trackers of measures into a space."""

from __future__ import annotations

import argparse
import csv
import gc
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from intercity.cli.errors import CommandError
from intercity.core.tables.errors import ReadError
from intercity.core.tables.opening import tables_in
from intercity.spaces.models import Label, Space
from intercity.spaces.models.labels import usable_within
from intercity.transfer.importing.importer import Importer
from intercity.transfer.reading.mapping import FileMapping, as_toml, load_mapping
from intercity.transfer.reading.measure import Measure, Rejected
from intercity.transfer.reading.measures import Progress, read_measures
from intercity.transfer.reading.reasons import reason_text
from intercity.transfer.reading.report import Report
from intercity.transfer.reading.suggest import suggest_file

_BAR = 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `intercity import`."""
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help=_("CSV, TSV or .xlsx, also gzipped or zipped")
    )
    parser.add_argument("--space", metavar="SLUG", help=_("the space that gets the posts"))
    parser.add_argument("--mapping", type=Path, metavar="TOML", help=_("how to read a table that is not known"))
    parser.add_argument("--suggest", action="store_true", help=_("only write a mapping file to review"))
    parser.add_argument(
        "--label", choices=[Label.CLEAR, Label.GREEN], help=_("who may see the posts (default: the space's)")
    )
    parser.add_argument("--dry-run", action="store_true", help=_("read and report, write nothing"))
    parser.add_argument(
        "--rejected", type=Path, metavar="CSV", help=_("where rejected rows go (default: rejected.csv)")
    )
    parser.add_argument("--json", action="store_true", help=_("print the report as JSON"))


def run(options: argparse.Namespace) -> int:
    """Import the files; CommandError (exit code 2) names the file and row that cannot be read."""
    if options.suggest:
        return suggest(options.files)
    space = open_space(options.space)
    label = label_in(space, options.label)
    report = Report(files=[str(path) for path in options.files], dry_run=options.dry_run)
    mapping = mapping_in(options.mapping)
    # Every file is checked to its end before the first row of any is written.
    sources = [source for path in options.files for source in checked(path, mapping)]
    with rejected_rows(options.rejected or Path("rejected.csv")) as write_rejected:
        importer = Importer(
            space=space,
            label=label,
            report=report,
            dry_run=options.dry_run,
            on_rejected=write_rejected,
        )
        # What was loaded stays to the end; looking through it for garbage would take 80 ms, at times under the lock.
        gc.freeze()
        for source in sources:
            importer.run(source)
    print(report.as_json_text() if options.json else report.as_text(), end="\n" if options.json else "")
    return 0


def space_named(slug: str | None) -> Space:
    """The space, or a CommandError that lists some there are."""
    if space := Space.objects.filter(slug=slug or "").first():
        return space
    known = ", ".join(Space.objects.order_by("slug").values_list("slug", flat=True)[:10])
    raise CommandError(_("Say with --space which space gets the posts. There are: %(slugs)s") % {"slugs": known or "–"})


def open_space(slug: str | None) -> Space:
    """The space that takes posts, or a CommandError."""
    space = space_named(slug)
    if space.is_archived:
        raise CommandError(
            _("The space %(slug)s is archived: it can be read only. Open it again, or choose another space.")
            % {"slug": space.slug}
        )
    return space


def label_in(space: Space, wanted: str | None) -> str:
    """The label of the posts: the one that was asked for, or the space's usual one. What trackers say is for many."""
    label = wanted or space.default_label
    allowed = [one for one in usable_within(space.widest_label) if one in (Label.CLEAR, Label.GREEN)]
    if label not in allowed:
        raise CommandError(
            _("The space %(slug)s does not allow the label %(label)s. Choose with --label: %(allowed)s")
            % {"slug": space.slug, "label": label, "allowed": ", ".join(allowed) or "–"}
        )
    return label


def mapping_in(path: Path | None) -> FileMapping | None:
    """The mapping file's content, if one was named."""
    try:
        return load_mapping(path) if path else None
    except ReadError as error:
        raise CommandError(f"{path}: {error}") from error


def checked(path: Path, mapping: FileMapping | None) -> list[Iterator[Measure | Rejected]]:
    """The measures of each table in a file, after the whole file was looked through."""
    try:
        return [read_measures(path, mapping, progress_for(path), member) for member in tables_in(path)]
    except ReadError as error:
        raise CommandError(f"{path}: {error}") from error


def progress_for(path: Path) -> Progress | None:
    """A bar on the terminal; nothing where the output goes elsewhere."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, rows: int) -> None:
        filled = _BAR * done // (rows or 1)
        bar = "█" * filled + "·" * (_BAR - filled)
        print(f"\r{bar} {done:>9,}/{rows:,} {path.name[:40]}", end="\n" if done >= rows else "", file=sys.stderr)

    return show


@contextmanager
def rejected_rows(path: Path) -> Iterator[Callable[[Rejected], None]]:
    """Gives a function that writes a rejected row to `path`; without any the file is not made."""
    with ExitStack() as stack:
        writers: list[Callable[[list[object]], object]] = []

        def write(item: Rejected) -> None:
            if not writers:
                file = stack.enter_context(path.open("w", newline="", encoding="utf-8"))
                writers.append(csv.writer(file).writerow)
                writers[0](["row", "reason", "id", "cells"])
            cells = json.dumps(item.cells, ensure_ascii=False)
            writers[0]([item.row, reason_text(item.reason), item.record_id, cells])

        yield write


def suggest(files: list[Path]) -> int:
    """Write a mapping file beside each table and say where it is."""
    for path in files:
        try:
            mapping, header = suggest_file(path)
        except ReadError as error:
            raise CommandError(f"{path}: {error}") from error
        target = Path(f"{path.name.split('.')[0]}.mapping.toml")
        if target.exists():
            raise CommandError(_("%(path)s is there already. Move it away first.") % {"path": target})
        target.write_text(as_toml(mapping, header), encoding="utf-8")
        print(_("Wrote %(path)s. Review it, then import with --mapping %(path)s.") % {"path": target})
    return 0
