"""Byte ranges of files (RFC 9110 section 14): one range, or the whole file."""

from __future__ import annotations

import re

RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def wanted_range(header: str, size: int) -> tuple[int, int] | None:
    """First byte and the byte after the last for a Range header; None means the whole file.

    Several ranges or nonsense give the whole file, as the RFC allows. A range behind the end of the file
    gives an empty pair `(size, size)`, to be answered with 416.
    """
    match = RANGE.fullmatch(header.strip())
    if not match or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        return max(0, size - int(last)), size
    if last and int(last) < int(first):
        return None
    start = min(int(first), size)
    return start, max(start, min(int(last) + 1, size) if last else size)


def may_resume(if_range: str, etag: str, modified: str) -> bool:
    """Whether the client's earlier part is of this same file: no If-Range, or an exact strong match."""
    return not if_range or (not if_range.startswith("W/") and if_range in (etag, modified))
