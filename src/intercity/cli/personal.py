"""`intercity personal`: the record of processing, out of the code's own list of personal fields."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from django.utils.translation import gettext as _

from intercity.privacy.processing import as_markdown, sections


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `intercity personal`."""
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--md", action="store_true", help=_("print it as Markdown (the default)"))
    form.add_argument("--json", action="store_true", help=_("print it as JSON"))


def run(options: argparse.Namespace) -> int:
    """Print it; gives 0."""
    if options.json:
        print(json.dumps([asdict(section) for section in sections()], indent=2, ensure_ascii=False))
    else:
        print(as_markdown())
    return 0
