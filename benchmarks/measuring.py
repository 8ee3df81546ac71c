"""What benchmarks of pages share: the server on one core, the load on another, and what both cost."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.server import Installation, children_of, free_port

ROOT = Path(__file__).resolve().parent.parent
TICK = os.sysconf("SC_CLK_TCK")
SERVER_CPU, LOAD_CPU = 0, 1
# Processor seconds a second that clocks and signs of life take.
RESTING = 0.08


@contextmanager
def on_cpu(number: int) -> Iterator[None]:
    """Processes started inside run on this core, where the machine has more than one."""
    allowed = os.sched_getaffinity(0)
    if number in allowed and len(allowed) > 1:
        os.sched_setaffinity(0, {number})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


def run_load(port: int, *arguments: str) -> dict[str, Any]:
    """One run of `benchmarks.load` on its own core."""
    return json.loads(finish(start_load(port, *arguments)))  # type: ignore[no-any-return]


def start_load(port: int, *arguments: str) -> subprocess.Popen[str]:
    """Begin a run of `benchmarks.load`."""
    command = [sys.executable, "-m", "benchmarks.load", str(port), "--cpu", str(load_cpu()), *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def load_cpu() -> int:
    """The core of the load generator; -1 where there is only one."""
    return LOAD_CPU if LOAD_CPU in os.sched_getaffinity(0) else -1


def finish(load: subprocess.Popen[str], last_words: str = "") -> str:
    """Wait for the end of a run that is told `last_words`; gives its last line."""
    return load.communicate(last_words)[0].splitlines()[-1]


def cpu_seconds(pids: Sequence[int]) -> float:
    """Processor time that these processes have used so far."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICK


def memory_mb(pids: Sequence[int]) -> float:
    """Memory of these processes: what is shared counts once (proportional set size)."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return round(total / 1024, 1)


def processes(server: Installation) -> list[int]:
    """The supervisor and everything under it."""
    assert server.process is not None
    return [server.process.pid, *children_of(server.process.pid)]


def wait_for_calm(server: Installation, patience: float = 300.0) -> None:
    """Return when a server that nobody asks has done what was left to do; TimeoutError when it never rests."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        before = cpu_seconds(processes(server))
        time.sleep(1.0)
        if cpu_seconds(processes(server)) - before < RESTING:
            return
    raise TimeoutError("the server is always busy")


@contextmanager
def worker_paused(server: Installation) -> Iterator[None]:
    """Hold the worker still inside: on a core that it shares, what it does for years of posts is no page's cost."""
    workers = [pid for pid in processes(server) if Path(f"/proc/{pid}/comm").read_text() == "city worker\n"]
    for pid in workers:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in workers:
            os.kill(pid, signal.SIGCONT)


def ask(server: Installation, path: str, member: bool, connections: int, seconds: float) -> dict[str, Any]:
    """Load one address; gives rps, p50 and p99 with the server's processor time for each answer in milliseconds."""
    cookie = ["--cookie", f"csrftoken={'b' * 32}; sessionid={server.sessions['nice']}"] if member else []
    pids = processes(server)
    before = cpu_seconds(pids)
    arguments = ["--path", path, "--connections", str(connections), "--seconds", str(seconds), *cookie]
    found = run_load(server.port, *arguments)
    spent = cpu_seconds(pids) - before
    return {**found, "cpu_ms": round(1000 * spent / max(1, found["requests"]), 3)}


def measure_limit(connections: int, seconds: float, size: int = 30_000) -> dict[str, Any]:
    """The bare server's constant page of `size` bytes."""
    port = free_port()
    with on_cpu(SERVER_CPU):
        bare = subprocess.Popen([sys.executable, "-m", "benchmarks.bare", str(port), str(size)], cwd=ROOT)
    try:
        wait_for_port(port)
        return run_load(port, "--connections", str(connections), "--seconds", str(seconds))
    finally:
        bare.terminate()
        bare.wait()


def wait_for_port(port: int, patience: float = 20.0) -> None:
    """Return as soon as somebody listens; TimeoutError when nobody ever does."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise TimeoutError(f"nobody listens on port {port}")
