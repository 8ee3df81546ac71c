"""Pages and static files kept whole in memory, with what is sent of them made once."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from intercity.config.front.asking import Asked
from intercity.config.front.encoding import BROTLI, GZIP, PLAIN, encode, is_text
from intercity.config.front.messages import Answer, Headers, Send

# Browsers and caches between us may keep a public page, and must ask each time whether it still stands. A cache that
# ignores Vary then asks with the reader's own cookies, and gets that reader's own page.
KEEPING = b"public, max-age=0, must-revalidate"
VARY = b"Cookie, Accept-Language, Accept-Encoding"
REPLACED = frozenset({b"cache-control", b"vary", b"etag", b"content-length"})
# A 304 says again what steers caches, nothing of the content.
CONTENT = frozenset({b"content-type", b"content-length", b"content-encoding", b"content-language"})
# What an entry costs beside its bodies, roughly.
OVERHEAD = 4096


@dataclass(frozen=True, slots=True)
class Variant:
    """One encoding of a page as three messages, ready to be sent as often as it is asked for."""

    etag: bytes
    start: dict[str, Any]
    body: dict[str, Any]
    unchanged: dict[str, Any]


@dataclass(slots=True)
class Kept:
    """A page in every encoding; `version` of the public world and `made_at` (monotonic) say how old it is."""

    variants: dict[bytes, Variant]
    version: int = 0
    made_at: float = 0.0
    size: int = field(init=False)

    def __post_init__(self) -> None:
        """Count once what it costs to keep."""
        self.size = OVERHEAD + sum(len(variant.body["body"]) for variant in self.variants.values())


def make_variant(headers: Headers, body: bytes, encoding: bytes) -> Variant:
    """One encoding, with a strong ETag and its length."""
    digest = hashlib.blake2b(body, digest_size=12).hexdigest().encode()
    etag = b'"%s-%s"' % (digest, encoding) if encoding else b'"%s"' % digest
    steering = [*headers, (b"etag", etag)]
    content = [(b"content-encoding", encoding)] if encoding else []
    content.append((b"content-length", b"%d" % len(body)))
    return Variant(
        etag=etag,
        start={"type": "http.response.start", "status": 200, "headers": steering + content},
        body={"type": "http.response.body", "body": body, "more_body": False},
        unchanged={
            "type": "http.response.start",
            "status": 304,
            "headers": [pair for pair in steering if pair[0] not in CONTENT],
        },
    )


def keep_page(answer: Answer, version: int, made_at: float) -> Kept:
    """A public page in every encoding that is smaller than the page itself."""
    headers = [pair for pair in answer.headers if pair[0] not in REPLACED]
    headers += [(b"cache-control", KEEPING), (b"vary", VARY)]
    bodies = {PLAIN: answer.body}
    if is_text(answer):
        bodies |= {name: encode(answer.body, name) for name in (BROTLI, GZIP)}
    variants = {name: make_variant(headers, body, name) for name, body in bodies.items()}
    return Kept(variants, version, made_at)


def keep_file(answer: Answer, encoding: bytes) -> Kept:
    """A static file as it was answered to one encoding."""
    own = answer.get(b"content-encoding").encode("latin-1")
    headers = [pair for pair in answer.headers if pair[0] not in (b"etag", b"content-length", b"content-encoding")]
    return Kept({encoding: make_variant(headers, answer.body, own)})


async def send_kept(kept: Kept, asked: Asked, send: Send) -> None:
    """Send a kept page in the encoding asked for, or only that it is unchanged; to HEAD its headers alone."""
    variant = kept.variants.get(asked.encoding) or kept.variants[PLAIN]
    if asked.if_none_match and matches(asked.if_none_match, variant.etag):
        await send(variant.unchanged)
        await send(NOTHING)
        return
    await send(variant.start)
    await send(variant.body if asked.method == "GET" else NOTHING)


NOTHING = {"type": "http.response.body", "body": b"", "more_body": False}


def matches(if_none_match: bytes, etag: bytes) -> bool:
    """Whether an If-None-Match header names this page (weak comparison, RFC 9110 section 13.1.2)."""
    if if_none_match.strip() == b"*":
        return True
    return any(part.strip().removeprefix(b"W/") == etag for part in if_none_match.split(b","))


K = TypeVar("K", bound=Hashable)


class Store(Generic[K]):
    """What was used last, up to a number of bytes. Only the event loop touches it, so it needs no lock."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._entries: OrderedDict[K, Kept] = OrderedDict()

    def __len__(self) -> int:
        """How many are kept."""
        return len(self._entries)

    def get(self, key: K) -> Kept | None:
        """What is kept under `key`, which now counts as used."""
        kept = self._entries.get(key)
        if kept is not None:
            self._entries.move_to_end(key)
        return kept

    def put(self, key: K, kept: Kept) -> None:
        """Keep it, and let go of what was not used for longest. One that would push out an eighth is not kept."""
        self.drop(key)
        if kept.size > self.limit // 8:
            return
        self._entries[key] = kept
        self.size += kept.size
        while self.size > self.limit:
            self.drop(next(iter(self._entries)))

    def drop(self, key: K) -> None:
        """Let go of `key`, if it is there."""
        old = self._entries.pop(key, None)
        if old is not None:
            self.size -= old.size
