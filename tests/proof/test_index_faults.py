"""The search index on a real installation: dead workers, damaged files, a full disk."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from benchmarks.server import Installation
from intercity.core.uids import new_uid

pytestmark = pytest.mark.proof

# Another process than those that write: it answers each line, a word, with what an officer finds.
ASK = """
import json, sys, django
django.setup()
from intercity.organisations.models import Person
from intercity.organisations.viewers import viewer_for
from intercity.search.finding import Query, find
officer = viewer_for(Person.objects.get(email="nice@example.org"))
for line in sys.stdin:
    found = find(officer, Query(line.strip()))
    print(json.dumps({"ready": found.ready, "total": found.total}), flush=True)
"""


@dataclass
class Site:
    """A served installation without a worker, and a process that searches."""

    server: Installation
    asker: subprocess.Popen[str]
    said: list[bytes] = field(default_factory=list)
    """What workers wrote to their log."""

    def ask(self, word: str) -> tuple[bool, int]:
        """Whether the index is ready, and how many posts have the word."""
        assert self.asker.stdin is not None
        assert self.asker.stdout is not None
        self.asker.stdin.write(f"{word}\n")
        self.asker.stdin.flush()
        answer = json.loads(self.asker.stdout.readline())
        return answer["ready"], answer["total"]

    def post(self) -> str:
        """Publish a post over HTTP; gives a word that stands in it alone."""
        uid = new_uid()
        fields = {"uid": uid, "title": f"Post {uid}", "body": "Text.", "language": "en", "label": "green"}
        reply = self.server.request("POST", "/spaces/drill/post/update", fields, "nice")
        assert reply.status in (302, 303)
        return uid

    def worker(self) -> subprocess.Popen[bytes]:
        """One more worker process."""
        command = [sys.executable, "-m", "intercity.cli.main", "worker"]
        running = subprocess.Popen(command, env=self.server.environment, stderr=subprocess.PIPE)
        assert running.stderr is not None
        threading.Thread(target=self.said.extend, args=(running.stderr,), daemon=True).start()
        return running

    @property
    def index(self) -> Path:
        """The present index's folder."""
        root = self.server.data / "search"
        return root / (root / "current").read_text()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    server = Installation(tmp_path)
    server.prepare()
    server.start("--no-worker")
    command = [sys.executable, "-c", ASK]
    pipe = subprocess.PIPE
    asker = subprocess.Popen(
        command, env=server.environment, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
    )
    yield Site(server, asker)
    asker.kill()
    asker.communicate()
    server.stop()


@pytest.fixture
def worker(site: Site) -> Iterator[subprocess.Popen[bytes]]:
    running = site.worker()
    wait_for(lambda: site.ask("anything")[0])
    yield running
    running.kill()
    running.wait()


def wait_for(done: Callable[[], bool], patience: float = 60.0) -> None:
    """Return when `done()` holds; fails when it never does."""
    began = time.monotonic()
    while not done():
        assert time.monotonic() - began < patience
        time.sleep(0.01)


def found(site: Site, word: str) -> Callable[[], bool]:
    return lambda: site.ask(word) == (True, 1)


def test_each_post_is_found_by_another_process(site: Site, worker: subprocess.Popen[bytes]) -> None:
    # How soon is printed by `python -m benchmarks search`.
    for _ in range(10):
        wait_for(found(site, site.post()))


def test_another_worker_takes_over(site: Site, worker: subprocess.Popen[bytes]) -> None:
    second = site.worker()
    try:
        os.kill(worker.pid, signal.SIGKILL)
        wait_for(found(site, site.post()))
    finally:
        second.terminate()
        assert second.wait(20) == 0


@pytest.mark.parametrize("damage", ["deleted", "emptied"])
def test_a_damaged_index_comes_back_by_itself(damage: str, site: Site, worker: subprocess.Popen[bytes]) -> None:
    word = site.post()
    wait_for(found(site, word))
    if damage == "deleted":
        shutil.rmtree(site.server.data / "search")
    else:
        (site.index / "meta.json").write_bytes(b"")
    assert not site.ask(word)[0]
    wait_for(found(site, word))
    wait_for(found(site, site.post()))


def test_a_full_disk_is_survived(site: Site, worker: subprocess.Popen[bytes]) -> None:
    before = site.post()
    wait_for(found(site, before))
    usual = resource.prlimit(worker.pid, resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))
    word = site.post()
    wait_for(lambda: any(b"goes on from where it was" in line for line in list(site.said)))
    assert site.ask(before) == (True, 1)
    assert site.ask(word) == (True, 0)
    resource.prlimit(worker.pid, resource.RLIMIT_FSIZE, usual)
    wait_for(found(site, word))


def test_a_new_index_is_built_beside_the_running_one(site: Site, worker: subprocess.Popen[bytes]) -> None:
    word, old = site.post(), site.index
    wait_for(found(site, word))
    command = [sys.executable, "-m", "intercity.cli.main", "reindex", "--json"]
    done = subprocess.run(command, env=site.server.environment, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["posts"] == 1
    assert site.index != old
    assert site.ask(word) == (True, 1)
    wait_for(found(site, site.post()))
    assert not old.exists()
