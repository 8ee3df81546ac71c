"""`python -m intercity.config.front --fd N`: one web process, started by the supervisor."""

from __future__ import annotations

import argparse
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "intercity.config.settings")
django.setup()

# Models can be imported only now that Django is set up.
from intercity.config.front.app import build_front  # noqa: E402
from intercity.config.front.server import run_web  # noqa: E402


def main() -> None:
    """Serve on the listening socket that the supervisor opened."""
    parser = argparse.ArgumentParser(prog="python -m intercity.config.front")
    parser.add_argument("--fd", type=int, required=True, help="descriptor of the listening socket")
    run_web(parser.parse_args().fd, build_front())


if __name__ == "__main__":
    main()
