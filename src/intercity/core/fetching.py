"""Requests of ours to addresses that somebody else named: a person, a browser, another service.

Such an address could name a machine that only this server reaches. So each connection looks its name up, refuses
what is not the open internet, and goes to the very address that was looked at: a name that means something else a
moment later changes nothing. What a redirect names is a connection as well. Answers have a size and an end.

`requests` comes with allauth, which asks its providers by it.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Timer
from typing import Any, ClassVar

from requests import PreparedRequest, RequestException, Response, Session
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPResponse, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.util.connection import create_connection

from intercity.core.hosts import is_public

# What providers and push services answer has a few thousand bytes and comes within a second.
MOST_BYTES = 1024 * 1024
PART = 16 * 1024
SILENCE = 5.0
SECONDS = 10.0
MOST_REDIRECTS = 3


class NotFetchedError(RequestException):
    """An answer that is too long, or takes too long."""


def careful_session(private: Iterable[str] = ()) -> Session:
    """A session for addresses that others named, to be closed by whoever asked for it.

    `private` names hosts ("login.city.example", "10.0.0.5:8080"; without a port, that of https) that the operator
    allows although they are not on the open internet; these alone may also be asked without TLS. Everything that
    fails is a `RequestException`.
    """
    session = Session()
    # Neither a proxy, which would look names up by itself, nor passwords from a file of this machine.
    session.trust_env = False
    session.max_redirects = MOST_REDIRECTS
    # What is packed has no size before it is unpacked.
    session.headers["Accept-Encoding"] = "identity"
    adapter = CarefulAdapter(frozenset(name.lower() for name in private))
    for scheme in ("https://", "http://"):
        session.mount(scheme, adapter)
    return session


class CarefulConnection(HTTPConnection):
    """Connects to addresses that were looked at only, and does not wait for ever."""

    private: ClassVar[frozenset[str]] = frozenset()
    encrypted: ClassVar[bool] = False

    def _new_conn(self) -> socket.socket:
        port = self.port or self.default_port
        failed: OSError | None = None
        for address in self.addresses(port):
            try:
                return create_connection((address, port), self.timeout, socket_options=self.socket_options)
            except OSError as error:
                failed = error
        raise NewConnectionError(self, str(failed))

    def addresses(self, port: int) -> list[str]:
        """Where the name leads; NewConnectionError where one of these is not allowed, or there is none."""
        named = {self.host.lower(), f"{self.host}:{port}".lower()} if port == 443 else {f"{self.host}:{port}".lower()}
        allowed = bool(named & self.private)
        if not (allowed or self.encrypted):
            raise NewConnectionError(self, "not asked without TLS")
        try:
            found = socket.getaddrinfo(self.host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise NewConnectionError(self, f"no such name: {error}") from error
        addresses = [str(row[4][0]) for row in found]
        if not (allowed or all(map(is_public, addresses))):
            raise NewConnectionError(self, "not on the open internet")
        return addresses

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        """The head of the answer. Each part of it may come late, but not all of them one after another."""
        with cut_off_after(SECONDS, self.sock):
            return super().getresponse()


class CarefulTlsConnection(CarefulConnection, HTTPSConnection):
    """The same with TLS; its certificate is checked against the name, not the address."""

    encrypted = True


@contextmanager
def cut_off_after(seconds: float, connected: socket.socket) -> Iterator[None]:
    """End the connection if what is done here takes longer: TimeoutError, also where half an answer looks whole."""
    late = Event()

    def cut_off() -> None:
        late.set()
        with suppress(OSError):
            connected.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, cut_off)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
    if late.is_set():
        raise TimeoutError("too late an answer")


class CarefulAdapter(HTTPAdapter):
    """Hands out careful connections, and reads answers to an end of ours."""

    def __init__(self, private: frozenset[str]) -> None:
        self.private = private
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Pools whose connections know what is allowed."""
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {
            "http": self.pool(HTTPConnectionPool, CarefulConnection),
            "https": self.pool(HTTPSConnectionPool, CarefulTlsConnection),
        }

    def pool(self, pool: type[HTTPConnectionPool], connection: type[CarefulConnection]) -> type[HTTPConnectionPool]:
        """A sort of pool of its own for what is allowed here."""
        allowed = type(connection.__name__, (connection,), {"private": self.private})
        return type(pool.__name__, (pool,), {"ConnectionCls": allowed})

    def send(self, request: PreparedRequest, *args: Any, **options: Any) -> Response:
        """The whole answer; RequestException when it does not come, or not within size and time."""
        until = time.monotonic() + SECONDS
        response = super().send(request, **{**options, "stream": True, "timeout": SILENCE, "proxies": None})
        try:
            response._content = read_all(response.raw, until)
        except (HTTPError, OSError) as error:
            raise NotFetchedError(error, request=request, response=response) from error
        finally:
            response.raw.close()
        return response


def read_all(raw: BaseHTTPResponse, until: float) -> bytes:
    """The body, part by part as it comes; OSError when it is too long or not there in time."""
    body = b""
    while part := raw.read1(PART, decode_content=False):
        body += part
        if len(body) > MOST_BYTES or time.monotonic() > until:
            raise OSError("too long an answer")
    return body
