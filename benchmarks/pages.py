"""Pages, anonymous and signed in: per second, waiting times, processor time, queries; and how cost grows.

One web process on one core, the load generator on the other. Anonymous pages come from the front's cache. The limit
is a constant page of 30 kB from the bare server, measured in the same run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measuring import (
    ROOT,
    SERVER_CPU,
    ask,
    measure_limit,
    memory_mb,
    on_cpu,
    processes,
    wait_for_calm,
    worker_paused,
)
from benchmarks.server import Installation

SIZES = (1_000, 10_000, 100_000, 500_000)
MAIN_SIZE = 10_000
SECONDS = 2.0
CONNECTIONS = (1, 32)
# Query counts of a page that has been asked before, in a process of its own.
QUERIES = """
import json, sys, django
django.setup()
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
settings.ALLOWED_HOSTS.append("testserver")
paths, session = json.loads(sys.stdin.read())
found = {}
for cookie in ("", session):
    client = Client()
    if cookie:
        client.cookies["sessionid"] = cookie
    for name, path in paths.items():
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        found[f"{name}_{'member' if cookie else 'anonymous'}"] = len(queries)
print(json.dumps(found))
"""


@dataclass
class Site:
    """An installation with many posts."""

    server: Installation
    post: str = ""

    @property
    def pages(self) -> dict[str, str]:
        """The addresses that are measured, by the names of their figures."""
        return {
            "home": "/",
            "feed": "/spaces/drill/",
            "post": f"/posts/{self.post}/",
            "table": "/spaces/drill/table",
            "map_data": "/spaces/drill/map.json",
            "search": "/search?q=shelter+school+food",
        }

    def fill(self, count: int) -> None:
        """Bring it up to `count` posts, and restart it."""
        if self.server.process is not None:
            self.server.stop()
        self.post = self._run("benchmarks.filling", str(count)).split()[-1]
        if count <= MAIN_SIZE:
            # Copies inside the database are no acts, so the index is built anew; `search` measures larger ones.
            self._run("intercity.cli.main", "reindex")
        with on_cpu(SERVER_CPU):
            self.server.start()

    def _run(self, module: str, *arguments: str) -> str:
        """Run a module inside the installation; gives what it printed."""
        command = [sys.executable, "-m", module, *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.server.environment, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout

    def answers(self, path: str) -> bool:
        """Whether this page exists (and its replica is ready)."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            reply = self.server.request("GET", path, officer="nice")
            if reply.status == 404:
                return False
            if reply.status == 200 and b"being rebuilt" not in reply.body:
                return True
            time.sleep(0.5)
        return False

    def queries(self, paths: dict[str, str]) -> dict[str, int]:
        """Queries of each page."""
        done = subprocess.run(
            [sys.executable, "-c", QUERIES], env=self.server.environment, capture_output=True, text=True,
            input=json.dumps([paths, self.server.sessions["nice"]]), check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stderr)
        return dict(json.loads(done.stdout.splitlines()[-1]))


def measure_pages(site: Site, paths: dict[str, str]) -> dict[str, Any]:
    """Every page, anonymous and signed in, at 1 and 32 connections. Plain keys are of 32 connections.

    `…_share_of_limit` compares with the bare server's answer of as many bytes.
    """
    found: dict[str, Any] = {}
    queries = site.queries(paths)
    for name, path in paths.items():
        for member in (False, True):
            word = f"{name}_{'member' if member else 'anonymous'}"
            runs = {number: ask(site.server, path, member, number, SECONDS) for number in CONNECTIONS}
            busy = runs[CONNECTIONS[-1]]
            found[f"{word}_rps"] = busy["rps"]
            if not member:
                limit = measure_limit(CONNECTIONS[-1], SECONDS, busy["bytes"])["rps"]
                found[f"{word}_share_of_limit"] = round(busy["rps"] / limit, 2)
            found[word] = {f"{number}_connections": run for number, run in runs.items()} | {"queries": queries[word]}
    return found


def measure_growth(site: Site) -> dict[str, float]:
    """Processor time of the signed-in pages, in milliseconds, at the present size; the least of several runs."""
    found = {}
    for name in ("home", "feed", "post"):
        site.answers(site.pages[name])
        runs = [ask(site.server, site.pages[name], True, 1, SECONDS / 2)["cpu_ms"] for _ in range(4)]
        found[f"{name}_member_cpu_ms"] = min(runs)
    return found


def measure() -> dict[str, Any]:
    """Run everything; `limit_rps` is the bare server's, `growth` the largest cost over the smallest for each page."""
    largest = int(os.environ.get("BENCH_POSTS", SIZES[-1]))
    with tempfile.TemporaryDirectory(prefix="intercity-pages-") as folder:
        site = Site(Installation(Path(folder)))
        site.server.prepare()
        found: dict[str, Any] = {"limit_rps": measure_limit(32, SECONDS)["rps"]}
        sizes: dict[str, dict[str, float]] = {}
        try:
            for size in [size for size in SIZES if size <= largest]:
                site.fill(size)
                with worker_paused(site.server):
                    sizes[str(size)] = measure_growth(site)
                if size == MAIN_SIZE:
                    paths = {name: path for name, path in site.pages.items() if site.answers(path)}
                    wait_for_calm(site.server)
                    with worker_paused(site.server):
                        found |= measure_pages(site, paths)
                    found["memory_mb"] = memory_mb(processes(site.server))
        finally:
            site.server.stop()
        first, last = sizes[min(sizes, key=int)], sizes[max(sizes, key=int)]
        return {**found, "at": sizes, "growth": {key: round(last[key] / first[key], 2) for key in first}}
