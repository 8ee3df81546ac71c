"""Request bodies, read completely before Django sees the request: whole or refused, never cut short."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from intercity.config.front.messages import Body, ClientGoneError, Head, Receive, RefusedError
from intercity.config.front.options import BodyLimits

# So much is left to the database, whatever comes in.
SPARE = 500 * 1024 * 1024


class Spooler:
    """Reads bodies for one process and keeps count of those under way."""

    def __init__(self, limits: BodyLimits) -> None:
        self.limits = limits
        self.under_way = 0
        self.recordings = 0

    async def read(self, head: Head, receive: Receive) -> Body:
        """The whole body; RefusedError (400, 408, 413, 503) or ClientGoneError instead of a part of one."""
        file: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(  # noqa: SIM115
            self.limits.memory, dir=str(self.limits.folder) if self.limits.folder else None
        )
        if not head.has_body:
            return Body(file, 0)
        try:
            with self._place(), self._room(head.length or 0):
                length = await self._fill(file, head, receive)
        except BaseException:
            file.close()
            raise
        file.seek(0)
        return Body(file, length)

    async def _fill(self, file: SpooledTemporaryFile[bytes], head: Head, receive: Receive) -> int:
        limit = self.limits.for_path(head.path.decode("latin-1"), head.length or 0)
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

    @contextmanager
    def _room(self, length: int) -> Iterator[None]:
        if length <= self.limits.upload:
            yield
            return
        if self.recordings >= self.limits.recordings_at_once:
            raise RefusedError(503, _("Too many uploads at once. Try again soon."), retry_after=60)
        # It lies there three times for a moment: as it came, taken out of its form, and kept.
        if self.limits.folder and shutil.disk_usage(self.limits.folder).free < 3 * length + SPARE:
            raise RefusedError(507, _("This server has no room left for so large a file. Tell whoever runs it."))
        self.recordings += 1
        try:
            yield
        finally:
            self.recordings -= 1


def too_large(limit: int) -> RefusedError:
    """The refusal of a body above `limit` bytes."""
    return RefusedError(413, format_lazy(_("Too large. The limit here is {size} kB."), size=limit // 1024))
