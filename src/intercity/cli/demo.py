"""`intercity demo`: set up the demo network and serve it."""

from __future__ import annotations

import argparse

from django.utils.translation import gettext as _

from intercity.cli import serving
from intercity.cli.preparing import prepare
from intercity.demo.loading import load_demo


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `intercity serve`."""
    serving.add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Prepare, fill when empty, serve until stopped."""
    prepare()
    if load_demo():
        print(_("The demo network is ready."), flush=True)
    return serving.serve(options)
