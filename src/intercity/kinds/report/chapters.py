"""Chapters of a recording: one line each, "12:30 What the cities do"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from intercity.kinds.report.captions import clock

MOST: Final = 200
LINE = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)[ \t]+(\S.*)")
# These begin elsewhere by a parameter, all others by the fragment of media fragments.
BY_PARAMETER: Final = ("youtube.com", "www.youtube.com", "m.youtube.com", "youtu.be")


@dataclass(frozen=True)
class Chapter:
    """From which second on, and what it is called."""

    second: int
    title: str

    @property
    def at(self) -> str:
        """When it begins, as people read it."""
        return clock(self.second)


def read_chapters(text: str) -> tuple[Sequence[Chapter], Sequence[str]]:
    """The chapters in the order of time, and the lines that are none."""
    good, bad = [], []
    for line in filter(None, (one.strip() for one in text.splitlines())):
        found = LINE.fullmatch(line)
        if found is None:
            bad.append(line)
            continue
        hours, minutes, seconds, title = found.groups()
        good.append(Chapter(int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds), title[:200]))
    return sorted(good, key=lambda one: one.second)[:MOST], bad


def link_at(recording: str, second: int) -> str:
    """The address of the recording from that second on."""
    parts = urlsplit(recording)
    if (parts.hostname or "") in BY_PARAMETER:
        query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "t"]
        return urlunsplit(parts._replace(query=urlencode([*query, ("t", f"{second}s")])))
    return urlunsplit(parts._replace(fragment=f"t={second}"))
