"""Captions in WebVTT (and SubRip, which looks alike): read what can be read, count what cannot."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

LONGEST: Final = 600_000
MOST_CUES: Final = 20_000
LINE_END = re.compile(r"\r\n|\r|\n")
STAMP = r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]\d)[.,](\d{3})"
TIMING = re.compile(rf"\s*{STAMP}[ \t]+-->[ \t]+{STAMP}(?:[ \t].*)?")
# No part runs over another "<", no two neighbours take the same blank: else a line costs the square of its length.
VOICE = re.compile(r"<v(?:\.[^ \t<>]*)?[ \t]([^<>]*)>")
TAG = re.compile(r"<[^<>]*>")
# What a file may say beside its captions.
ASIDE: Final = ("NOTE", "STYLE", "REGION")


@dataclass(frozen=True)
class Cue:
    """What is said from one second to another."""

    start: float
    end: float
    text: str

    @property
    def at(self) -> str:
        """When it begins, as people read it."""
        return clock(int(self.start))

    @property
    def second(self) -> int:
        """The whole second in which it begins."""
        return int(self.start)


@dataclass(frozen=True)
class Captions:
    """What could be read, in the order of time, and how many lines could not be."""

    cues: Sequence[Cue] = field(default_factory=list)
    skipped: int = 0


def clock(seconds: int) -> str:
    """Seconds as `1:02:05` or `12:30`."""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def read_captions(text: str) -> Captions:
    """The captions of a file. Never fails: what is no caption is counted."""
    found: list[Cue] = []
    skipped = 0
    for block in blocks_of(text):
        cue = cue_of(block)
        if cue is not None and len(found) < MOST_CUES:
            found.append(cue)
        else:
            skipped += 1
    return Captions(sorted(found, key=lambda one: one.start), skipped)


def blocks_of(text: str) -> Iterator[list[str]]:
    """Groups of lines that should be one caption each: apart by empty lines, or by a line of times."""
    for group in groups_of(text):
        if group[0].startswith("WEBVTT") or group[0].split(maxsplit=1)[0] in ASIDE:
            continue
        begins = [n for n, line in enumerate(group) if TIMING.fullmatch(line)]
        # A number or name may stand over the first line of times; what follows one is said.
        cuts = [0, *begins[1:], len(group)] if begins else []
        for begin, end in pairwise(cuts):
            yield group[begin:end]
        if not begins:
            yield group


def groups_of(text: str) -> Iterator[list[str]]:
    """Lines between empty ones."""
    group: list[str] = []
    for line in LINE_END.split(text[:LONGEST].lstrip("\ufeff").replace("\x00", "")):
        if line.strip():
            group.append(line)
        elif group:
            yield group
            group = []
    if group:
        yield group


def cue_of(block: Sequence[str]) -> Cue | None:
    """One caption; None where it has no times, ends before it begins, or says nothing."""
    for n, line in enumerate(block):
        found = TIMING.fullmatch(line)
        if found is None:
            continue
        start, end = seconds_of(found.groups()[:4]), seconds_of(found.groups()[4:])
        said = " ".join(filter(None, (plain(one) for one in block[n + 1 :])))
        return Cue(start, end, said) if said and end >= start else None
    return None


def seconds_of(parts: Sequence[str | None]) -> float:
    """Hours (or None), minutes, seconds and thousandths as seconds."""
    hours, minutes, seconds, rest = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + rest / 1000


def plain(line: str) -> str:
    """A line without marks; who speaks stands before it."""
    told = TAG.sub("", VOICE.sub(lambda found: f"{found[1].strip()}: ", line))
    return " ".join(html.unescape(told).split())


def to_webvtt(cues: Sequence[Cue]) -> str:
    """The captions as a browser shows them over the film: the words alone, without marks or looks of their own."""
    parts = ["WEBVTT"]
    for cue in cues:
        # A caption of no length is never shown.
        end = max(cue.end, cue.start + 0.5)
        parts.append(f"{exact(cue.start)} --> {exact(end)}\n{html.escape(cue.text, quote=False)}")
    return "\n\n".join(parts) + "\n"


def exact(seconds: float) -> str:
    """A time as WebVTT writes it."""
    thousandths = round(seconds * 1000)
    return f"{clock_of(thousandths // 1000)}.{thousandths % 1000:03}"


def clock_of(seconds: int) -> str:
    """Hours, minutes and seconds, two digits or more each."""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
