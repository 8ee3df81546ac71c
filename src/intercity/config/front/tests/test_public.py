"""One rendering for many readers, never an older page than they may expect, never another reader's answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from intercity.activity.models import Activity
from intercity.config.front.asking import Key
from intercity.config.front.kept import Kept, keep_page
from intercity.config.front.messages import Answer, RefusedError
from intercity.config.front.public import PublicPages, is_public_address
from intercity.config.front.world import World

HOME: Key = (b"127.0.0.1", b"/", b"", "en")
LOGIN: Key = (b"127.0.0.1", b"/accounts/login/", b"", "en")


class Beat:
    """A tailer that says how old its last beat is."""

    seconds = 0.1

    def age(self) -> float:
        return self.seconds


class Site:
    """A site whose pages say which version of the public world they show; `gate` holds its threads."""

    def __init__(self, seconds: float = 60.0) -> None:
        self.beat, self.world = Beat(), World()
        self.world.follow(self.beat)
        self.pages = PublicPages(self.world, 1_000_000, seconds)
        self.truth = 1
        self.rendered = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.outcome: Callable[[int], Answer | Kept] = lambda version: page(version)

    def commit(self) -> None:
        self.truth += 1

    def hear(self, *, public: bool = True) -> None:
        self.world.note([Activity(pk=self.truth, verb="post.published", public=public)])

    async def render(self) -> Answer | Kept:
        version = self.truth
        self.rendered += 1
        await self.gate.wait()
        return self.outcome(version)

    async def get(self, key: Key = HOME) -> Answer | Kept:
        return self.pages.find(key) or await self.pages.render(key, self.render)


def page(version: int) -> Kept:
    return keep_page(Answer(200, [], b"version %d" % version), version, asyncio.get_running_loop().time())


def text(outcome: Answer | Kept) -> bytes:
    return outcome.variants[b""].body["body"] if isinstance(outcome, Kept) else outcome.body


def run(drama: Callable[[Site], Coroutine[Any, Any, None]], **options: Any) -> None:
    async def play() -> None:
        await drama(Site(**options))

    asyncio.run(play())


async def crowd(site: Site, count: int, key: Key = HOME) -> list[asyncio.Task[Answer | Kept]]:
    """So many readers at once, all of them waiting."""
    tasks = [asyncio.create_task(site.get(key)) for _ in range(count)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return tasks


def test_a_crowd_costs_one_rendering_and_the_next_reader_none() -> None:
    async def drama(site: Site) -> None:
        site.gate.clear()
        readers = await crowd(site, 100)
        site.gate.set()
        assert {text(outcome) for outcome in await asyncio.gather(*readers)} == {b"version 1"}
        await site.get()
        assert site.rendered == 1

    run(drama)


def test_a_page_falls_when_the_public_world_moves_and_only_then() -> None:
    async def drama(site: Site) -> None:
        await site.get()
        site.hear(public=False)
        await site.get()
        assert site.rendered == 1
        site.commit()
        site.hear()
        assert text(await site.get()) == b"version 2"

    run(drama)


def test_who_comes_after_an_act_does_not_get_a_rendering_begun_before_it() -> None:
    async def drama(site: Site) -> None:
        site.gate.clear()
        early = await crowd(site, 3)
        site.commit()
        site.hear()
        late = await crowd(site, 3)
        site.gate.set()
        assert {text(outcome) for outcome in await asyncio.gather(*early)} == {b"version 1"}
        assert {text(outcome) for outcome in await asyncio.gather(*late)} == {b"version 2"}
        assert site.rendered == 2

    run(drama)


def test_a_silent_tailer_turns_the_memory_off_and_its_voice_on_again() -> None:
    async def drama(site: Site) -> None:
        await site.get()
        site.beat.seconds = 2.1
        await site.get()
        assert site.rendered == 2
        site.beat.seconds = 0.0
        site.commit()
        site.hear()
        assert text(await site.get()) == b"version 2"

    run(drama)


def test_nothing_rendered_before_news_were_followed_is_kept() -> None:
    async def drama(site: Site) -> None:
        deaf = PublicPages(World(), 1_000_000, 60)
        await deaf.render(HOME, site.render)
        assert len(deaf.store) == 0
        assert deaf.find(HOME) is None

    run(drama)


def test_what_a_page_says_of_the_clock_is_renewed() -> None:
    async def drama(site: Site) -> None:
        await site.get()
        await site.get()
        assert site.rendered == 2

    run(drama, seconds=0.0)


def test_an_answer_that_is_not_for_everybody_goes_to_its_own_reader_only() -> None:
    async def drama(site: Site) -> None:
        site.outcome = lambda version: Answer(200, [], b"for reader %d" % site.rendered)
        site.gate.clear()
        readers = await crowd(site, 5)
        site.gate.set()
        await asyncio.gather(*readers)
        assert site.rendered == 5
        assert len(site.pages.store) == 0

    run(drama)


def test_who_waits_is_refused_with_the_one_who_asked() -> None:
    async def drama(site: Site) -> None:
        def refuse(version: int) -> Answer:
            raise RefusedError(503, "Busy")

        site.outcome = refuse
        site.gate.clear()
        readers = await crowd(site, 5)
        site.gate.set()
        outcomes = await asyncio.gather(*readers, return_exceptions=True)
        assert all(isinstance(outcome, RefusedError) for outcome in outcomes)
        assert site.rendered == 1
        site.outcome = page
        assert text(await site.get()) == b"version 1"

    run(drama)


def test_readers_whose_leader_broke_off_are_served() -> None:
    async def drama(site: Site) -> None:
        site.gate.clear()
        leader, *others = await crowd(site, 4)
        leader.cancel()
        site.gate.set()
        assert {text(outcome) for outcome in await asyncio.gather(*others)} == {b"version 1"}

    run(drama)


def test_addresses_that_nobody_marked_never_wait_for_each_other() -> None:
    async def drama(site: Site) -> None:
        site.gate.clear()
        readers = await crowd(site, 3, LOGIN)
        assert site.rendered == 3
        site.gate.set()
        await asyncio.gather(*readers)

    run(drama)


@pytest.mark.parametrize(
    ("path", "public"),
    [
        (b"/", True),
        (b"/about", True),
        (b"/organisations/", True),
        (b"/organisations/nice/", True),
        (b"/spaces/covid/", True),
        (b"/posts/abcdefghij/", True),
        (b"/posts/abcdefghij/edit", False),
        (b"/me/", False),
        (b"/accounts/login/", False),
        (b"/invitations/secret/", False),
        (b"/live", False),
        (b"/healthz", False),
        (b"/nothing/here", False),
        (b"/%ff", False),
    ],
)
def test_which_addresses_are_public(path: bytes, public: bool) -> None:
    assert is_public_address(path) == public
