"""Bodies: whole or refused."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from intercity.config.front.messages import Body, ClientGoneError, Head, RefusedError
from intercity.config.front.options import BodyLimits
from intercity.config.front.spool import Spooler

SMALL = BodyLimits(ordinary=10, upload=100, upload_paths=("/files/", "*/attach"), idle=0.05, seconds=1, memory=8)
GONE = {"type": "http.disconnect"}


def make_head(length: int | None = None, path: bytes = b"/") -> Head:
    return Head("POST", path, b"", "1.1", "http", "1.1.1.1", ("localhost", 80), [], length, True)


def part(body: bytes, more: bool = True) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


def client(*messages: dict[str, Any]) -> Callable[[], Awaitable[dict[str, Any]]]:
    """A client that sends `messages` and then nothing any more."""
    left = list(messages)

    async def receive() -> dict[str, Any]:
        if not left:
            await asyncio.Event().wait()
        return left.pop(0)

    return receive


def read(head: Head, *messages: dict[str, Any], limits: BodyLimits = SMALL) -> Body:
    async def go() -> Body:
        return await Spooler(limits).read(head, client(*messages))

    return asyncio.run(go())


def refusal(head: Head, *messages: dict[str, Any], limits: BodyLimits = SMALL) -> int:
    with pytest.raises(RefusedError) as refused:
        read(head, *messages, limits=limits)
    return refused.value.status


def test_parts_become_one_body_that_django_can_read_from_the_start() -> None:
    body = read(make_head(), part(b"abc"), part(b"defghi", more=False))
    assert (body.length, body.file.read()) == (9, b"abcdefghi")


def test_a_request_without_a_body_waits_for_nothing() -> None:
    head = Head("GET", b"/", b"", "1.1", "http", "", ("localhost", 80), [], None, False)
    assert read(head).length == 0


def test_a_body_of_exactly_the_limit_passes_and_one_byte_more_does_not() -> None:
    assert read(make_head(10), part(b"x" * 10, more=False)).length == 10
    assert refusal(make_head(11)) == 413
    assert refusal(make_head(), part(b"x" * 11, more=False)) == 413


@pytest.mark.parametrize("path", [b"/files/new", b"/posts/x/attach"])
def test_upload_paths_take_more(path: bytes) -> None:
    assert read(make_head(90, path), part(b"x" * 90, more=False)).length == 90


def test_other_paths_do_not() -> None:
    assert refusal(make_head(90, b"/posts/files/x")) == 413


def test_a_client_that_leaves_in_the_middle_never_reaches_django() -> None:
    with pytest.raises(ClientGoneError):
        read(make_head(9), part(b"abc"), GONE)


def test_a_client_that_stops_sending_is_told_so() -> None:
    assert refusal(make_head(9), part(b"abc")) == 408


def test_a_length_that_does_not_fit_is_refused() -> None:
    assert refusal(make_head(9), part(b"abc", more=False)) == 400


def test_a_drip_is_not_enough() -> None:
    # Every part comes in time, but all of them together bring fewer bytes a second than the least rate.
    limits = BodyLimits(ordinary=10**9, idle=5, seconds=0.2, rate=10**6)
    assert refusal(make_head(), *[part(b"x")] * 1000, limits=limits) == 408


def test_recordings_may_be_larger_where_they_come_if_they_say_so_and_there_is_room(tmp_path: Path) -> None:
    ways: tuple[str, ...] = ("*/edit",)
    limits = BodyLimits(ordinary=10, upload=100, upload_paths=ways, recording=500, recording_paths=ways, idle=0.05)
    assert read(make_head(400, b"/edit"), part(b"x" * 400, more=False), limits=limits).length == 400
    assert refusal(make_head(501, b"/edit"), limits=limits) == 413
    assert refusal(make_head(400, b"/"), limits=limits) == 413
    assert refusal(make_head(None, b"/edit"), part(b"x" * 400, more=False), limits=limits) == 413
    assert refusal(make_head(400, b"/edit"), limits=replace(limits, recordings_at_once=0)) == 503
    assert refusal(make_head(2**60, b"/edit"), limits=replace(limits, recording=2**61, folder=tmp_path)) == 507


def test_uploads_under_way_are_counted_and_released() -> None:
    async def go() -> None:
        spooler = Spooler(BodyLimits(at_once=1, idle=5))
        stalled = asyncio.ensure_future(spooler.read(make_head(9), client(part(b"abc"))))
        await asyncio.sleep(0)
        with pytest.raises(RefusedError) as refused:
            await spooler.read(make_head(3), client(part(b"abc", more=False)))
        assert refused.value.status == 503
        stalled.cancel()
        await asyncio.wait([stalled])
        assert (await spooler.read(make_head(3), client(part(b"abc", more=False)))).length == 3

    asyncio.run(go())
