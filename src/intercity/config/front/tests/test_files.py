"""Files and byte ranges."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from intercity.config.front.files import CHUNK, FileSender
from intercity.config.front.messages import Answer, Head
from intercity.config.front.ranges import may_resume, wanted_range


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("", None),
        ("bytes=0-4", (0, 5)),
        ("bytes=5-", (5, 10)),
        ("bytes=-3", (7, 10)),
        ("bytes=-99", (0, 10)),
        ("bytes=8-99", (8, 10)),
        ("bytes=10-", (10, 10)),
        ("bytes=-0", (10, 10)),
        ("bytes=5-2", None),
        ("bytes=-", None),
        ("bytes=0-1,4-5", None),
        ("lines=0-1", None),
    ],
)
def test_one_range_or_the_whole(header: str, part: tuple[int, int] | None) -> None:
    assert wanted_range(header, 10) == part


def test_resuming_needs_the_very_same_file() -> None:
    assert may_resume("", '"a"', "Mon")
    assert may_resume('"a"', '"a"', "Mon")
    assert not may_resume('"b"', '"a"', "Mon")
    assert not may_resume('W/"a"', 'W/"a"', "Mon")


def fetch(root: Path, name: str, *headers: tuple[str, str], method: str = "GET", gone: bool = False) -> list[Any]:
    raw = [(key.encode(), value.encode()) for key, value in headers]
    head = Head(method, b"/", b"", "1.1", "http", "", ("localhost", 80), raw, None, False)
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)
        await asyncio.sleep(0)

    async def receive() -> Any:
        if not gone:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def go() -> None:
        with ThreadPoolExecutor(1) as pool:
            answer = Answer(200, [(b"content-length", b"0"), (b"etag", b'"v1"')], file=str(root / name))
            await FileSender(pool, (root,)).send(head, answer, receive, send)

    asyncio.run(go())
    return sent


def body(sent: list[Any]) -> bytes:
    return b"".join(message["body"] for message in sent[1:])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.bin").write_bytes(bytes(range(250)) * 2000)
    (tmp_path / "secret").write_text("secret")
    (folder / "link").symlink_to(tmp_path / "secret")
    return folder


def test_a_file_arrives_in_chunks(root: Path) -> None:
    sent = fetch(root, "a.bin")
    assert dict(sent[0]["headers"])[b"content-length"] == b"500000"
    assert body(sent) == (root / "a.bin").read_bytes()
    assert max(len(message["body"]) for message in sent[1:]) <= CHUNK
    assert sent[-1]["more_body"] is False


def test_head_says_the_length_and_sends_nothing(root: Path) -> None:
    sent = fetch(root, "a.bin", method="HEAD")
    assert (dict(sent[0]["headers"])[b"content-length"], body(sent)) == (b"500000", b"")


def test_a_range_is_a_206(root: Path) -> None:
    sent = fetch(root, "a.bin", ("range", "bytes=1-3"))
    assert (sent[0]["status"], body(sent)) == (206, b"\x01\x02\x03")
    assert dict(sent[0]["headers"])[b"content-range"] == b"bytes 1-3/500000"


def test_a_range_of_an_older_file_gives_the_whole_new_one(root: Path) -> None:
    sent = fetch(root, "a.bin", ("range", "bytes=1-3"), ("if-range", '"v0"'))
    assert (sent[0]["status"], len(body(sent))) == (200, 500000)


def test_a_range_behind_the_end_is_a_416(root: Path) -> None:
    sent = fetch(root, "a.bin", ("range", "bytes=500000-"))
    assert (sent[0]["status"], body(sent)) == (416, b"")


@pytest.mark.parametrize("name", ["none", "../secret", "link", "."])
def test_nothing_outside_the_folder_is_sent(root: Path, name: str) -> None:
    sent = fetch(root, name)
    assert sent[0]["status"] == 404
    assert b"secret" not in body(sent)


def test_reading_stops_when_the_client_has_gone(root: Path) -> None:
    assert len(body(fetch(root, "a.bin", gone=True))) < 500000
