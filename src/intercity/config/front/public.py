"""Pages for readers without an account: kept until the public world moves, made once however many ask."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from urllib.parse import unquote_to_bytes

from django.urls import Resolver404, resolve

from intercity.activity.public import barring_cookies, is_marked
from intercity.config.front.asking import Asked, Key, key_of
from intercity.config.front.kept import Kept, Store
from intercity.config.front.messages import Answer, RefusedError
from intercity.config.front.world import World

Outcome = Answer | Kept
Render = Callable[[], Awaitable[Outcome]]
# A rendering under way: gives the page, a refusal, or None where the answer is not for everybody.
Flight = asyncio.Future[Kept | RefusedError | None]


class PublicPages:
    """The kept pages of one process. Belongs to its event loop: no locks, no threads."""

    def __init__(self, world: World, limit: int, seconds: float) -> None:
        self.store: Store[Key] = Store(limit)
        self.world = world
        self._seconds = seconds
        self._barring = tuple(name.encode() for name in barring_cookies())
        self._flights: dict[Key, Flight] = {}

    def key(self, asked: Asked) -> Key | None:
        """The key of a request by somebody without an account, None for everybody else."""
        return key_of(asked, self._barring)

    def find(self, key: Key) -> Kept | None:
        """The page that is kept and still stands."""
        kept = self.store.get(key)
        if kept is None or not self.world.is_followed():
            return None
        if kept.version < self.world.version or time.monotonic() - kept.made_at > self._seconds:
            self.store.drop(key)
            return None
        return kept

    async def render(self, key: Key, render: Render) -> Outcome:
        """The answer to a request whose page is not kept: one renders, those who ask meanwhile wait for it.

        `render` gives a Kept for a page that is the same for everybody, else an Answer for this request alone.
        """
        if not is_public_address(key[1]):
            return await render()
        wanted = self.world.version
        while (flight := self._flights.get(key)) is not None:
            page = await asyncio.shield(flight)
            if isinstance(page, RefusedError):
                raise page
            if page is None:
                return await render()
            # Begun before this reader came, a page may be older than what had happened by then.
            if page.version >= wanted:
                return page
            # The next one of those who waited may have rendered it already.
            if (kept := self.find(key)) is not None:
                return kept
        return await self._lead(key, render)

    async def _lead(self, key: Key, render: Render) -> Outcome:
        flight: Flight = asyncio.get_running_loop().create_future()
        self._flights[key] = flight
        followed = self.world.is_followed()
        page: Kept | RefusedError | None = None
        try:
            outcome = await render()
            if isinstance(outcome, Kept):
                page = outcome
                if followed:
                    self.store.put(key, outcome)
            return outcome
        except RefusedError as refusal:
            page = refusal
            raise
        finally:
            del self._flights[key]
            flight.set_result(page)


def is_public_address(raw_path: bytes) -> bool:
    """Whether the view at this address was marked by `public_page`."""
    try:
        return is_marked(resolve(unquote_to_bytes(raw_path).decode()).func)
    except (Resolver404, UnicodeDecodeError):
        return False
