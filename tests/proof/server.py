"""Starts the test site as a real server, and speaks to it with raw sockets."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent


class Server:
    """`intercity serve` with the test site, on a free port, with data in `data`."""

    def __init__(self, data: Path, *arguments: str, port: int = 0, **environment: str) -> None:
        database = f"sqlite:///{data / 'test.sqlite3'}"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.front_site.settings",
            "INTERCITY_DATA": str(data),
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": database,
            # One person does here what a whole network does.
            "INTERCITY_LIMITS_TIMES": "0",
            **environment,
        }
        self.port = port or free_port()
        command = [sys.executable, "-m", "tests.front_site", "--port", str(self.port), "--no-worker", *arguments]
        self.process = subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.greeting = self.process.stdout.readline()

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Stop the server as its operator, or a crash, would; gives the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(20)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code

    def connect(self, receive_buffer: int | None = None) -> socket.socket:
        """A plain TCP connection; a small receive buffer makes a stalled reader felt sooner."""
        client = socket.socket()
        if receive_buffer is not None:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        client.settimeout(20)
        client.connect(("127.0.0.1", self.port))
        return client

    def send(self, data: bytes) -> socket.socket:
        """A connection on which `data` was sent."""
        client = self.connect()
        client.sendall(data)
        return client

    def raw(self, data: bytes) -> bytes:
        """All that the server says to `data` until it closes the connection."""
        with self.send(data) as client:
            return read_to_end(client)

    def get(self, path: str, method: str = "GET", **options: Any) -> http.client.HTTPResponse:
        """One ordinary request on a connection of its own, read to the end into `.text`."""
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        client.request(method, path, **options)
        answer = client.getresponse()
        answer.text = answer.read()  # type: ignore[attr-defined]
        client.close()
        return answer

    def json(self, path: str, method: str = "GET", **options: Any) -> Any:
        """The JSON that a page answers."""
        return json.loads(self.get(path, method, **options).text)  # type: ignore[attr-defined]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def read_to_end(client: socket.socket) -> bytes:
    """Everything until the other side closes; a reset counts as the end."""
    got = b""
    try:
        while part := client.recv(65536):
            got += part
    except ConnectionResetError:
        pass
    return got


def read_until(client: socket.socket, mark: bytes) -> bytes:
    """What comes until `mark` has come; fails if the connection ends before."""
    got = b""
    while mark not in got:
        part = client.recv(65536)
        assert part, f"closed after {got!r}"
        got += part
    return got
