"""One turn of a Django thread: the call itself, and the work on its answer that the event loop must not wait for."""

from __future__ import annotations

import time
from dataclasses import replace

from intercity.config.front.adapter import Environ, WSGIApplication, call_wsgi
from intercity.config.front.encoding import squeeze
from intercity.config.front.kept import Kept, keep_file, keep_page
from intercity.config.front.messages import Answer, Body, Head

# What makes the answer a part, or none at all.
CONDITIONS = frozenset({b"if-none-match", b"if-modified-since", b"accept-encoding"})
SMALL_FILE = 256 * 1024


def answer_one(application: WSGIApplication, head: Head, body: Body, extra: Environ) -> Answer:
    """The answer to this request alone, compressed where that is worth it."""
    answer = call_wsgi(application, head, body, extra)
    return answer if answer.file or answer.stream else squeeze(answer, head)


def answer_all(application: WSGIApplication, head: Head, body: Body, extra: Environ) -> Answer | Kept:
    """The page in every encoding where it is the same for all who are not signed in, else as `answer_one`."""
    began = time.monotonic()
    answer = call_wsgi(application, head, body, extra)
    if is_public(answer):
        assert answer.public is not None
        return keep_page(answer, answer.public, began)
    return answer if answer.file or answer.stream else squeeze(answer, head)


def is_public(answer: Answer) -> bool:
    """Whether Django marked the page, and nothing about it belongs to one reader."""
    whole = answer.public is not None and answer.status == 200 and answer.spilled is None
    return whole and not (answer.file or answer.stream or answer.get(b"set-cookie") or answer.get(b"content-encoding"))


def answer_file(application: WSGIApplication, head: Head, body: Body, extra: Environ, encoding: bytes) -> Answer | Kept:
    """A small static file whose name changes with its content, to be kept in `encoding`; else the ordinary answer."""
    wanted = [pair for pair in head.headers if pair[0] not in CONDITIONS]
    if encoding:
        wanted.append((b"accept-encoding", encoding))
    answer = call_wsgi(application, replace(head, method="GET", headers=wanted), body, extra)
    small = answer.status == 200 and answer.spilled is None and len(answer.body) <= SMALL_FILE
    if small and "immutable" in answer.get(b"cache-control") and not answer.get(b"set-cookie"):
        return keep_file(answer, encoding)
    return answer
