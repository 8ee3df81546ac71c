"""`intercity serve`: prepare the installation and serve it."""

from __future__ import annotations

import argparse

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from intercity.cli import serving
from intercity.cli.preparing import prepare
from intercity.organisations.actions import do_first_coordinator_invitation
from intercity.organisations.mails import invitation_link


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `intercity serve`."""
    serving.add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Prepare, print the first coordinator's link while there is none, serve until stopped."""
    prepare()
    print_first_link()
    return serving.serve(options)


def print_first_link() -> None:
    """Print the link that makes the first coordinator, while there is none."""
    try:
        invitation = do_first_coordinator_invitation()
    except PermissionDenied:
        return
    print(_("This network has no coordinator yet. Open this link within 24 hours to become the first:"))
    print(f"    {invitation_link(invitation)}", flush=True)
