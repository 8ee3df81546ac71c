"""What browsers take, and what is compressed on the way."""

import gzip

import brotli
import pytest

from intercity.config.front.encoding import best_encoding, encode, squeeze
from intercity.config.front.messages import Answer, Head, Headers

TEXT = b"<p>Cities help each other.</p>" * 100
HTML: Headers = [(b"content-type", b"text/html; charset=utf-8")]


def make_head(accepted: bytes) -> Head:
    headers = [(b"accept-encoding", accepted)]
    return Head("GET", b"/", b"", "1.1", "http", "", ("x", 80), headers, None, False)


def squeezed(headers: Headers, body: bytes = TEXT, accepted: bytes = b"gzip, br") -> Answer:
    return squeeze(Answer(200, [*headers, (b"content-length", b"%d" % len(body))], body), make_head(accepted))


@pytest.mark.parametrize(
    ("accepted", "best"),
    [
        (b"", b""),
        (b"gzip, deflate, br, zstd", b"br"),
        (b"gzip", b"gzip"),
        (b"GZIP", b"gzip"),
        (b"br;q=0, gzip", b"gzip"),
        (b"br;q=0.2, gzip;q=0.9", b"gzip"),
        (b"identity", b""),
        (b"gzip;q=0", b""),
        (b"gzip;q=x", b""),
        (b"*", b""),
        (b"brr, xgzip", b""),
    ],
)
def test_the_best_that_the_browser_takes(accepted: bytes, best: bytes) -> None:
    assert best_encoding(accepted) == best


def test_every_encoding_gives_the_same_page() -> None:
    assert brotli.decompress(encode(TEXT, b"br")) == gzip.decompress(encode(TEXT, b"gzip")) == encode(TEXT, b"") == TEXT


def test_a_text_is_compressed_and_says_so() -> None:
    answer = squeezed([*HTML, (b"vary", b"Cookie"), (b"etag", b'"a"')])
    assert gzip.decompress(answer.body) == TEXT
    assert answer.get(b"content-encoding") == "gzip"
    assert answer.get(b"content-length") == str(len(answer.body))
    assert answer.get(b"vary") == "Cookie, Accept-Encoding"
    assert answer.get(b"etag") == 'W/"a"'


def test_the_size_of_a_page_with_secrets_is_not_exact() -> None:
    assert len({len(squeezed(HTML).body) for _ in range(40)}) > 5


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ([(b"content-type", b"image/png")], TEXT),
        ([*HTML, (b"content-encoding", b"br")], TEXT),
        ([*HTML, (b"cache-control", b"no-transform")], TEXT),
        (HTML, TEXT[:400]),
    ],
)
def test_what_is_packed_already_or_small_is_left(headers: Headers, body: bytes) -> None:
    assert squeezed(headers, body).body == body


def test_who_takes_no_gzip_gets_the_text_and_caches_are_told() -> None:
    answer = squeezed(HTML, accepted=b"")
    assert (answer.body, answer.get(b"vary")) == (TEXT, "Accept-Encoding")
