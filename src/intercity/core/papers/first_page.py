"""The first page of a foreign PDF as a small picture, drawn in a process of its own like its text is read."""

from __future__ import annotations

import io
import logging
import re
import tempfile
from pathlib import Path
from typing import Final

from PIL import Image

from intercity.core.papers.reading import Picture, run_child

logger = logging.getLogger("intercity.papers")

WIDTH, HEIGHT = 360, 480
# Drawing takes a part of a second; a page that takes far longer was made to.
SECONDS: Final = 20
SIZE = re.compile(rb"(\d{1,4}) (\d{1,4})\n")


def first_page(path: Path, seconds: float = SECONDS) -> Picture | None:
    """The picture, as WebP; None for a file that cannot be drawn. Never fails."""
    with tempfile.TemporaryFile() as out:
        code = run_child(["child_page", str(path), str(WIDTH), str(HEIGHT)], out, seconds)
        if code != 0:
            logger.warning("%s: its first page cannot be drawn (%s)", path.name, code)
            return None
        out.seek(0)
        return picture_of(out.read(3 * (WIDTH + 1) * (HEIGHT + 1) + 100))


def picture_of(answer: bytes) -> Picture | None:
    """What the process drew, as far as it can be believed: so many points, nothing to decode."""
    head = SIZE.match(answer)
    if head is None:
        return None
    width, height, points = int(head[1]), int(head[2]), answer[head.end() :]
    # Both are rounded up where they are drawn.
    if not 0 < width <= WIDTH + 1 or not 0 < height <= HEIGHT + 1 or len(points) != 3 * width * height:
        return None
    made = io.BytesIO()
    Image.frombytes("RGB", (width, height), points).save(made, "WEBP", quality=80)
    return Picture(made.getvalue(), width, height)
