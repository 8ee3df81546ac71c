"""Every tracker of ../shared/data/scale into one SQLite installation while people post and read over HTTP.

The server is `intercity serve`, the importer the real `intercity import`. Five people post and ten read, each at
a pace of one act a second; an act that begins late because the one before was slow counts from when it was due.
Beside it stands the limit of the machine: the same rows, copied bare into an empty file in one transaction.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.server import Installation
from intercity.core.uids import new_uid

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "scale"
POSTERS, READERS = 5, 10
QUIET_SECONDS = 10.0
PAGES = ("/spaces/drill/", "/spaces/drill/?kind=practice", "/", "/organisations/", "/organisations/nice/")
TABLES = (
    "organisations_organisation",
    "posts_post",
    "posts_origin",
    "kind_practice_practice",
    "posts_post_topics",
    "posts_post_groups",
)


@dataclass
class Visitors:
    """People who work on the site meanwhile, and how long each act took, in milliseconds."""

    server: Installation
    posts: list[float] = field(default_factory=list)
    reads: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Let them work until the block ends; forgets what they did before."""
        self._stop.clear()
        self.posts, self.reads, self.failed = [], [], []
        threads = [self._person(self._post, "posts", n / POSTERS) for n in range(POSTERS)]
        threads += [self._person(self._read, "reads", n / READERS) for n in range(READERS)]
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()

    def _person(self, act: Callable[[], None], times: str, offset: float) -> threading.Thread:
        thread = threading.Thread(target=self._work, args=(act, getattr(self, times), offset))
        thread.start()
        return thread

    def _work(self, act: Callable[[], None], times: list[float], offset: float) -> None:
        due = time.monotonic() + offset
        while not self._stop.wait(max(0.0, due - time.monotonic())):
            try:
                act()
            except OSError as error:
                self.failed.append(str(error))
            times.append((time.monotonic() - due) * 1000)
            due += 1.0

    def _post(self) -> None:
        uid = new_uid()
        fields = {"uid": uid, "title": f"Post {uid}", "body": "Text.", "language": "en", "label": "green"}
        reply = self.server.request("POST", "/spaces/drill/post/update", fields, random.choice(("nice", "torino")))
        if uid not in reply.headers.get("location", ""):
            self.failed.append(f"post: {reply.status}")

    def _read(self) -> None:
        page = random.choice(PAGES)
        reply = self.server.request("GET", page, officer=random.choice(("", "nice")))
        if reply.status != 200:
            self.failed.append(f"{page}: {reply.status}")


@dataclass(frozen=True)
class Run:
    """One run of the importer."""

    report: dict[str, Any]
    seconds: float
    cpu_seconds: float
    peak_mb: float


def run_import(server: Installation, files: Sequence[Path], *options: str) -> Run:
    """Run `intercity import` as an operator does; RuntimeError with its words when it fails."""
    command = [sys.executable, "-m", "intercity.cli.main", "import", *map(str, files), "--space", "drill", "--json"]
    began = time.monotonic()
    with (server.data / "report.json").open("w+b") as out, (server.data / "errors.txt").open("w+b") as err:
        child = subprocess.Popen([*command, *options], env=server.environment, cwd=server.data, stdout=out, stderr=err)
        _pid, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - began
        out.seek(0)
        err.seek(0)
        if child.returncode:
            raise RuntimeError(err.read().decode())
        report = json.loads(out.read().splitlines()[-1])
    return Run(report, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def bare_copy_seconds(database: Path, target: Path) -> float:
    """How long the same rows take, bare, into an empty file with the same tables and indexes, in one transaction."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as source, closing(connect(target)) as copy:
        marks = ",".join("?" * len(TABLES))
        for (statement,) in source.execute(
            f"SELECT sql FROM sqlite_master WHERE tbl_name IN ({marks}) AND sql IS NOT NULL ORDER BY type DESC", TABLES
        ):
            copy.execute(statement)
        began = time.monotonic()
        copy.execute("BEGIN IMMEDIATE")
        for table in TABLES:
            rows = source.execute(f"SELECT * FROM {table}")
            values = ",".join("?" * len(rows.description))
            copy.executemany(f"INSERT INTO {table} VALUES ({values})", rows)
        copy.execute("COMMIT")
        return time.monotonic() - began


def connect(path: Path) -> sqlite3.Connection:
    """A new file that writes as safely as the installation's own."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=OFF;")
    return connection


def percentile(times: Sequence[float], share: float) -> float:
    """The value that `share` of `times` do not exceed; 0 for none."""
    ordered = sorted(times)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1) if ordered else 0.0


def measure(data: Path = DATA) -> dict[str, Any]:
    """Import `data` while people work; gives rows, seconds, memory, waiting times, and the machine's limit."""
    files = sorted(data.glob("*.csv.gz"))
    if not files:
        return {"skipped": f"no trackers in {data}"}
    with tempfile.TemporaryDirectory(prefix="intercity-import-") as folder:
        server = Installation(Path(folder))
        server.prepare()
        server.start()
        try:
            return measure_on(server, files)
        finally:
            server.stop()


def measure_on(server: Installation, files: Sequence[Path]) -> dict[str, Any]:
    """The figures of one served installation, empty before."""
    visitors = Visitors(server)
    with visitors.at_work():
        time.sleep(QUIET_SECONDS)
    quiet = waiting_times(visitors, "quiet_")
    load = os.getloadavg()[0]
    with visitors.at_work():
        first = run_import(server, files, "--label", "clear")
    busy = waiting_times(visitors, "")
    limit = bare_copy_seconds(server.data / "intercity.sqlite3", server.data / "copy.sqlite3")
    second = run_import(server, files, "--label", "clear")
    rows = first.report["read"]
    return {
        "rows": rows,
        "seconds": round(first.seconds, 1),
        "cpu_seconds": round(first.cpu_seconds, 1),
        "rows_per_s": round(rows / first.seconds),
        "limit_rows_per_s": round(rows / limit),
        "peak_mb": round(first.peak_mb),
        **busy,
        **quiet,
        "failed_requests": len(visitors.failed),
        "rows_unaccounted": unaccounted(first.report),
        "second_run_seconds": round(second.seconds, 1),
        "second_run_changes": second.report["new"] + second.report["updated"],
        "load_before": round(load, 2),
    }


def waiting_times(visitors: Visitors, prefix: str) -> dict[str, float]:
    """The waiting times of posts and pages."""
    return {
        f"{prefix}post_p50_ms": percentile(visitors.posts, 0.5),
        f"{prefix}post_p99_ms": percentile(visitors.posts, 0.99),
        f"{prefix}read_p50_ms": percentile(visitors.reads, 0.5),
        f"{prefix}read_p99_ms": percentile(visitors.reads, 0.99),
        f"{prefix}slowest_ms": percentile([*visitors.posts, *visitors.reads], 1),
    }


def unaccounted(report: dict[str, Any]) -> int:
    """Rows that were read and are in no other figure of the report; must be 0."""
    names = ("new", "updated", "unchanged", "older", "claimed", "merged", "rejected_total")
    return int(report["read"] - sum(report[name] for name in names))
