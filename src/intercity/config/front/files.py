"""Sends files that Django has authorised, in chunks, without a Django thread."""

from __future__ import annotations

import asyncio
import logging
import os
from concurrent.futures import Executor
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from intercity.config.front.adapter import plain_answer
from intercity.config.front.language import said_in, wanted_language
from intercity.config.front.messages import Answer, Head, Receive, Send, has_gone
from intercity.config.front.ranges import may_resume, wanted_range

logger = logging.getLogger("intercity.front")

CHUNK = 128 * 1024


class FileSender:
    """Opens and reads files in its own small pool, and only beneath the given folders."""

    def __init__(self, pool: Executor, roots: tuple[Path, ...]) -> None:
        self.pool = pool
        self.roots = roots

    async def send(self, head: Head, answer: Answer, receive: Receive, send: Send) -> None:
        """Send the file that `answer` names, with its status and headers; 404 where there is none."""
        loop = asyncio.get_running_loop()
        try:
            handle, size = await loop.run_in_executor(self.pool, self._open, answer.file)
        except OSError:
            logger.warning("file %s cannot be sent", answer.file)
            language = wanted_language(head.get(b"accept-language"))
            await send_page(plain_answer(404, said_in(language, _("This file is not here any more."))), send)
            return
        start, end = shape(head, answer, size)
        await self.send_open(handle, start, start if head.method == "HEAD" else end, answer, receive, send)

    async def send_open(self, handle: int, at: int, end: int, answer: Answer, receive: Receive, send: Send) -> None:
        """Send bytes `at` to `end` of an open file with the head of `answer`, and close the file."""
        gone = asyncio.ensure_future(has_gone(receive))
        try:
            await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
            await self._copy(handle, at, end, gone, send)
        finally:
            gone.cancel()
            os.close(handle)

    def _open(self, name: str) -> tuple[int, int]:
        path = Path(name).resolve(strict=True)
        if not any(path.is_relative_to(root) for root in self.roots) or not path.is_file():
            raise FileNotFoundError(name)
        handle = os.open(path, os.O_RDONLY)
        return handle, os.fstat(handle).st_size

    async def _copy(self, handle: int, at: int, end: int, gone: asyncio.Future[None], send: Send) -> None:
        loop = asyncio.get_running_loop()
        while at < end and not gone.done():
            chunk = await loop.run_in_executor(self.pool, os.pread, handle, min(CHUNK, end - at), at)
            if not chunk:
                raise OSError("the file became shorter while it was sent")
            at += len(chunk)
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        if not gone.done():
            await send({"type": "http.response.body", "body": b"", "more_body": False})


def shape(head: Head, answer: Answer, size: int) -> tuple[int, int]:
    """Fit status and headers of `answer` to the part that `head` asks for, and return that part."""
    part = None
    if answer.status == 200 and may_resume(head.get(b"if-range"), answer.get(b"etag"), answer.get(b"last-modified")):
        part = wanted_range(head.get(b"range"), size)
    start, end = part or (0, size)
    answer.headers = [(name, value) for name, value in answer.headers if name != b"content-length"]
    answer.headers += [(b"accept-ranges", b"bytes"), (b"content-length", b"%d" % (end - start))]
    if part and start == end:
        answer.status = 416
        answer.headers.append((b"content-range", b"bytes */%d" % size))
    elif part:
        answer.status = 206
        answer.headers.append((b"content-range", b"bytes %d-%d/%d" % (start, end - 1, size)))
    return start, end


async def send_page(answer: Answer, send: Send) -> None:
    """Send a whole answer from memory."""
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body, "more_body": False})
