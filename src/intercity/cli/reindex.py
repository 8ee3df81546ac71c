"""`intercity reindex`: a new search index beside the running one, put in its place when it is whole."""

from __future__ import annotations

import argparse
import json
import sys
import time

from django.utils.translation import gettext as _

from intercity.cli.errors import CommandError
from intercity.search.building import BusyError, rebuild
from intercity.search.schema import BrokenIndexError

_BAR = 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `intercity reindex`."""
    parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))


def run(options: argparse.Namespace) -> int:
    """Build and swap, and say how many posts are in it. CommandError when that does not succeed."""
    began = time.monotonic()
    try:
        posts = rebuild(show if sys.stderr.isatty() and not options.json else quiet)
    except BusyError as error:
        raise CommandError(_("The search index is being built already. Wait for it."), code=1) from error
    except (BrokenIndexError, OSError) as error:
        text = _("The search index could not be built, and the old one stays: %(reason)s")
        raise CommandError(text % {"reason": error}, code=1) from error
    facts = {"posts": posts, "seconds": round(time.monotonic() - began, 1)}
    sentence = _("The search index is new: %(posts)s posts in %(seconds)s seconds.")
    print(json.dumps(facts) if options.json else sentence % facts)
    return 0


def show(done: int, total: int) -> None:
    """A bar on the terminal."""
    filled = _BAR * done // (total or 1)
    bar = "█" * filled + "·" * (_BAR - filled)
    print(f"\r{bar} {done:>9,}/{total:,}", end="\n" if done >= total else "", file=sys.stderr, flush=True)


def quiet(done: int, total: int) -> None:
    """Nothing."""
