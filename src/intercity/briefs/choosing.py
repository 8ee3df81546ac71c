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
    Part.WHERE: Room(7, 900, 7),
    Part.PRACTICES: Room(12, 3000, 2),
    Part.ACTIONS: Room(6, 1300, 6),
    Part.FINDINGS: Room(5, 700, 5),
    Part.QUESTIONS: Room(4, 900, 2),
    Part.ROLLCALLS: Room(3, 1500, 3),
    Part.DOCUMENTS: Room(3, 400, 3),
    Part.TECHNOLOGIES: Room(3, 400, 3),
    Part.EVENTS: Room(4, 600, 4),
}


# Two pages, in tenths of a line of a PDF file: in all, and what each thing takes.
TWO_PAGES: Final = 1380
HEADING, MAP, ROW, LINE, SOURCE = 30, 140, 14, 12, 12
LETTERS: Final = 88

Group = Sequence[Statement]


def choose(statements: Sequence[Statement]) -> list[str]:
    """The keys of the sentences to begin with, part by part, the weightiest first; equal ones as they came."""
    parts = [choose_in(part, [one for one in statements if one.part == part]) for part in Part]
    return [one.key for groups in on_two_pages(parts) for group in groups for one in group]


def choose_in(part: Part, statements: Sequence[Statement]) -> list[Group]:
    """Those of one part: whole groups, until its room is full."""
    room, voices = ROOM[part], Counter[str]()
    taken: list[Group] = []
    letters = 0
    for group in grouped(statements):
        size = sum(len(one.text) for one in group)
        voice = group[0].voice
        if len(taken) == room.groups:
            break
        if (voice and voices[voice] == room.of_one) or (taken and letters + size > room.letters):
            continue
        taken.append(group)
        letters += size
        voices[voice] += 1
    return taken


def on_two_pages(parts: Sequence[list[Group]]) -> Sequence[list[Group]]:
    """The same without what two pages do not hold: of the part that takes most for its room, the last group goes, and
    so on.
    """
    while sum(map(size_of, parts)) > TWO_PAGES:
        longest = max((groups for groups in parts if len(groups) > 1), key=share_of, default=None)
        if longest is None:
            break
        longest.pop()
    return parts


def share_of(groups: Sequence[Group]) -> int:
    """How much a part takes for each thousand letters of its room."""
    return 1000 * size_of(groups) // ROOM[groups[0][0].part].letters


def size_of(groups: Sequence[Group]) -> int:
    """What the groups of one part take with their heading and the list of their sources, in tenths of a line."""
    statements = [one for group in groups for one in group]
    sources = len({one.cites for one in statements})
    return (HEADING if groups else 0) + SOURCE * sources + sum(map(tall, statements))


def tall(one: Statement) -> int:
    """What one sentence takes: as a row, or in lines and with its map."""
    return ROW if one.cells else LINE * -(-len(one.text) // LETTERS) + (MAP if one.dots else 0)


def grouped(statements: Sequence[Statement]) -> list[list[Statement]]:
    """Sentences that stay together, the weightiest group first. A group weighs what its first sentence does."""
    found: dict[str, list[Statement]] = {}
    for one in statements:
        found.setdefault(one.about or one.key, []).append(one)
    return sorted(found.values(), key=lambda group: -group[0].weight)
