"""`intercity backup`: one file with database, uploads and secret."""

from __future__ import annotations

import argparse
import json
from functools import partial
from pathlib import Path

from django.utils.translation import gettext as _

from intercity.cli.errors import CommandError
from intercity.cli.telling import tell
from intercity.transfer.backup import BackupError, Manifest, usual_path, write_backup


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `intercity backup`."""
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        help=_("file to write, or a folder to write it to (default: the data folder's backups/)"),
    )
    parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))


def run(options: argparse.Namespace) -> int:
    """Write and check the backup, and say where it is. CommandError when that does not succeed."""
    path = options.file or usual_path()
    path = path / usual_path().name if path.is_dir() else path
    try:
        manifest = write_backup(path, partial(tell, quiet=options.json))
    except BackupError as error:
        raise CommandError(str(error)) from error
    except OSError as error:
        raise CommandError(
            _("Cannot write %(path)s: %(reason)s") % {"path": path, "reason": error.strerror or error}, code=1
        ) from error
    report(path, manifest, as_json=options.json)
    return 0


def report(path: Path, manifest: Manifest, *, as_json: bool) -> None:
    """Say what was written."""
    facts = {"file": str(path), "bytes": path.stat().st_size, **summary(manifest)}
    if as_json:
        print(json.dumps(facts))
        return
    print(
        _("Written and checked: %(file)s (%(megabytes).1f MB, %(posts)s posts, %(uploads)s uploads)")
        % {**facts, "megabytes": path.stat().st_size / 1_000_000}
    )
    print(_("It holds the secret and all that is not public: keep it where only operators can read it."))


def summary(manifest: Manifest) -> dict[str, str | int]:
    """The few facts of a backup that an operator compares."""
    return {
        "version": manifest.version,
        "engine": manifest.engine,
        "made_at": manifest.made_at,
        "people": manifest.rows("organisations_person"),
        "posts": manifest.rows("posts_post"),
        "acts": manifest.rows("activity_activity"),
        "uploads": len(manifest.uploads()),
    }
