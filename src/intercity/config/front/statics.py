"""Small static files in memory. Their names change with their content, so what is kept never grows old."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from intercity.config.front.adapter import Environ, WSGIApplication
from intercity.config.front.asking import Asked
from intercity.config.front.kept import Kept, Store
from intercity.config.front.messages import Answer, Body, Head
from intercity.config.front.turn import answer_file

Turn = Callable[[WSGIApplication, Head, Body, Environ], Answer | Kept]


class StaticFiles:
    """The files below `prefix` that were asked for, in each encoding that was asked for."""

    def __init__(self, prefix: str, limit: int) -> None:
        self.store: Store[tuple[bytes, bytes]] = Store(limit)
        self._prefix = prefix.encode()

    def owns(self, asked: Asked) -> bool:
        """Whether this is the address of a static file: the same for everybody, signed in or not."""
        return bool(self._prefix) and asked.path.startswith(self._prefix) and not asked.query

    def find(self, asked: Asked) -> Kept | None:
        """The file, if it is in memory."""
        return self.store.get((asked.path, asked.encoding))

    async def load(self, asked: Asked, ask: Callable[[Turn], Awaitable[Answer | Kept]]) -> Answer | Kept:
        """Fetch a file through Django's own way to it, and keep it if its name says that it never changes."""
        found = await ask(partial(answer_file, encoding=asked.encoding))
        if isinstance(found, Kept):
            self.store.put((asked.path, asked.encoding), found)
        return found
