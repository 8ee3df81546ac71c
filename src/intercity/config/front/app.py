"""The ASGI application of a web process: every request comes in here and leaves as page, file or stream."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.utils.translation import gettext_lazy as _

from intercity.activity.tailer import Tailer
from intercity.config.front.adapter import Environ, WSGIApplication
from intercity.config.front.asking import Asked, Key, read_asked
from intercity.config.front.events import make_hub
from intercity.config.front.files import FileSender, send_page
from intercity.config.front.head import read_head
from intercity.config.front.kept import Kept, send_kept
from intercity.config.front.messages import Answer, Body, ClientGoneError, Head, Receive, RefusedError, Scope, Send
from intercity.config.front.options import FrontOptions, read_options
from intercity.config.front.public import PublicPages
from intercity.config.front.refusal import refuse
from intercity.config.front.spool import Spooler
from intercity.config.front.statics import StaticFiles
from intercity.config.front.streams import TOO_MANY, send_stream
from intercity.config.front.turn import answer_all, answer_one
from intercity.config.front.world import World, first_told
from intercity.live.hub import Hub

logger = logging.getLogger("intercity.front")

START_SECONDS = 5.0
# Live streams for which Django is asked at a time.
OPENED_AT_ONCE = 4


# What a Django thread is asked to do with a request.
Turn = Callable[[WSGIApplication, Head, Body, Environ], Answer | Kept]


class Front:
    """Answers from memory where it can; else spools the request, calls Django in one of a few threads, and sends."""

    def __init__(
        self, wsgi: WSGIApplication, hub: Hub[Any], tailer: Tailer, options: FrontOptions, world: World | None = None
    ) -> None:
        self.hub = hub
        self.tailer = tailer
        self.world = world or World()
        self.pages = PublicPages(self.world, options.page_bytes, options.page_seconds)
        self.statics = StaticFiles(options.static_prefix, options.static_bytes)
        self._wsgi = wsgi
        self._options = options
        self._spooler = Spooler(options.bodies)
        self._pool = ThreadPoolExecutor(options.threads, thread_name_prefix="django")
        self._file_pool = ThreadPoolExecutor(options.file_threads, thread_name_prefix="files")
        self._files = FileSender(self._file_pool, options.file_roots)
        self._waiting = 0
        self._opening = 0
        self._gate = asyncio.Semaphore(OPENED_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI connection: a request, or the lifespan of the process."""
        if scope["type"] == "http":
            await self._serve(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        # First of all what is in memory: no thread, no lock, nothing that waits.
        asked = read_asked(scope)
        key = None
        if asked is not None:
            is_file = self.statics.owns(asked)
            key = None if is_file else self.pages.key(asked)
            kept = self.statics.find(asked) if is_file else self.pages.find(key) if key else None
            if kept is not None:
                await send_kept(kept, asked, send)
                return
        await self._ask(asked, key, scope, receive, send)

    async def _ask(self, asked: Asked | None, key: Key | None, scope: Scope, receive: Receive, send: Send) -> None:
        began = time.monotonic()
        try:
            head = read_head(scope, self._options.trusted)
            answer = await self._find_answer(asked, key, head, receive)
        except RefusedError as refusal:
            await refuse(refusal, scope, receive, send)
        except ClientGoneError:
            return
        else:
            if isinstance(answer, Kept):
                assert asked is not None
                await send_kept(answer, asked, send)
            else:
                await self._deliver(head, answer, began, scope, receive, send)

    async def _find_answer(self, asked: Asked | None, key: Key | None, head: Head, receive: Receive) -> Answer | Kept:
        if head.path == self._options.stream_path:
            return await self._authorise_stream(head, receive)
        if asked is not None and key is not None and asked.method == "GET":
            return await self.pages.render(key, lambda: self._ask_django(head, receive, answer_all))
        if asked is not None and self.statics.owns(asked):
            return await self.statics.load(asked, lambda turn: self._ask_django(head, receive, turn))
        return await self._ask_django(head, receive, answer_one)

    async def _authorise_stream(self, head: Head, receive: Receive) -> Answer | Kept:
        # Django need not be asked whether somebody may open what has no room.
        if self.hub.is_full(self._opening):
            raise RefusedError(503, TOO_MANY, retry_after=5)
        self._opening += 1
        try:
            # When thousands come back at once, pages must not queue behind all of them.
            async with self._gate:
                return await self._ask_django(head, receive, answer_one)
        finally:
            self._opening -= 1

    async def _ask_django(self, head: Head, receive: Receive, turn: Turn) -> Answer | Kept:
        body = await self._spooler.read(head, receive)
        if self._waiting >= self._options.waiting:
            body.file.close()
            raise RefusedError(503, _("Very busy right now. Please try again."), retry_after=2)
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._pool, turn, self._wsgi, head, body, self._extra())
        finally:
            self._waiting -= 1
            body.file.close()

    def _extra(self) -> Environ:
        return {"intercity.tailer_age": self.tailer.age(), "intercity.streams": len(self.hub)}

    async def _deliver(
        self, head: Head, answer: Answer, began: float, scope: Scope, receive: Receive, send: Send
    ) -> None:
        if answer.stream and head.method == "GET":
            await send_stream(self.hub, answer, began, scope, send)
        elif answer.file:
            await self._files.send(head, answer, receive, send)
        elif answer.spilled is not None:
            size = 0 if head.method == "HEAD" else os.fstat(answer.spilled).st_size
            await self._files.send_open(answer.spilled, 0, size, answer, receive, send)
        else:
            await send_page(answer, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await self._start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _start(self) -> None:
        loop, ready = asyncio.get_running_loop(), asyncio.Event()

        def begin(cursor: int) -> None:
            # Whatever is rendered from now on is at least as new as the first row that the tailer hands over.
            self.world.follow(self.tailer)
            self.hub.start(loop, cursor)
            loop.call_soon_threadsafe(ready.set)

        self.tailer.start(begin)
        try:
            # A browser gives up for good on a stream that is refused, so the first ones find the hub ready.
            await asyncio.wait_for(ready.wait(), START_SECONDS)
        except TimeoutError:
            logger.error("the database does not answer: no live streams until it does")

    def _stop(self) -> None:
        self.tailer.stop()
        self.hub.stop()
        self._pool.shutdown(wait=False)
        self._file_pool.shutdown(wait=False)


def build_front() -> Front:
    """The front of this installation, made from its settings; sets Django up."""
    wsgi = get_wsgi_application()
    options = read_options()
    hub = make_hub(options.stream_limit)
    world = World()
    return Front(wsgi, hub, Tailer(first_told(world, hub.feed)), options, world)
