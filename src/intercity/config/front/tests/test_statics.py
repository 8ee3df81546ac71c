"""Static files in memory: only those whose names change with their content."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from tempfile import SpooledTemporaryFile
from typing import Any

import pytest

from intercity.config.front.asking import Asked
from intercity.config.front.kept import Kept
from intercity.config.front.messages import Answer, Body, Head
from intercity.config.front.statics import StaticFiles, Turn

FOREVER = "max-age=315360000, public, immutable"


def make_asked(path: bytes = b"/static/a.123.css", encoding: bytes = b"br", query: bytes = b"") -> Asked:
    return Asked("GET", b"x", path, query, b"sessionid=1", b"", encoding, b"")


class Disk:
    """Stands where whitenoise does: answers with the encoding it was asked for, and counts."""

    def __init__(self, caching: str = FOREVER) -> None:
        self.asked: list[dict[str, Any]] = []
        self.caching = caching

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked.append(environ)
        encoding = environ.get("HTTP_ACCEPT_ENCODING", "")
        start_response("200 OK", [("Cache-Control", self.caching), ("Content-Encoding", encoding), ("ETag", '"old"')])
        return [b"body in " + encoding.encode()]


def load(statics: StaticFiles, disk: Disk, asked: Asked) -> Answer | Kept:
    headers = [(b"if-none-match", b'"old"'), (b"accept-encoding", b"gzip, br"), (b"if-modified-since", b"x")]
    head = Head("GET", asked.path, b"", "1.1", "http", "", ("x", 80), headers, None, False)

    async def ask(turn: Turn) -> Answer | Kept:
        with SpooledTemporaryFile() as file:
            return turn(disk, head, Body(file, 0), {})

    return asyncio.run(statics.load(asked, ask))


def test_a_file_is_read_once_for_each_encoding_and_whole() -> None:
    statics, disk = StaticFiles("/static/", 1_000_000), Disk()
    for encoding in (b"br", b"gzip"):
        load(statics, disk, make_asked(encoding=encoding))
        kept = statics.find(make_asked(encoding=encoding))
        assert kept is not None
        assert kept.variants[encoding].body["body"] == b"body in " + encoding
    assert [environ["HTTP_ACCEPT_ENCODING"] for environ in disk.asked] == ["br", "gzip"]
    assert not any("HTTP_IF_NONE_MATCH" in environ or "HTTP_IF_MODIFIED_SINCE" in environ for environ in disk.asked)


@pytest.mark.parametrize("caching", ["max-age=60, public", "private, no-cache", ""])
def test_what_may_change_under_its_name_is_not_kept(caching: str) -> None:
    statics = StaticFiles("/static/", 1_000_000)
    load(statics, Disk(caching), make_asked())
    assert statics.find(make_asked()) is None


@pytest.mark.parametrize(
    ("prefix", "asked", "owned"),
    [
        ("/static/", make_asked(), True),
        ("/static/", make_asked(b"/"), False),
        ("/static/", make_asked(query=b"x=1"), False),
        ("", make_asked(), False),
    ],
)
def test_which_addresses_are_files(prefix: str, asked: Asked, owned: bool) -> None:
    assert StaticFiles(prefix, 1_000_000).owns(asked) == owned
