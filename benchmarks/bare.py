"""The limit of the machine: a constant page (of 30 kB, or as many bytes as asked) from a bare uvicorn.

`python -m benchmarks.bare PORT [BYTES]`, with httptools and uvloop.
"""

from __future__ import annotations

import sys
from typing import Any

import uvicorn

PAGE = b"x" * int((sys.argv[2:] or ["30000"])[0])
HEADERS = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", b"%d" % len(PAGE))]


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Answer everything with the page."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await send({"type": "http.response.body", "body": PAGE})


if __name__ == "__main__":
    uvicorn.run(
        app, host="127.0.0.1", port=int(sys.argv[1]), loop="uvloop", http="httptools", ws="none", lifespan="off",
        access_log=False, log_level="error",
    )  # fmt: skip
