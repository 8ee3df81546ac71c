"""`intercity migrate`: bring this installation to the program's version."""

from __future__ import annotations

import argparse

from django.utils.translation import gettext as _

from intercity.cli.errors import CommandError
from intercity.cli.telling import tell
from intercity.transfer.backup import BackupError
from intercity.transfer.installation import prepare_installation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`intercity migrate` has no arguments."""


def run(options: argparse.Namespace) -> int:
    """Back up, migrate, load reference data, collect static files; CommandError when that is not possible."""
    try:
        prepare_installation(tell)
    except BackupError as error:
        raise CommandError(str(error)) from error
    print(_("Up to date."))
    return 0
