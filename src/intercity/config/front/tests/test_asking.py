"""Which requests a kept page may answer, and under which key."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation import get_language_from_request
from hypothesis import given
from hypothesis import strategies as st

from intercity.config.front.asking import Asked, Key, key_of, read_asked

BARRING = (b"sessionid", b"messages")
LANGUAGES = ["en", "fr", "bg", "de", "zh-hans", "fr-CA", "xx", "", "*", "f" * 60]


def ask(*headers: tuple[bytes, bytes], **scope: Any) -> Asked | None:
    return read_asked(
        {"method": "GET", "raw_path": b"/", "query_string": b"", "headers": [(b"host", b"x"), *headers], **scope}
    )


def key(*headers: tuple[bytes, bytes], **scope: Any) -> Key | None:
    asked = ask(*headers, **scope)
    assert asked is not None
    return key_of(asked, BARRING)


@pytest.fixture(autouse=True)
def _no_language() -> Iterator[None]:
    with translation.override(None):
        yield


@pytest.mark.parametrize(
    "header",
    [
        (b"authorization", b"Basic eDp5"),
        (b"content-length", b"3"),
        (b"transfer-encoding", b"chunked"),
        (b"range", b"bytes=0-1"),
        (b"host", b"y"),
        (b"connection", b"close, accept-language"),
        (b"accept-language", b"fr," * 400),
    ],
)
def test_what_is_no_ordinary_page_view_is_for_django(header: tuple[bytes, bytes]) -> None:
    assert ask(header) is None


def test_headers_that_come_twice_are_for_django() -> None:
    assert ask((b"cookie", b"a=1"), (b"cookie", b"b=2")) is None
    assert ask((b"accept-language", b"fr"), (b"accept-language", b"en")) is None


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_only_reading_is_answered(method: str) -> None:
    assert ask(method=method) is None


def test_an_endless_address_is_for_django() -> None:
    assert ask(query_string=b"x" * 5000) is None


@pytest.mark.parametrize(
    "cookies",
    [
        b"sessionid=abc",
        b"sessionid=",
        b"a=1;sessionid=abc",
        b"sessionid",
        b" sessionid = x",
        b'x="; sessionid=abc"',
        b"messages=abc",
        b"csrftoken=1; messages=",
    ],
)
def test_whoever_has_a_session_or_a_message_gets_no_kept_page(cookies: bytes) -> None:
    assert key((b"cookie", cookies)) is None


@pytest.mark.parametrize("cookies", [b"csrftoken=abc", b";;;=;", b"\xff\xfe=\x01", b"a" * 4000])
def test_other_cookies_change_nothing(cookies: bytes) -> None:
    assert key((b"cookie", cookies)) == key()


def test_the_key_tells_apart_all_that_a_page_depends_on() -> None:
    keys = {
        key(),
        key(raw_path=b"/a"),
        key(query_string=b"a=1"),
        key((b"accept-language", b"fr")),
        key((b"cookie", b"django_language=bg"), (b"accept-language", b"fr")),
    }
    assert len(keys) == 5
    assert None not in keys


def django_language(cookie: str, accepted: str) -> str:
    """What Django itself makes of the two headers, through a whole request."""
    headers = {"Accept-Language": accepted}
    if cookie:
        headers["Cookie"] = f"a=b; {settings.LANGUAGE_COOKIE_NAME}={cookie}"
    request: HttpRequest = RequestFactory().get("/", headers=headers)
    return get_language_from_request(request)


@given(st.sampled_from(LANGUAGES), st.lists(st.sampled_from(LANGUAGES), max_size=4))
def test_the_language_is_the_one_that_django_would_choose(cookie: str, accepted: list[str]) -> None:
    header = ", ".join(f"{code};q=0.{9 - at}" for at, code in enumerate(accepted))
    headers = [(b"accept-language", header.encode())]
    if cookie:
        headers.append((b"cookie", f"a=b; {settings.LANGUAGE_COOKIE_NAME}={cookie}".encode()))
    found = key(*headers)
    assert found is not None
    assert found[3] == django_language(cookie, header)
