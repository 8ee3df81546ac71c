"""Kept pages while Django is busy; the time from `intercity serve` to the first page; the memory of the demo."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.measuring import finish, measure_limit, memory_mb, processes, run_load, start_load
from benchmarks.pages import Site
from benchmarks.server import Installation

SECONDS = 3.0
POSTS = 1_000
KEPT, SIGNED_IN = "/spaces/drill/", "/spaces/drill/?kind=update"
DEMO_PAGES = ("/", "/spaces/", "/spaces/covid-19/", "/spaces/covid-19/table", "/spaces/covid-19/map", "/search?q=food")


def measure() -> dict[str, Any]:
    """Run all three; memory is what the demo's processes hold together after some pages were read."""
    with tempfile.TemporaryDirectory(prefix="intercity-front-") as folder:
        site = Site(Installation(Path(folder)))
        site.server.prepare()
        try:
            site.fill(POSTS)
            found = kept_pages(site.server)
            site.server.stop()
            found["seconds_to_first_page"] = seconds_to_first_page(site.server)
        finally:
            site.server.stop()
    return found | demo_memory()


def kept_pages(server: Installation) -> dict[str, Any]:
    """The same kept page with Django idle and with all its threads at work, beside the bare server."""
    read = ["--path", KEPT, "--connections", "8", "--seconds", str(SECONDS)]
    idle = run_load(server.port, *read)
    cookie = f"csrftoken={'b' * 32}; sessionid={server.sessions['nice']}"
    busy_for = str(SECONDS + 2)
    load = start_load(
        server.port, "--path", SIGNED_IN, "--connections", "32", "--seconds", busy_for, "--cookie", cookie
    )
    # Long enough for the queue in front of Django to fill.
    time.sleep(1)
    busy = run_load(server.port, *read)
    finish(load)
    limit = measure_limit(8, SECONDS, idle["bytes"])
    return {
        "limit_rps": limit["rps"],
        "limit_p99_ms": limit["p99_ms"],
        "kept_rps": idle["rps"],
        "kept_p99_ms": idle["p99_ms"],
        "kept_busy_rps": busy["rps"],
        "kept_busy_p99_ms": busy["p99_ms"],
    }


def seconds_to_first_page(server: Installation) -> float:
    """From the command to the first whole page of a reader."""
    began = time.monotonic()
    server.start()
    assert server.request("GET", "/").status == 200
    return round(time.monotonic() - began, 2)


def demo_memory() -> dict[str, Any]:
    """Start the demo network, read some pages, add up its processes (what they share counts once)."""
    with tempfile.TemporaryDirectory(prefix="intercity-demo-") as folder:
        server = Installation(Path(folder))
        command = [sys.executable, "-m", "intercity.cli.main", "demo", "--port", str(server.port)]
        began = time.monotonic()
        with (server.data / "serve.log").open("ab") as log:
            server.process = subprocess.Popen(
                command, env=server.environment, stdout=log, stderr=log, start_new_session=True
            )
        try:
            server.wait_until_up(120)
            ready = round(time.monotonic() - began, 1)
            for page in DEMO_PAGES * 3:
                with suppress(OSError):
                    server.request("GET", page)
            return {"demo_seconds_to_first_page": ready, "demo_memory_mb": memory_mb(processes(server))}
        finally:
            server.stop()
