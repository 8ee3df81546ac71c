"""Which sentences a brief begins with. The arithmetic is written down in docs/briefs.md; change both together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from intercity.briefs.statements import Part, Statement


@dataclass(frozen=True)
class Room:
    """How much of one part fits on two pages: so many groups of sentences, so many letters, so many of one voice."""

    groups: int
    letters: int
    of_one: int


ROOM: Final[Mapping[Part, Room]] = {
    Part.NUMBERS: Room(5, 700, 5),
    Part.WHERE: Room(7, 450, 7),
    Part.PRACTICES: Room(12, 4000, 2),
    Part.QUESTIONS: Room(4, 900, 2),
    Part.ROLLCALLS: Room(3, 1500, 3),
    Part.EVENTS: Room(4, 600, 4),
}


def choose(statements: Sequence[Statement]) -> list[str]:
    """The keys of the sentences to begin with, part by part, the weightiest first; equal ones as they came."""
    return [one.key for part in Part for one in choose_in(part, [s for s in statements if s.part == part])]


def choose_in(part: Part, statements: Sequence[Statement]) -> list[Statement]:
    """Those of one part: whole groups, until its room is full."""
    room, voices = ROOM[part], Counter[str]()
    taken: list[Statement] = []
    letters = groups = 0
    for group in grouped(statements):
        size = sum(len(one.text) for one in group)
        voice = group[0].voice
        if groups == room.groups:
            break
        if (voice and voices[voice] == room.of_one) or (taken and letters + size > room.letters):
            continue
        taken += group
        letters, groups = letters + size, groups + 1
        voices[voice] += 1
    return taken


def grouped(statements: Sequence[Statement]) -> list[list[Statement]]:
    """Sentences that stay together, the weightiest group first. A group weighs what its first sentence does."""
    found: dict[str, list[Statement]] = {}
    for one in statements:
        found.setdefault(one.about or one.key, []).append(one)
    return sorted(found.values(), key=lambda group: -group[0].weight)
