"""The ASGI application of a web process: every request comes in here and leaves as page, file or stream."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.utils.translation import gettext_lazy as _

from intercity.activity.tailer import Tailer
from intercity.config.front.adapter import Environ, WSGIApplication, call_wsgi
from intercity.config.front.events import make_hub
from intercity.config.front.files import FileSender, send_page
from intercity.config.front.head import read_head
from intercity.config.front.messages import Answer, ClientGoneError, Head, Receive, RefusedError, Scope, Send
from intercity.config.front.options import FrontOptions, read_options
from intercity.config.front.refusal import refuse
from intercity.config.front.spool import Spooler
from intercity.config.front.streams import send_stream
from intercity.live.hub import Hub

logger = logging.getLogger("intercity.front")

START_SECONDS = 5.0


class Front:
    """Spools the request, calls Django in one of a few threads, sends the answer from the event loop."""

    def __init__(self, wsgi: WSGIApplication, hub: Hub[Any], tailer: Tailer, options: FrontOptions) -> None:
        self.hub = hub
        self.tailer = tailer
        self._wsgi = wsgi
        self._options = options
        self._spooler = Spooler(options.bodies)
        self._pool = ThreadPoolExecutor(options.threads, thread_name_prefix="django")
        self._file_pool = ThreadPoolExecutor(options.file_threads, thread_name_prefix="files")
        self._files = FileSender(self._file_pool, options.file_roots)
        self._waiting = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI connection: a request, or the lifespan of the process."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = time.monotonic()
        try:
            head = read_head(scope, self._options.trusted)
            answer = await self._ask_django(head, receive)
        except RefusedError as refusal:
            await refuse(refusal, scope, receive, send)
        except ClientGoneError:
            return
        else:
            await self._deliver(head, answer, began, scope, receive, send)

    async def _ask_django(self, head: Head, receive: Receive) -> Answer:
        body = await self._spooler.read(head, receive)
        if self._waiting >= self._options.waiting:
            body.file.close()
            raise RefusedError(503, _("Very busy right now. Please try again."), retry_after=2)
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._pool, call_wsgi, self._wsgi, head, body, self._extra())
        finally:
            self._waiting -= 1
            body.file.close()

    def _extra(self) -> Environ:
        return {"intercity.tailer_age": self.tailer.age(), "intercity.streams": len(self.hub)}

    async def _deliver(
        self, head: Head, answer: Answer, began: float, scope: Scope, receive: Receive, send: Send
    ) -> None:
        if answer.stream and head.method == "GET":
            await send_stream(self.hub, answer, began, scope, receive, send)
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
    return Front(wsgi, hub, Tailer(hub.feed), options)
