"""Request bodies, read completely before Django sees the request: whole or refused, never cut short."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from intercity.config.front.messages import Body, ClientGoneError, Head, Receive, RefusedError
from intercity.config.front.options import BodyLimits


class Spooler:
    """Reads bodies for one process and keeps count of those under way."""

    def __init__(self, limits: BodyLimits) -> None:
        self.limits = limits
        self.under_way = 0

    async def read(self, head: Head, receive: Receive) -> Body:
        """The whole body; RefusedError (400, 408, 413, 503) or ClientGoneError instead of a part of one."""
        file: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(self.limits.memory)  # noqa: SIM115
        if not head.has_body:
            return Body(file, 0)
        try:
            with self._place():
                length = await self._fill(file, head, receive)
        except BaseException:
            file.close()
            raise
        file.seek(0)
        return Body(file, length)

    async def _fill(self, file: SpooledTemporaryFile[bytes], head: Head, receive: Receive) -> int:
        limit = self.limits.for_path(head.path.decode("latin-1"))
        size = 0
        if (head.length or 0) > limit:
            raise too_large(limit)
        async for chunk in self._chunks(receive):
            size += len(chunk)
            if size > limit:
                raise too_large(limit)
            file.write(chunk)
        if head.length is not None and size != head.length:
            raise RefusedError(400, _("The body is not as long as its Content-Length says."))
        return size

    async def _chunks(self, receive: Receive) -> AsyncIterator[bytes]:
        clock = asyncio.get_running_loop()
        due = clock.time() + self.limits.seconds
        more = True
        while more:
            try:
                async with asyncio.timeout(min(self.limits.idle, due - clock.time())):
                    message = await receive()
            except TimeoutError:
                raise RefusedError(408, _("The body took too long to arrive.")) from None
            if message["type"] != "http.request":
                raise ClientGoneError
            more = message.get("more_body", False)
            due += len(message.get("body", b"")) / self.limits.rate
            yield message.get("body", b"")

    @contextmanager
    def _place(self) -> Iterator[None]:
        if self.under_way >= self.limits.at_once:
            raise RefusedError(503, _("Too many uploads at once. Try again soon."), retry_after=10)
        self.under_way += 1
        try:
            yield
        finally:
            self.under_way -= 1


def too_large(limit: int) -> RefusedError:
    """The refusal of a body above `limit` bytes."""
    return RefusedError(413, format_lazy(_("Too large. The limit here is {size} kB."), size=limit // 1024))
