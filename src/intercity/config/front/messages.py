"""The few types the rooms of the front hand to each other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Any

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Any], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

# Named by RFC 9110 section 7.6.1 and its predecessors; they speak of one connection only.
HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-connection",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)


class RefusedError(Exception):
    """This request gets a short plain answer and never reaches Django. `reason` is translated lazily."""

    def __init__(self, status: int, reason: object, retry_after: int | None = None) -> None:
        super().__init__(status, reason)
        self.status = status
        self.reason = reason
        self.retry_after = retry_after


class ClientGoneError(Exception):
    """The client left before its request was whole; nobody waits for an answer."""


async def has_gone(receive: Receive) -> None:
    """Return when the client has left (or has its whole answer); what it still sends is forgotten."""
    while (await receive())["type"] != "http.disconnect":
        pass


@dataclass(frozen=True, slots=True)
class Head:
    """A request without its body, cleaned: only these headers reach Django."""

    method: str
    path: bytes
    query: bytes
    version: str
    scheme: str
    client: str
    server: tuple[str, int]
    headers: Headers
    length: int | None
    has_body: bool

    def get(self, name: bytes) -> str:
        """The value of the header `name` (lower case), or an empty string."""
        return next((value.decode("latin-1") for key, value in self.headers if key == name), "")


@dataclass(slots=True)
class Body:
    """A whole request body, in memory or on disk."""

    file: SpooledTemporaryFile[bytes]
    length: int


@dataclass(slots=True)
class Answer:
    """What Django said. `file`, `stream` and `public` come from its special headers.

    `public` is the version of the public world of a page that is the same for every reader without an account.
    A body too large for memory is in an unnamed file: `spilled` is its descriptor, closed by whoever sends it.
    """

    status: int
    headers: Headers
    body: bytes = b""
    file: str = ""
    stream: str = ""
    public: int | None = None
    spilled: int | None = None

    def get(self, name: bytes) -> str:
        """The value of the header `name` (lower case), or an empty string."""
        return next((value.decode("latin-1") for key, value in self.headers if key == name), "")
