"""Content encodings: what a browser takes, and pages in brotli and gzip."""

from __future__ import annotations

import gzip
import secrets
from dataclasses import replace
from functools import lru_cache
from io import BytesIO

import brotli
from django.utils.cache import cc_delim_re

from intercity.config.front.messages import Answer, Head, Headers

# From best to worst; the empty name is the page as it is.
BROTLI, GZIP, PLAIN = b"br", b"gzip", b""
# Kept pages are compressed once and sent often, others once and sent once: there effort pays where much is to be sent.
BROTLI_QUALITY = 5
GZIP_LEVEL = 6
FLYING_LEVEL = 1
LARGE = 64 * 1024
# Below this, headers and effort cost more than is saved.
SMALLEST = 500
MOST_NAME = 100
TEXTS = ("text/", "application/json", "application/ld+json", "application/javascript", "application/xml",
         "application/atom+xml", "application/manifest+json", "image/svg+xml")  # fmt: skip


@lru_cache(maxsize=512)
def best_encoding(accepted: bytes) -> bytes:
    """The best of our encodings for an Accept-Encoding header (RFC 9110 section 12.5.3)."""
    quality = {BROTLI: 0.0, GZIP: 0.0}
    for part in accepted.lower().split(b","):
        name, _, parameters = part.partition(b";")
        if name.strip() in quality:
            quality[name.strip()] = read_quality(parameters)
    best = max(quality, key=lambda name: quality[name])
    return best if quality[best] > 0 else PLAIN


def read_quality(parameters: bytes) -> float:
    """The number in `q=0.5`; 1 without one, 0 for nonsense."""
    name, _, value = parameters.partition(b"=")
    if name.strip() != b"q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def encode(body: bytes, encoding: bytes) -> bytes:
    """A page that will be sent many times, in one of our encodings."""
    if encoding == BROTLI:
        return bytes(brotli.compress(body, quality=BROTLI_QUALITY))
    return gzip.compress(body, GZIP_LEVEL, mtime=0) if encoding == GZIP else body


def is_text(answer: Answer) -> bool:
    """Whether an answer is a text of our own making that is worth compressing."""
    return len(answer.body) >= SMALLEST and answer.get(b"content-type").startswith(TEXTS)


def squeeze(answer: Answer, head: Head) -> Answer:
    """The answer compressed for this one reader, where that is worth it; else as it came."""
    if not is_text(answer) or answer.get(b"content-encoding") or "no-transform" in answer.get(b"cache-control"):
        return answer
    answer = replace(answer, headers=varied(answer.headers, b"Accept-Encoding"))
    if best_encoding(head.get(b"accept-encoding").encode("latin-1")) == PLAIN:
        return answer
    body = disguised(answer.body)
    kept = [weaken(pair) for pair in answer.headers if pair[0] != b"content-length"]
    sizes = [(b"content-encoding", GZIP), (b"content-length", b"%d" % len(body))]
    return replace(answer, body=body, headers=kept + sizes)


def disguised(body: bytes) -> bytes:
    """gzip with a name of random length inside, which hides the exact size of a page that holds secrets (BREACH)."""
    name = "x" * (1 + secrets.randbelow(MOST_NAME))
    packed, level = BytesIO(), FLYING_LEVEL if len(body) < LARGE else GZIP_LEVEL
    with gzip.GzipFile(name, "wb", level, packed, mtime=0) as file:
        file.write(body)
    return packed.getvalue()


def weaken(pair: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    """A strong ETag names exact bytes; compressed bytes are others."""
    name, value = pair
    return (name, b"W/" + value) if name == b"etag" and not value.startswith(b"W/") else pair


def varied(headers: Headers, name: bytes) -> Headers:
    """The headers with `name` among what the answer varies by."""
    said = b",".join(value for key, value in headers if key == b"vary")
    names = [part for part in cc_delim_re.split(said.decode("latin-1")) if part]
    if name.decode().lower() not in (part.lower() for part in names):
        names.append(name.decode())
    rest = [pair for pair in headers if pair[0] != b"vary"]
    return [*rest, (b"vary", ", ".join(names).encode("latin-1"))]
