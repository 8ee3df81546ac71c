"""`intercity migrate`: bring this installation to the program's version."""

from __future__ import annotations

import argparse

from django.utils.translation import gettext as _

from intercity.cli.preparing import prepare
from intercity.cli.telling import tell


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`intercity migrate` has no arguments."""


def run(options: argparse.Namespace) -> int:
    """Back up, migrate, load reference data, collect static files; CommandError when that is not possible."""
    prepare(tell)
    print(_("Up to date."))
    return 0
