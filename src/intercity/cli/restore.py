"""`intercity restore`: bring a backup into an empty installation."""

from __future__ import annotations

import argparse
import json
from functools import partial
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from intercity.cli.backup import summary
from intercity.cli.errors import CommandError
from intercity.cli.telling import tell
from intercity.transfer.backup import BackupError, Manifest, restore


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `intercity restore`."""
    parser.add_argument("file", type=Path, help=_("a file that intercity backup wrote"))
    parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))


def run(options: argparse.Namespace) -> int:
    """Restore, and say what is there now. CommandError, with nothing changed, when that is not possible."""
    from_file = kept_secret() == settings.SECRET_KEY
    try:
        manifest = restore(options.file, partial(tell, quiet=options.json))
    except BackupError as error:
        raise CommandError(str(error)) from error
    except OSError as error:
        raise CommandError(
            _("Cannot restore %(path)s: %(reason)s") % {"path": options.file, "reason": error.strerror or error}
        ) from error
    report(manifest, secret_in_use=from_file or kept_secret() == settings.SECRET_KEY, as_json=options.json)
    return 0


def report(manifest: Manifest, *, secret_in_use: bool, as_json: bool) -> None:
    """Say what is there now. A key from the environment is used instead of the restored secret."""
    facts = {**summary(manifest), "secret_in_use": secret_in_use}
    if as_json:
        print(json.dumps(facts))
        return
    print(_("Restored: %(posts)s posts, %(people)s people, %(uploads)s uploads, as of %(made_at)s.") % facts)
    if not secret_in_use:
        print(
            _(
                "SECRET_KEY is set and differs from the backup's: everybody signs in again, "
                "and links in older mails no longer work. Remove it to use the restored secret."
            )
        )


def kept_secret() -> str:
    """What the data folder keeps as secret; "" where it keeps none."""
    path = Path(settings.DATA) / "secret"
    return path.read_text().strip() if path.exists() else ""
