"""Django as WSGI, called in a thread: environ in, one whole answer out (PEP 3333)."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterable
from tempfile import SpooledTemporaryFile
from typing import Any

from django.utils.translation import gettext_lazy as _

from intercity.activity.public import PUBLIC_HEADER
from intercity.config.front.language import said_in, wanted_language
from intercity.config.front.messages import HOP_BY_HOP, Answer, Body, Head, Headers

logger = logging.getLogger("intercity.front")

Environ = dict[str, Any]
WSGIApplication = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

FILE_HEADER = b"x-intercity-file"
STREAM_HEADER = b"x-intercity-stream"
VERSION_HEADER = PUBLIC_HEADER.lower().encode()
SPECIAL = (FILE_HEADER, STREAM_HEADER, VERSION_HEADER)
MEMORY = 512 * 1024
PLAIN = (b"content-type", b"text/plain; charset=utf-8")


def build_environ(head: Head, body: Body) -> Environ:
    """The WSGI environ of a whole request."""
    environ: Environ = {
        "REQUEST_METHOD": head.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": head.path.decode("latin-1"),
        "QUERY_STRING": head.query.decode("latin-1"),
        "SERVER_NAME": head.server[0],
        "SERVER_PORT": str(head.server[1]),
        "SERVER_PROTOCOL": f"HTTP/{head.version}",
        "REMOTE_ADDR": head.client,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": head.scheme,
        "wsgi.input": body.file,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        # Tells views that the front reads its special headers (no client can send a name with a dot).
        "intercity.front": True,
    }
    add_headers(environ, head.headers)
    # A chunked body is whole by now, so Django is told its true length.
    environ["CONTENT_LENGTH"] = str(body.length) if head.has_body else ""
    return environ


def add_headers(environ: Environ, headers: Headers) -> None:
    """Put request headers into `environ`; repeated ones are joined as RFC 9110 and 6265 say."""
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        if key in environ:
            value = environ[key] + ("; " if key == "HTTP_COOKIE" else ",") + value
        environ[key] = value


def call_wsgi(application: WSGIApplication, head: Head, body: Body, extra: Environ) -> Answer:
    """Call `application` here and now; whatever it raises becomes a plain 500."""
    try:
        return run_wsgi(application, {**build_environ(head, body), **extra})
    except Exception:
        logger.exception("%s %s failed", head.method, head.path.decode("latin-1"))
        language = wanted_language(head.get(b"accept-language"))
        return plain_answer(500, said_in(language, _("Something went wrong on our side. Please try again.")))


def run_wsgi(application: WSGIApplication, environ: Environ) -> Answer:
    """Run one WSGI call and join its body, so that nothing of it outlives the thread's turn."""
    started: list[Any] = []
    with SpooledTemporaryFile(MEMORY) as parts:

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            started[:] = [status, headers]
            return parts.write

        iterable = application(environ, start_response)
        try:
            for part in iterable:
                parts.write(part)
        finally:
            if hasattr(iterable, "close"):
                iterable.close()
        status, headers = started
        return make_answer(int(status[:3]), headers, parts)


def make_answer(status: int, headers: list[tuple[str, str]], parts: SpooledTemporaryFile[bytes]) -> Answer:
    """An answer with clean headers, its special headers taken out."""
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    special = {name: value.decode("latin-1") for name, value in raw if name in SPECIAL}
    kept = [(name, value) for name, value in raw if name not in special and name not in HOP_BY_HOP]
    version = special.get(VERSION_HEADER, "")
    answer = Answer(
        status, kept, b"", special.get(FILE_HEADER, ""), special.get(STREAM_HEADER, ""),
        int(version) if version.isdecimal() else None,
    )  # fmt: skip
    has_body = status >= 200 and status not in (204, 304)
    fit_length(answer, parts.tell() if has_body else None)
    if has_body:
        keep_body(answer, parts)
    return answer


def keep_body(answer: Answer, parts: SpooledTemporaryFile[bytes]) -> None:
    """Keep a page in memory and anything larger in its file: many slow readers must not fill the memory."""
    if parts.tell() > MEMORY:
        parts.flush()
        answer.spilled = os.dup(parts.fileno())
    else:
        parts.seek(0)
        answer.body = parts.read()


def fit_length(answer: Answer, size: int | None) -> None:
    """Make Content-Length say what will be sent; no length where there can be no body."""
    length = answer.get(b"content-length")
    answer.headers = [(name, value) for name, value in answer.headers if name != b"content-length"]
    if size is not None:
        # An answer to HEAD may have no body and still say the length that GET would have.
        said = str(size) if size or not length.isdigit() else length
        answer.headers.append((b"content-length", said.encode()))


def plain_answer(status: int, text: str, *more: tuple[bytes, bytes]) -> Answer:
    """A short text answer of the front itself."""
    body = text.encode()
    return Answer(status, [PLAIN, (b"content-length", b"%d" % len(body)), *more], body)
