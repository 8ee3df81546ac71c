"""The real front in the test's own process: Django runs in a thread that shares the test's database connection."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connections
from django.test import Client

from intercity.activity.models import Activity, last_id
from intercity.config.front.app import Front
from intercity.config.front.events import make_hub
from intercity.config.front.options import FrontOptions


class Beat:
    """A tailer that is always up to date; a test hands over the rows itself."""

    seconds = 0.0

    def age(self) -> float:
        return self.seconds


@dataclass(frozen=True)
class Reply:
    """What came over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """Status line, headers and body."""
        return f"{self.status} {self.headers}\n{self.body.decode(errors='replace')}"


class InnerFront:
    """Asks the front as a server would, and counts what reached Django."""

    def __init__(self) -> None:
        self.reached = 0
        self.beat = Beat()
        application = get_wsgi_application()

        def counting(environ: Any, start_response: Any) -> Any:
            self.reached += 1
            return application(environ, start_response)

        self.front = Front(counting, make_hub(10), self.beat, FrontOptions(threads=1))  # type: ignore[arg-type]
        self.front.world.follow(self.beat)
        self._heard = last_id()

    def hear(self) -> None:
        """What the tailer does: hand over the rows since last time."""
        rows = list(Activity.objects.filter(pk__gt=self._heard).order_by("pk"))
        self._heard = rows[-1].pk if rows else self._heard
        self.front.world.note(rows)

    def get(self, address: str, client: Client | None = None, method: str = "GET", **headers: str) -> Reply:
        """One request; with the cookies of `client`, if one is given, before those among `headers`."""
        path, _, query = address.partition("?")
        headers.setdefault("host", "testserver")
        cookies = [f"{name}={morsel.value}" for name, morsel in (client.cookies if client else {}).items()]
        if cookies or "cookie" in headers:
            headers["cookie"] = "; ".join([*cookies, headers.get("cookie", "")])
        raw = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
        scope = {
            "type": "http", "method": method, "raw_path": path.encode(), "query_string": query.encode(),
            "http_version": "1.1", "scheme": "http", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
            "headers": raw,
        }  # fmt: skip
        with one_connection():
            return asyncio.run(self._exchange(scope))

    async def _exchange(self, scope: dict[str, Any]) -> Reply:
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        await self.front(scope, receive, send)
        headers = {name.decode(): value.decode("latin-1") for name, value in sent[0]["headers"]}
        return Reply(sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:]))


@contextmanager
def one_connection() -> Iterator[None]:
    """Django gives up a connection that is inside a transaction when a request ends; the test's is."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@contextmanager
def inner_front() -> Iterator[InnerFront]:
    """The front over the test's open transaction."""
    connection = connections["default"]
    connection.inc_thread_sharing()
    inner = InnerFront()

    def share() -> None:
        connections["default"] = connection

    inner.front._pool.shutdown()
    inner.front._pool = ThreadPoolExecutor(1, initializer=share)
    try:
        yield inner
    finally:
        inner.front._pool.shutdown()
        connection.dec_thread_sharing()
