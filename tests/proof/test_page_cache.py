"""Pages from memory under concurrent writes: never older than the bound, never anybody else's."""

from __future__ import annotations

import gzip
import http.client
import itertools
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import brotli
import pytest

from benchmarks.server import Installation
from intercity.core.uids import new_uid

pytestmark = pytest.mark.proof

# The tailer's reach: docs/adr/0016-page-cache.md.
BOUND = 2.0
SECONDS = 12.0
STREAM = "/spaces/drill/"
UID = re.compile(r'<article[^>]*data-uid="(\w+)"')
# The newest of a page are looked for: more posts than fit on it must not come within the bound.
PAUSE = 0.2


@dataclass
class Drill:
    """What was acknowledged, and when; what readers found wrong, and what they had to wait at most."""

    public: dict[str, float] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0
    pages: int = 0
    over: threading.Event = field(default_factory=threading.Event)


@pytest.fixture(params=["1", "2"], ids=["one process", "two processes"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    running = Installation(tmp_path)
    running.prepare()
    running.start("--web", request.param, "--no-worker")
    yield running
    assert running.stop() == 0


def write(server: Installation, drill: Drill, officer: str) -> None:
    """Publish public posts and network posts in turn."""
    for label in itertools.cycle(["clear", "green"]):
        uid = new_uid()
        fields = {"uid": uid, "title": f"zq{label}{uid}qz", "body": "Text.", "language": "en", "label": label}
        if label == "green":
            drill.hidden.add(uid)
        reply = server.request("POST", f"{STREAM}post/update", fields, officer)
        assert reply.status == 302, reply.body
        if label == "clear":
            drill.public[uid] = time.monotonic()
        if drill.over.wait(PAUSE):
            return


def read(server: Installation, drill: Drill, headers: dict[str, str]) -> None:
    """Read the stream as nobody, again and again on one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    while not drill.over.is_set():
        asked = time.monotonic()
        expected = dict(drill.public)
        connection.request("GET", STREAM, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        text = (gzip.decompress(body) if answer.getheader("Content-Encoding") == "gzip" else body).decode()
        judge(drill, text, expected, asked)
    connection.close()


def judge(drill: Drill, text: str, expected: dict[str, float], asked: float) -> None:
    """Compare one page with what was acknowledged before it was asked for."""
    shown = set(UID.findall(text))
    newest = sorted(expected, key=lambda uid: expected[uid])[-20:]
    late = [asked - expected[uid] for uid in newest if uid not in shown]
    drill.pages += 1
    drill.slowest = max([drill.slowest, *late])
    drill.wrong += [f"not there {age:.3f} s after its acknowledgement" for age in late if age > BOUND]
    if "zqgreen" in text or shown & drill.hidden:
        drill.wrong.append("a network post on a public page")


@contextmanager
def threads(*targets: threading.Thread) -> Iterator[None]:
    """All of them at work."""
    for thread in targets:
        thread.start()
    try:
        yield
    finally:
        for thread in targets:
            thread.join()


def test_a_public_page_is_never_older_than_the_bound(server: Installation) -> None:
    drill = Drill()
    writers = [threading.Thread(target=write, args=(server, drill, name)) for name in ("nice", "torino")]
    kinds: list[dict[str, str]] = [{}, {"Accept-Encoding": "gzip"}, {"Accept-Language": "fr", "Cookie": "a=b"}]
    readers = [threading.Thread(target=read, args=(server, drill, headers)) for headers in kinds]
    with threads(*writers, *readers):
        drill.over.wait(SECONDS)
        drill.over.set()
    print(f"{drill.pages} pages, {len(drill.public)} public posts, at most {drill.slowest * 1000:.0f} ms behind")
    assert not drill.wrong, drill.wrong[:5]
    assert len(drill.public) > 20
    assert drill.pages > 500
    pages = [server.request("GET", STREAM, officer=name).body.decode() for name in ("nice", "")]
    assert ["zqgreen" in page for page in pages] == [True, False]


def test_unchanged_pages_cost_no_rendering_and_are_told_unchanged(server: Installation) -> None:
    def ask(**headers: str) -> tuple[int, str, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        connection.request("GET", "/", headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, answer.getheader("ETag") or "", body

    status, etag, _body = ask(Accept_Encoding="br")
    assert (status, etag.endswith('-br"')) == (200, True)
    # With two processes each has its own memory; what they keep has the same tag.
    assert {ask(Accept_Encoding="br", If_None_Match=etag)[0] for _ in range(20)} == {304}
    assert ask(Accept_Encoding="gzip", If_None_Match=etag)[0] == 200


def test_static_files_are_small_and_kept_by_browsers_for_ever(server: Installation) -> None:
    def fetch(path: str, encoding: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        connection.request("GET", path, headers={"Accept-Encoding": encoding, "Cookie": "sessionid=x"})
        answer = connection.getresponse()
        answer.body = answer.read()  # type: ignore[attr-defined]
        connection.close()
        return answer

    page = server.request("GET", "/").body.decode()
    style = re.search(r'rel="stylesheet" href="([^"]+)"', page)
    assert style
    read = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}
    # Each twice: from the disk, and from memory.
    answers = [(encoding, fetch(style[1], encoding)) for encoding in (*read, *read)]
    assert {answer.getheader("Content-Encoding") or "" for _, answer in answers} == set(read)
    assert all("immutable" in (answer.getheader("Cache-Control") or "") for _, answer in answers)
    assert len({read[encoding](answer.body) for encoding, answer in answers}) == 1  # type: ignore[attr-defined]
