"""`intercity queue`: what waits to be sent, what failed and why."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intercity.cli.telling import tell
from intercity.notifications import queue
from intercity.notifications.queue import Line


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `intercity queue`."""
    parser.add_argument("--retry", action="store_true", help=_("try again now whatever was refused or given up"))
    parser.add_argument("--json", action="store_true", help=_("print the queue as JSON"))


def run(options: argparse.Namespace) -> int:
    """Print the queue, after putting back what was refused if that is wanted. 1 when something was given up, else 0."""
    retried = queue.retry(queue.to_retry()) if options.retry else 0
    if options.retry:
        tell(ngettext("%(n)s is tried again now.", "%(n)s are tried again now.", retried) % {"n": retried})
    counts = dict(queue.counts())
    failed, waiting = queue.lines(queue.failed()), queue.lines(queue.waiting())
    if options.json:
        rows = {"failed": [as_data(line) for line in failed], "waiting": [as_data(line) for line in waiting]}
        print(json.dumps({"counts": counts, "retried": retried, **rows}, indent=2))
    else:
        print(as_text(counts, [*failed, *waiting]))
    return 1 if counts["failed"] else 0


def as_data(line: Line) -> dict[str, Any]:
    """One line, its times as text."""
    next_try = line.next_try.isoformat() if line.next_try is not None else None
    return {**asdict(line), "created_at": line.created_at.isoformat(), "next_try": next_try}


def as_text(counts: dict[str, int], lines: Sequence[Line]) -> str:
    """The numbers, and a line for each delivery that failed or is late."""
    numbers = "  ".join(f"{name} {count}" for name, count in counts.items())
    rows = [
        f"{line.state:8} {line.channel:7} {line.attempts:2}  {line.created_at:%Y-%m-%d %H:%M}  {line.to}  {line.error}"
        for line in lines
    ]
    return "\n".join([numbers, *rows])
