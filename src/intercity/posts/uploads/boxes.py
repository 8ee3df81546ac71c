"""The parts of MP4 and WebM files: walked by their sizes, never read whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from intercity.posts.uploads.types import Readable

# More than hours of film have.
MOST_PARTS = 400_000


@dataclass(frozen=True)
class Part:
    """One part of a file: its name, where it begins, where its content begins, and where it ends."""

    name: bytes
    start: int
    inside: int
    end: int


def mp4_parts(file: Readable, start: int, end: int) -> Iterator[Part]:
    """The boxes between two places. ValueError where sizes cannot be."""
    for _number in range(MOST_PARTS):
        if start + 8 > end:
            return
        file.seek(start)
        head = file.read(16)
        size, skip = int.from_bytes(head[:4]), 8
        if size == 1:
            size, skip = int.from_bytes(head[8:16]), 16
        elif size == 0:
            size = end - start
        if size < skip or start + size > end:
            raise ValueError("a box that cannot be")
        yield Part(head[4:8], start, start + skip, start + size)
        start += size
    raise ValueError("too many boxes")


def webm_parts(file: Readable, end: int, entered: frozenset[bytes]) -> Iterator[Part]:
    """The elements up to `end`; those in `entered`, and all of unknown length, are walked inside as well.

    Recordings that were cut off end in the middle of an element, and play up to there: so does this.
    """
    at = 0
    for _number in range(MOST_PARTS):
        file.seek(at)
        head = file.read(12)
        if not head or not head[0]:
            return
        width = 9 - head[0].bit_length()
        if width > 4 or len(head) <= width or not head[width]:
            return
        digits = 9 - head[width].bit_length()
        inside = at + width + digits
        size = int.from_bytes(head[width : width + digits]) & ((1 << 7 * digits) - 1)
        endless = size == (1 << 7 * digits) - 1
        if inside > end or (not endless and inside + size > end and head[:width] not in entered):
            return
        yield Part(head[:width], at, inside, end if endless else min(inside + size, end))
        at = inside if endless or head[:width] in entered else inside + size
