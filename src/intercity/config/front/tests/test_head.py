"""What a request may say about itself."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from intercity.config.front.head import read_head
from intercity.config.front.messages import Head, RefusedError
from intercity.config.front.options import read_networks

PROXIES = read_networks(["10.0.0.0/8", "127.0.0.1"])


def head(*headers: tuple[str, str], peer: str = "10.0.0.9", **scope: Any) -> Head:
    raw = [(name.lower().encode(), value.encode()) for name, value in headers]
    full = {
        "method": "GET", "raw_path": b"/", "query_string": b"", "http_version": "1.1", "scheme": "http",
        "client": (peer, 1), "server": ("127.0.0.1", 8000), "headers": raw, **scope,
    }  # fmt: skip
    return read_head(full, PROXIES)


def names(made: Head) -> set[str]:
    return {name.decode() for name, _ in made.headers}


def test_names_with_underscores_and_hop_by_hop_headers_are_dropped() -> None:
    made = head(
        ("Remote_User", "mayor"),
        ("Keep-Alive", "5"),
        ("Connection", "close, X-Secret"),
        ("X-Secret", "1"),
        ("Accept", "*"),
    )
    assert names(made) == {"accept"}


def test_connection_cannot_take_away_the_cookie() -> None:
    assert names(head(("Connection", "cookie, host"), ("Cookie", "a=b"), ("Host", "x"))) == {"cookie", "host"}


def test_a_stranger_cannot_pose_as_a_proxy() -> None:
    made = head(
        ("X-Forwarded-For", "1.2.3.4"), ("X-Forwarded-Proto", "https"), ("Forwarded", "for=1.2.3.4"),
        ("X-Forwarded-Host", "evil.example"), peer="9.9.9.9",
    )  # fmt: skip
    assert (made.client, made.scheme, names(made)) == ("9.9.9.9", "http", set())


@pytest.mark.parametrize(
    ("forwarded", "proto", "client", "scheme"),
    [
        ("203.0.113.7", "https", "203.0.113.7", "https"),
        ("6.6.6.6, 203.0.113.7", "https", "203.0.113.7", "https"),
        ("6.6.6.6, 203.0.113.7, 10.1.1.1", "http, https, http", "203.0.113.7", "https"),
        ("10.2.2.2, 10.1.1.1", "https", "10.2.2.2", "https"),
        ("unknown", "gopher", "10.0.0.9", "http"),
        ("2001:db8::1", "https", "2001:db8::1", "https"),
    ],
)
def test_a_trusted_proxy_names_the_hop_before_it(forwarded: str, proto: str, client: str, scheme: str) -> None:
    made = head(("X-Forwarded-For", forwarded), ("X-Forwarded-Proto", proto))
    assert (made.client, made.scheme) == (client, scheme)


def test_several_forwarded_headers_are_one_list() -> None:
    assert head(("X-Forwarded-For", "6.6.6.6"), ("X-Forwarded-For", "203.0.113.7")).client == "203.0.113.7"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([("Host", "a"), ("Host", "b")], 400),
        ([("Content-Length", "5"), ("Content-Length", "5")], 400),
        ([("Content-Length", "+5")], 400),
        ([("Content-Length", "9" * 30)], 400),
        ([("Transfer-Encoding", "gzip, chunked")], 501),
        ([("Transfer-Encoding", "identity")], 501),
    ],
)
def test_what_two_readers_could_read_differently_is_refused(headers: list[tuple[str, str]], status: int) -> None:
    with pytest.raises(RefusedError) as refused:
        head(*headers)
    assert refused.value.status == status


def test_the_path_reaches_django_byte_for_byte() -> None:
    assert head(raw_path=b"/caf%C3%A9%2F/%FF").path == b"/caf\xc3\xa9//\xff"


def test_a_wrong_proxy_setting_is_named() -> None:
    with pytest.raises(ImproperlyConfigured, match="proxy.local"):
        read_networks(["proxy.local"])
