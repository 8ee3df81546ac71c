"""The hub: one rendering for all, every row once, and only for those who may."""

import asyncio
import json
import re
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from intercity.live.event import Events, LiveEvent, StreamWish, read_wish
from intercity.live.hub import MOST_AT_ONCE, Hub, HubFullError
from intercity.live.rounds import SLICE
from intercity.live.stream import MOST_WAITING

PUBLIC = frozenset({"public"})
COVID = frozenset({"covid"})
BOTH = frozenset({"public", "network"})


@dataclass
class Row:
    pk: int
    space: str = "covid"
    root: str | None = None
    audiences: frozenset[str] = PUBLIC
    text: str = ""
    close: frozenset[str] = frozenset()


@dataclass
class World:
    """A record of rows, and a hub that follows it as a process would."""

    limit: int = 1000
    rows: list[Row] = field(default_factory=list)
    rendered: list[tuple[int, str]] = field(default_factory=list)
    turns: int = 0
    replay_may_end: threading.Event = field(default_factory=threading.Event)
    broken: bool = False
    spoiling: int = 0
    replays: int = 0

    def __post_init__(self) -> None:
        self.replay_may_end.set()
        self.hub: Hub[Row] = Hub(self.render, self.since, self.limit)

    def render(self, rows: Sequence[Row], languages: Sequence[str]) -> list[Events]:
        if self.broken or any(row.pk == self.spoiling for row in rows):
            raise RuntimeError("no database")
        self.turns += 1
        self.rendered += [(row.pk, language) for row in rows for language in languages]
        return [{language: self.event(row, language) for language in languages} for row in rows]

    def event(self, row: Row, language: str) -> LiveEvent:
        return LiveEvent(
            row.pk, row.space, row.root, row.audiences, f"{row.pk} {language}{row.text}", "card", row.close
        )

    def since(self, last_id: int, wish: StreamWish) -> list[LiveEvent]:
        self.replays += 1
        missed = [self.event(row, wish.language) for row in list(self.rows) if row.pk > last_id]
        self.replay_may_end.wait(5)
        return missed

    def commit(self, *rows: Row) -> None:
        self.rows.extend(rows)

    def act(self, *rows: Row) -> None:
        self.commit(*rows)
        self.hub.feed(rows)


def in_world(test: Callable[[World], Awaitable[None]]) -> Callable[[], None]:
    def run() -> None:
        async def go() -> None:
            world = World()
            world.hub.start(asyncio.get_running_loop(), 0)
            await until(lambda: world.hub._ready)
            try:
                await asyncio.wait_for(test(world), 20)
            finally:
                world.replay_may_end.set()
                world.hub.close_all()
                world.hub.stop()

        asyncio.run(go())

    run.__name__ = test.__name__
    run.__doc__ = test.__doc__
    return run


async def until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0.001)


class Client:
    """One open page: what was written to it, and whether it takes more."""

    def __init__(self, world: World, began: float | None = None, **wish: Any) -> None:
        self.got: list[bytes] = []
        self.busy = False
        self.dropped = False
        wish.setdefault("audiences", PUBLIC)
        self.stream = world.hub.open(StreamWish(**wish), began or time.monotonic(), self)
        self.stream.begin()

    def is_busy(self) -> bool:
        return self.busy

    def write(self, frames: bytes) -> None:
        self.got.append(frames)

    def drop(self) -> None:
        self.dropped = True

    @property
    def closed(self) -> bool:
        return self.stream.closed

    async def next(self) -> bytes | None:
        """What is written next; None when the stream has ended."""
        await until(lambda: bool(self.got) or self.closed)
        return self.got.pop(0) if self.got else None


def connect(world: World, **wish: Any) -> Client:
    return Client(world, **wish)


async def hear(stream: Client, last: int) -> list[int]:
    """The ids of the cards this client gets, up to `last`."""
    got: list[int] = []
    while last not in got:
        chunk = await stream.next()
        assert chunk is not None, f"ended after {got}"
        got += [int(number) for number in re.findall(rb"data: (\d+) ", chunk)]
    return got


@in_world
async def test_a_row_is_rendered_once_per_language_and_all_get_the_same_bytes(world: World) -> None:
    streams = [connect(world, language=language) for language in ("en", "en", "fr", "fr")]
    for stream in streams:
        await stream.next()
    world.act(Row(1))
    chunks = [await stream.next() for stream in streams]
    assert sorted(world.rendered) == [(1, "en"), (1, "fr")]
    assert chunks[0] is chunks[1]
    assert chunks[2] == b"id: 1\nevent: card\ndata: 1 fr\n\n"


@in_world
async def test_only_audience_space_and_thread_of_the_page_are_heard(world: World) -> None:
    public = connect(world, spaces=COVID)
    network = connect(world, spaces=COVID, audiences=BOTH)
    everywhere = connect(world)
    thread = connect(world, spaces=frozenset(), roots=frozenset({"post1"}))
    world.act(
        Row(1, audiences=frozenset({"network"})),
        Row(2, space="pactesur"),
        Row(3, root="post1"),
        Row(4),
        Row(5, root="post1"),
    )
    assert await hear(public, 5) == [3, 4, 5]
    assert await hear(network, 5) == [1, 3, 4, 5]
    assert await hear(everywhere, 5) == [2, 3, 4, 5]
    assert await hear(thread, 5) == [3, 5]


@in_world
async def test_a_replay_comes_before_what_is_new(world: World) -> None:
    world.act(Row(1), Row(2), Row(3, audiences=frozenset({"network"})), Row(4))
    stream = connect(world, last_event_id=1)
    world.act(Row(5))
    assert await hear(stream, 5) == [2, 4, 5]


@in_world
async def test_rows_that_come_during_the_replay_are_neither_lost_nor_doubled(world: World) -> None:
    world.act(Row(1), Row(2))
    await until(lambda: world.hub.latest == 2)
    world.replay_may_end.clear()
    stream = connect(world, last_event_id=0)
    await until(lambda: world.replays == 1)
    world.commit(Row(3))
    world.hub.feed(world.rows)  # the tailer is behind: it hands in what the replay has read already
    world.replay_may_end.set()
    assert await hear(stream, 3) == [1, 2, 3]
    world.act(Row(4))
    assert await hear(stream, 4) == [4]


@in_world
async def test_many_clients_joining_while_rows_pour_in_get_each_row_once(world: World) -> None:
    streams = []
    for number in range(1, 301):
        world.act(Row(number))
        if number % 10 == 0:
            streams.append((connect(world, last_event_id=number // 2), number // 2))
            await asyncio.sleep(0)
    heard = await asyncio.gather(*(hear(stream, 300) for stream, _ in streams))
    for got, (_, start) in zip(heard, streams, strict=True):
        assert got == list(range(start + 1, 301))


@in_world
async def test_who_has_seen_everything_asks_nothing_of_the_database(world: World) -> None:
    world.act(Row(1), Row(2))
    await until(lambda: world.hub.latest == 2)
    behind, up_to_date = connect(world, last_event_id=1), connect(world, last_event_id=2)
    assert await hear(behind, 2) == [2]
    assert await up_to_date.next()
    world.act(Row(3))
    assert await hear(behind, 3) == [3]
    assert await hear(up_to_date, 3) == [3]
    assert world.replays == 1


@in_world
async def test_new_rows_go_before_waiting_replays(world: World) -> None:
    world.act(Row(1))
    await until(lambda: world.hub.latest == 1)
    quick = connect(world)
    await quick.next()
    world.replay_may_end.clear()
    slow = [connect(world, last_event_id=0) for _ in range(3)]
    await until(lambda: world.replays == 1)
    world.act(Row(2))
    world.replay_may_end.set()
    assert await hear(quick, 2) == [2]
    assert [await hear(stream, 2) for stream in slow] == [[1, 2]] * 3


@in_world
async def test_a_client_ahead_of_this_process_gets_nothing_twice(world: World) -> None:
    stream = connect(world, last_event_id=2)
    world.act(Row(1), Row(2), Row(3))
    assert await hear(stream, 3) == [3]


@in_world
async def test_a_quiet_client_learns_where_to_resume(world: World) -> None:
    other = connect(world)
    world.act(Row(7, space="pactesur"))
    await hear(other, 7)
    first = await connect(world, spaces=COVID).next()
    assert first is not None
    assert first.startswith(b"retry: 2000\n:")
    assert first.endswith(b"\nid: 7\n\n")


@in_world
async def test_a_slow_reader_is_dropped_and_the_others_are_not(world: World) -> None:
    slow, quick = connect(world), connect(world)
    assert all([await slow.next(), await quick.next()])
    slow.busy = True
    for number in range(1, 10):
        world.act(Row(number, text="x" * (MOST_WAITING // 8)))
        await hear(quick, number)
    assert slow.dropped
    assert slow.closed
    assert not slow.got
    assert not quick.dropped
    assert not quick.closed


@in_world
async def test_a_reader_that_was_busy_for_a_moment_gets_all_that_waited(world: World) -> None:
    client = connect(world)
    await client.next()
    client.busy = True
    world.act(*[Row(number) for number in range(1, 51)])
    await until(lambda: world.hub.latest == 50)
    assert client.got == []
    client.busy = False
    client.stream.flush()
    assert await hear(client, 50) == list(range(1, 51))
    world.act(Row(51))
    assert await hear(client, 51) == [51]


@in_world
async def test_a_burst_drops_nobody_who_is_listening(world: World) -> None:
    stream = connect(world)
    await stream.next()
    world.act(*[Row(number, text="x" * 3000) for number in range(1, 501)])
    assert await hear(stream, 500) == list(range(1, 501))
    assert not stream.dropped


@in_world
async def test_what_comes_while_many_are_served_goes_to_each_in_one_piece(world: World) -> None:
    streams = [connect(world) for _ in range(2 * SLICE + 1)]
    for stream in streams:
        await stream.next()
    world.act(*[Row(number) for number in range(1, 101)])
    for stream in streams:
        await until(lambda stream=stream: any(b"data: 100 " in chunk for chunk in stream.got))  # type: ignore[misc]
    pieces = len(streams[0].got)
    assert [await hear(stream, 100) for stream in streams] == [list(range(1, 101))] * len(streams)
    assert pieces < 50


@in_world
async def test_a_changed_membership_closes_the_streams_of_that_person_only(world: World) -> None:
    ann, bob, public = connect(world, person="ann"), connect(world, person="bob"), connect(world)
    world.act(Row(1, close=frozenset({"ann"})))
    world.act(Row(2))
    assert await hear(bob, 2) == [1, 2]
    assert await hear(public, 2) == [1, 2]
    assert ann.closed
    assert not bob.closed


@in_world
async def test_a_stream_authorised_before_the_change_and_opened_after_it_is_closed(world: World) -> None:
    began = time.monotonic()
    world.act(Row(1, close=frozenset({"ann"})))
    await until(lambda: world.hub.latest == 1)
    late = Client(world, began, audiences=BOTH, person="ann")
    assert await late.next() is None
    assert await connect(world, person="ann").next() is not None


@in_world
async def test_a_row_that_cannot_be_rendered_sends_the_signed_in_back_to_the_door(world: World) -> None:
    ann, public = connect(world, person="ann"), connect(world)
    assert all([await ann.next(), await public.next()])
    world.broken = True
    world.act(Row(1, close=frozenset({"ann"})))
    await until(lambda: ann.closed)
    world.broken = False
    world.act(Row(2))
    assert await hear(public, 2) == [2]


@in_world
async def test_rows_that_come_together_are_rendered_together(world: World) -> None:
    stream = connect(world)
    await stream.next()
    world.act(*[Row(number) for number in range(1, MOST_AT_ONCE + 11)])
    assert await hear(stream, MOST_AT_ONCE + 10) == list(range(1, MOST_AT_ONCE + 11))
    assert world.turns == 2


@in_world
async def test_what_follows_close_behind_is_rendered_together_unless_it_closes_streams(world: World) -> None:
    world.hub._closes = lambda row: bool(row.close)
    world.hub.rest_after = lambda seconds: 1000.0
    ann, public = connect(world, person="ann"), connect(world)
    assert all([await ann.next(), await public.next()])
    world.act(Row(1))
    assert await hear(public, 1) == [1]
    world.act(Row(2))
    world.act(Row(3))
    world.act(Row(4, close=frozenset({"ann"})))
    assert await hear(public, 4) == [2, 3, 4]
    assert ann.closed
    assert world.turns == 2


@in_world
async def test_one_row_that_cannot_be_rendered_takes_no_others_with_it(world: World) -> None:
    ann, public = connect(world, person="ann"), connect(world)
    assert all([await ann.next(), await public.next()])
    world.spoiling = 2
    world.act(Row(1), Row(2, close=frozenset({"ann"})), Row(3))
    assert await hear(public, 3) == [1, 3]
    assert ann.closed
    assert not public.closed


@in_world
async def test_a_failing_replay_ends_the_stream_instead_of_leaving_a_gap(world: World) -> None:
    def fails(last_id: int, wish: StreamWish) -> list[LiveEvent]:
        raise RuntimeError("no database")

    world.act(Row(4))
    await until(lambda: world.hub.latest == 4)
    world.hub._since = fails
    assert await connect(world, last_event_id=3).next() is None


@in_world
async def test_there_is_a_limit_and_leaving_makes_room(world: World) -> None:
    world.hub._limit = 2
    first, _second = connect(world), connect(world)
    with pytest.raises(HubFullError):
        connect(world)
    world.hub.leave(first.stream)
    assert not connect(world).closed
    assert len(world.hub) == 2


@in_world
async def test_languages_nobody_reads_any_more_are_not_rendered(world: World) -> None:
    french = connect(world, language="fr")
    english = connect(world)
    world.hub.leave(french.stream)
    world.act(Row(1))
    await hear(english, 1)
    assert world.rendered == [(1, "en")]


@in_world
async def test_a_session_that_has_run_out_ends(world: World) -> None:
    stream = connect(world, session_ok_until=time.time() - 1)
    await stream.next()
    world.hub._beat(stream.stream.number)
    assert stream.closed


@in_world
async def test_nothing_is_accepted_before_the_tailer_knows_its_place_or_after_the_end(world: World) -> None:
    world.hub.close_all()
    with pytest.raises(HubFullError):
        connect(world)
    world.hub = Hub(world.render, world.since, 10)
    with pytest.raises(HubFullError):
        connect(world)


def test_data_of_several_lines_is_one_event() -> None:
    event = LiveEvent(3, None, None, PUBLIC, "a\nb\r\nid: 9 \u2028")
    assert event.frame() == b"id: 3\nevent: message\ndata: a\ndata: b\ndata: id: 9 \xe2\x80\xa8\n\n"


def test_a_wish_is_read_from_json() -> None:
    text = {"audiences": ["public"], "spaces": ["abc"], "roots": ["r"], "person": None, "last_event_id": 5}
    wish = StreamWish(PUBLIC, frozenset({"abc"}), frozenset({"r"}), last_event_id=5)
    assert read_wish(json.dumps(text)) == wish
    assert read_wish('{"audiences": ["public"]}') == StreamWish(PUBLIC)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"audiences": 5}', '{"audiences": [], "last_event_id": "x"}'])
def test_nonsense_is_no_wish(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        read_wish(text)
