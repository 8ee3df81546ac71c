"""`intercity serve` as its operator sees it: restarts, clean stops, clear errors, no orphans."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.proof.server import Server, read_to_end, read_until

pytestmark = pytest.mark.proof


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    return tmp_path


@pytest.fixture
def server(data: Path) -> Iterator[Server]:
    running = Server(data, "--web", "2")
    yield running
    running.stop()


def children(pid: int) -> list[int]:
    """The processes that `pid` has started."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(word) for word in text.split()]


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.02)


def lives(pid: int) -> bool:
    """Whether a process runs (one that has ended and is not yet collected does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_the_address_is_told_when_it_answers(server: Server) -> None:
    assert f"http://127.0.0.1:{server.port}/" in server.greeting
    assert server.get("/").status == 200


def test_a_web_process_that_dies_is_replaced_and_the_address_stays_open(server: Server) -> None:
    wait_until(lambda: len(children(server.process.pid)) == 2)
    victims = children(server.process.pid)
    for victim in victims:
        os.kill(victim, signal.SIGKILL)
    # Nobody is refused meanwhile: the request waits on the socket that the supervisor holds.
    assert server.get("/").status == 200
    wait_until(lambda: len(children(server.process.pid)) == 2)
    assert not set(victims) & set(children(server.process.pid))


def test_web_processes_share_what_was_loaded_before_they_parted(server: Server) -> None:
    for pid in children(server.process.pid):
        assert shared_mb(pid) > 5


def shared_mb(pid: int) -> float:
    """Memory that was written before the process was forked, and that no process has changed since."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Shared_Dirty:")) / 1024


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_is_clean_with_streams_open(server: Server, number: int) -> None:
    ask = b"GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    streams = [server.send(ask) for _ in range(10)]
    for stream in streams:
        read_until(stream, b"retry: 2000")
    assert server.stop(number) == 0
    for stream in streams:
        assert read_to_end(stream).endswith(b"0\r\n\r\n")
        stream.close()


def test_a_request_under_way_is_answered_before_the_stop(server: Server) -> None:
    client = server.send(b"POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\n\r\nab")
    wait_until(lambda: server.get("/").status == 200)
    server.process.send_signal(signal.SIGTERM)
    client.sendall(b"c")
    assert b'"length": 3' in read_until(client, b"}")
    client.close()


def test_no_process_outlives_a_killed_supervisor(server: Server) -> None:
    wait_until(lambda: len(children(server.process.pid)) == 2)
    orphans = children(server.process.pid)
    server.stop(signal.SIGKILL)
    wait_until(lambda: not any(lives(pid) for pid in orphans))


def test_a_taken_port_is_a_clear_error(server: Server) -> None:
    command = [sys.executable, "-m", "tests.front_site", "--port", str(server.port), "--no-worker"]
    second = subprocess.run(command, env=server.environment, capture_output=True, text=True, timeout=20)
    assert second.returncode == 1
    assert f"port {server.port}" in second.stderr
    assert "Traceback" not in second.stderr


def test_what_cannot_start_is_tried_again_with_growing_pauses(data: Path) -> None:
    server = Server(data, "--web", "1", WEB_MUST_FAIL_BELOW=str(data / "ready"))
    assert server.get("/").status == 200
    server.stop()
    assert len((data / "ready").read_text().split()) == 3
