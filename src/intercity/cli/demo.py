"""`intercity demo`: set up the demo network and serve it."""

from __future__ import annotations

import argparse
import os
import sys

from django.db import connections
from django.utils.translation import gettext as _

from intercity.cli import serving
from intercity.cli.preparing import prepare
from intercity.demo.loading import load_demo
from intercity.search.indexer import bring_up


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `intercity serve`."""
    serving.add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Prepare, fill when empty, then become `intercity serve` until stopped.

    Becoming it anew gives back the memory that filling took (about 80 MB).
    """
    prepare()
    if load_demo():
        # Whoever comes first may search at once.
        bring_up()
        print(_("The demo network is ready."), flush=True)
    connections.close_all()
    command = [sys.executable, "-m", "intercity.cli.main", "serve", "--host", options.host]
    command += ["--port", str(options.port), "--web", str(options.web)]
    os.execv(sys.executable, command + (["--no-worker"] if options.no_worker else []))
