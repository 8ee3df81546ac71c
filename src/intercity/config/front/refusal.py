"""Short plain answers to requests that never reach Django."""

from __future__ import annotations

import asyncio

from intercity.config.front.adapter import plain_answer
from intercity.config.front.language import said_in, wanted_language
from intercity.config.front.messages import Headers, Receive, RefusedError, Scope, Send

# A client still sending sees a broken connection instead of our answer, unless we read on for a moment.
LINGER_SECONDS = 2.0
LINGER_BYTES = 64 * 1024 * 1024


async def refuse(refusal: RefusedError, scope: Scope, receive: Receive, send: Send) -> None:
    """Send the refusal, let the client finish its sentence, and close the connection."""
    more: Headers = [(b"connection", b"close"), (b"cache-control", b"no-store")]
    if refusal.retry_after is not None:
        more.append((b"retry-after", b"%d" % refusal.retry_after))
    accepted = next((value for name, value in scope["headers"] if name == b"accept-language"), b"")
    text = said_in(wanted_language(accepted.decode("latin-1")), refusal.reason)
    answer = plain_answer(refusal.status, text, *more)
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body, "more_body": True})
    if refusal.status == 413:
        await linger(receive)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def linger(receive: Receive) -> None:
    """Read and forget what the client still sends, for a short while."""
    left = LINGER_BYTES
    try:
        async with asyncio.timeout(LINGER_SECONDS):
            while left > 0:
                message = await receive()
                if not message.get("more_body", False):
                    return
                left -= len(message["body"])
    except TimeoutError:
        return
