"""How often streams are written to while much happens."""

from __future__ import annotations

import asyncio

from intercity.live.event import LiveEvent, StreamWish
from intercity.live.rounds import LONGEST_REST, Act, Round, Rounds, rest_after
from intercity.live.stream import Stream

PUBLIC = frozenset({"public"})


class Written:
    """A connection that takes everything at once."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []

    def is_busy(self) -> bool:
        """Never."""
        return False

    def write(self, frames: bytes) -> None:
        """Remember."""
        self.writes.append(frames)

    def drop(self) -> None:
        """Nothing to break."""


def act(number: int) -> Act:
    event = LiveEvent(number, None, None, PUBLIC, f"<{number}>")
    return number, {"en": (event, event.frame())}


async def spread(rest: float) -> list[bytes]:
    """What is written for one act and for three that come right behind it, while rounds rest so long."""
    line, newest = Written(), asyncio.get_running_loop().create_future()
    stream = Stream(1, StreamWish(PUBLIC), 0.0, 0, line)
    stream.joined = True
    stream.begin()
    rounds = Rounds(lambda: [stream], lambda row_id: newest.set_result(row_id) if row_id == 4 else None)
    rounds.rest_after = lambda seconds: rest
    for number in range(1, 5):
        rounds.add(asyncio.get_running_loop(), [act(number)])
        await asyncio.sleep(0)
    await asyncio.wait_for(newest, 10)
    return line.writes


def test_the_first_act_goes_out_at_once_and_those_behind_it_together() -> None:
    writes = asyncio.run(spread(rest=0.2))
    assert [[number for number in range(1, 5) if b"<%d>" % number in frames] for frames in writes] == [[1], [2, 3, 4]]


def test_streams_that_differ_only_in_their_readers_share_nothing() -> None:
    event = LiveEvent(1, None, None, frozenset({"network"}), "<1>")
    written = {}
    this = Round([(1, {"en": (event, event.frame())})])
    for reader in ("network", "public"):
        line = written[reader] = Written()
        stream = Stream(1, StreamWish(frozenset({reader})), 0.0, 0, line)
        stream.joined = True
        stream.begin()
        this.serve(stream)
    assert written["network"].writes == [event.frame()]
    assert not written["public"].writes


def test_without_a_rest_each_goes_out_by_itself() -> None:
    assert len(asyncio.run(spread(rest=0.0))) == 4


def test_nobody_is_held_back_for_long_and_half_of_the_time_is_for_pages() -> None:
    assert rest_after(0.010) == 0.040
    assert rest_after(0.200) == LONGEST_REST
    assert rest_after(0.7) == 0.7
