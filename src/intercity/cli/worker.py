"""`intercity worker`: one worker process. Run as many as you like on PostgreSQL."""

from __future__ import annotations

import argparse

from intercity.pipeline.worker import Worker


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It has none."""


def run(options: argparse.Namespace) -> int:
    """Work until SIGTERM or SIGINT; 0 after a clean stop."""
    return Worker().run()
