"""What is kept, for how long, and how it is sent."""

import asyncio
import gzip
from typing import Any

import pytest

from intercity.config.front.asking import Asked
from intercity.config.front.kept import Kept, Store, keep_file, keep_page, matches, send_kept
from intercity.config.front.messages import Answer, Headers

TEXT = b"<p>Cities help each other.</p>" * 100
HEADERS: Headers = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"content-length", b"3000"),
    (b"cache-control", b"private, no-cache"),
    (b"vary", b"Cookie"),
    (b"x-frame-options", b"DENY"),
]


def make_kept(body: bytes = TEXT, version: int = 1) -> Kept:
    return keep_page(Answer(200, HEADERS, body), version, 0.0)


def sent(kept: Kept, encoding: bytes = b"", if_none_match: bytes = b"", method: str = "GET") -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        messages.append(message)

    asyncio.run(send_kept(kept, Asked(method, b"", b"", b"", b"", b"", encoding, if_none_match), send))
    return messages


def test_a_page_goes_out_with_honest_headers() -> None:
    start, body = sent(make_kept(), b"gzip")
    headers = dict(start["headers"])
    assert len(headers) == len(start["headers"])
    assert gzip.decompress(body["body"]) == TEXT
    assert headers[b"content-length"] == b"%d" % len(body["body"])
    assert headers[b"cache-control"] == b"public, max-age=0, must-revalidate"
    assert headers[b"vary"] == b"Cookie, Accept-Language, Accept-Encoding"
    assert headers[b"x-frame-options"] == b"DENY"


def test_each_encoding_has_its_own_tag_and_is_told_unchanged_by_it() -> None:
    kept = make_kept()
    tags = {encoding: dict(sent(kept, encoding)[0]["headers"])[b"etag"] for encoding in (b"", b"gzip", b"br")}
    assert len(set(tags.values())) == 3
    assert all(tag.startswith(b'"') for tag in tags.values())
    for encoding, tag in tags.items():
        start, body = sent(kept, encoding, if_none_match=b'"other", W/' + tag)
        assert (start["status"], body["body"]) == (304, b"")
        assert not {b"content-length", b"content-encoding", b"content-type"} & set(dict(start["headers"]))
        assert dict(start["headers"])[b"etag"] == tag
    assert sent(kept, b"gzip", if_none_match=tags[b"br"])[0]["status"] == 200


def test_head_gets_the_headers_alone() -> None:
    kept = make_kept()
    whole, head = sent(kept), sent(kept, method="HEAD")
    assert (head[0], head[1]["body"]) == (whole[0], b"")


def test_a_changed_page_has_another_tag() -> None:
    assert sent(make_kept())[0] != sent(make_kept(TEXT + b"!"))[0]


@pytest.mark.parametrize(
    ("header", "same"), [(b"*", True), (b'"a"', True), (b'W/"a"', True), (b'"b", "a"', True), (b'"b"', False)]
)
def test_if_none_match(header: bytes, same: bool) -> None:
    assert matches(header, b'"a"') == same


def test_a_static_file_keeps_what_it_says_of_itself() -> None:
    headers = [(b"cache-control", b"max-age=315360000, public, immutable"), (b"content-encoding", b"br"),
               (b"vary", b"Accept-Encoding"), (b"content-length", b"3")]  # fmt: skip
    start, body = sent(keep_file(Answer(200, headers, b"abc"), b"br"), b"br")
    assert body["body"] == b"abc"
    assert dict(start["headers"])[b"content-encoding"] == b"br"
    assert b"immutable" in dict(start["headers"])[b"cache-control"]


def test_the_store_never_holds_more_than_its_bytes_and_forgets_the_least_used() -> None:
    one = make_kept().size
    store: Store[int] = Store(one * 20)
    for number in range(20):
        store.put(number, make_kept())
    assert store.get(0) is not None
    store.put(20, make_kept())
    assert store.get(0) is not None
    assert store.get(1) is None
    for number in range(1000):
        store.put(number % 37, make_kept())
        assert store.size <= store.limit
    assert store.size == one * len(store)


def test_one_giant_does_not_push_out_everything() -> None:
    store: Store[str] = Store(make_kept().size * 4)
    store.put("giant", make_kept())
    assert store.get("giant") is None
    assert store.size == 0
