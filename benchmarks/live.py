"""Live delivery: one post to 100, 1,000 and 5,000 open streams, until the last has it; beside a bare broadcast.

`last_ms` counts from the moment when the form is sent: it holds the posting itself, the commit, the tailer and the
rendering. `limit_last_ms` is a bare asyncio/uvloop server that sends as many bytes to as many bare streams, asked in
the same way by the same client. One web process on one core, the client on the other.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.measuring import ROOT, SERVER_CPU, load_cpu, memory_mb, on_cpu, processes
from benchmarks.server import Installation, free_port

COUNTS = (100, 1_000, 5_000)
ROUNDS = 9


def listen(port: int, streams: int, *arguments: str) -> dict[str, Any]:
    """One run of the client; RuntimeError with what it said when it fails."""
    command = [sys.executable, "-m", "benchmarks.live_client", str(port), "--streams", str(streams)]
    command += ["--rounds", str(ROUNDS), "--cpu", str(load_cpu()), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def measure_bare(streams: int, size: int) -> dict[str, Any]:
    """The bare broadcast of so many bytes."""
    port = free_port()
    with on_cpu(SERVER_CPU):
        bare = subprocess.Popen([sys.executable, "-m", "benchmarks.live_bare", str(port), str(size)], cwd=ROOT)
    try:
        until = time.monotonic() + 20
        while True:
            try:
                return listen(port, streams)
            except RuntimeError as error:
                if "refused" not in str(error) or time.monotonic() > until:
                    raise
                time.sleep(0.1)
    finally:
        bare.terminate()
        bare.wait()


def measure_ours(server: Installation, streams: int) -> dict[str, Any]:
    """The same through the real server: signed-in readers of everything."""
    token = secrets.token_hex(16)
    cookie = f"csrftoken={token}; sessionid={server.sessions['torino']}"
    found = listen(server.port, streams, "--cookie", cookie, "--token", token)
    until = time.monotonic() + 20
    while json.loads(server.request("GET", "/healthz").body)["streams"] and time.monotonic() < until:
        time.sleep(0.1)
    return found


def measure() -> dict[str, Any]:
    """Run everything; by number of streams. `lost` and `twice` must be 0."""
    counts = [int(word) for word in os.environ.get("BENCH_STREAMS", "").split()] or COUNTS
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="intercity-live-") as folder:
        server = Installation(Path(folder))
        server.prepare()
        with on_cpu(SERVER_CPU):
            server.start()
        try:
            for streams in counts:
                ours = measure_ours(server, streams)
                bare = measure_bare(streams, ours["bytes"])
                limit = {"limit_last_ms": bare["last_ms"], "limit_worst_ms": bare["worst_ms"]}
                found[str(streams)] = ours | limit | {"times": round(ours["last_ms"] / bare["last_ms"], 2)}
            found["memory_mb"] = memory_mb(processes(server))
        finally:
            server.stop()
    return found | {"lost": sum(found[str(streams)]["lost"] for streams in counts)}
