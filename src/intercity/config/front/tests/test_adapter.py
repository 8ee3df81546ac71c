"""Django behind PEP 3333."""

import os
from collections.abc import Callable, Iterable
from tempfile import SpooledTemporaryFile
from typing import Any
from wsgiref.validate import validator

import pytest

from intercity.config.front.adapter import build_environ, call_wsgi
from intercity.config.front.messages import Answer, Body, Head, Headers


def make_head(*headers: tuple[str, str], has_body: bool = False, method: str = "GET") -> Head:
    raw: Headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers]
    return Head(method, b"/caf\xc3\xa9", b"q=1", "1.1", "https", "1.2.3.4", ("127.0.0.1", 80), raw, None, has_body)


def make_body(data: bytes = b"") -> Body:
    file: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(1000)  # noqa: SIM115
    file.write(data)
    file.seek(0)
    return Body(file, len(data))


def ask(application: Callable[..., Iterable[bytes]], head: Head | None = None) -> Answer:
    return call_wsgi(application, head or make_head(), make_body(), {})


def site(status: str, headers: list[tuple[str, str]], *parts: bytes) -> Callable[..., Iterable[bytes]]:
    def application(environ: Any, start_response: Any) -> Iterable[bytes]:
        start_response(status, headers)
        return iter(parts)

    return application


def test_the_environ_is_valid_wsgi() -> None:
    seen: dict[str, Any] = {}

    def application(environ: Any, start_response: Any) -> list[bytes]:
        seen.update(environ)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [environ["wsgi.input"].read(3)]

    head = make_head(("Host", "x"), ("Content-Type", "text/csv"), has_body=True, method="POST")
    answer = call_wsgi(validator(application), head, make_body(b"abc"), {})  # type: ignore[arg-type]
    assert (answer.status, answer.body) == (200, b"abc")
    assert (seen["PATH_INFO"], seen["CONTENT_LENGTH"], seen["CONTENT_TYPE"]) == ("/caf\xc3\xa9", "3", "text/csv")
    assert (seen["REMOTE_ADDR"], seen["wsgi.url_scheme"], seen["HTTP_HOST"]) == ("1.2.3.4", "https", "x")


def test_repeated_headers_are_joined() -> None:
    environ = build_environ(
        make_head(("Cookie", "a=1"), ("Cookie", "b=2"), ("Accept", "x"), ("Accept", "y")), make_body()
    )
    assert (environ["HTTP_COOKIE"], environ["HTTP_ACCEPT"]) == ("a=1; b=2", "x,y")


def test_a_chunked_body_gets_its_true_length_and_no_claimed_one() -> None:
    assert build_environ(make_head(has_body=True), make_body(b"abcd"))["CONTENT_LENGTH"] == "4"
    assert build_environ(make_head(("Content-Length", "0")), make_body())["CONTENT_LENGTH"] == ""


def test_parts_are_joined_and_counted() -> None:
    answer = ask(site("200 OK", [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")], b"ab", b"cd"))
    assert (answer.body, answer.get(b"content-length")) == (b"abcd", "4")
    assert [value for name, value in answer.headers if name == b"set-cookie"] == [b"a=1", b"b=2"]


def test_a_large_body_waits_on_disk() -> None:
    answer = ask(site("200 OK", [], *[b"x" * 100_000] * 9))
    assert answer.spilled is not None
    assert (answer.body, answer.get(b"content-length")) == (b"", "900000")
    assert os.pread(answer.spilled, 1_000_000, 0) == b"x" * 900_000
    os.close(answer.spilled)


def test_the_special_headers_do_not_leave_the_house() -> None:
    answer = ask(site("200 OK", [("X-Intercity-File", "/srv/a"), ("X-Intercity-Stream", "{}"), ("Connection", "x")]))
    assert (answer.file, answer.stream) == ("/srv/a", "{}")
    assert answer.headers == [(b"content-length", b"0")]


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
def test_answers_that_have_no_body_have_no_length(status: str) -> None:
    answer = ask(site(status, [("Content-Length", "0")], b"oops"))
    assert (answer.body, answer.headers) == (b"", [])


def test_head_keeps_the_length_that_get_would_have() -> None:
    assert ask(site("200 OK", [("Content-Length", "77")]), make_head(method="HEAD")).get(b"content-length") == "77"


def test_an_error_is_a_plain_500_and_the_iterable_is_closed() -> None:
    closed = []

    class Broken:
        def __iter__(self) -> Any:
            raise RuntimeError("half way")

        def close(self) -> None:
            closed.append(True)

    def application(environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [])
        return Broken()

    answer = ask(application)
    assert (answer.status, closed) == (500, [True])
    assert b"half way" not in answer.body
