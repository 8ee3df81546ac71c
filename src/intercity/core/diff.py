"""What changed between two versions, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
# Comparing repetitive texts costs up to the cube of their length: longer ones are shown as replaced whole.
MOST_PARTS = 800


@dataclass(frozen=True)
class Piece:
    """A stretch of text: "same", "gone" or "new"."""

    change: str
    text: str


def word_changes(old: str, new: str) -> list[Piece]:
    """The pieces that lead from `old` to `new`; without the new ones they spell `old`, without the gone ones `new`."""
    pieces: list[Piece] = []
    for change, gone, fresh in compared(old.splitlines(keepends=True), new.splitlines(keepends=True)):
        pieces += [Piece("same", gone)] if change == "equal" else passage(gone, fresh)
    return joined(pieces)


def passage(old: str, new: str) -> Iterator[Piece]:
    """The pieces of one changed passage, word by word."""
    for change, gone, fresh in compared(TOKEN.findall(old), TOKEN.findall(new)):
        if change == "equal":
            yield Piece("same", gone)
        else:
            yield from (Piece("gone", gone), Piece("new", fresh))


def compared(old: list[str], new: list[str]) -> Iterator[tuple[str, str, str]]:
    """What to do, to which old parts, for which new ones; all at once where comparing would take too long."""
    if max(len(old), len(new)) > MOST_PARTS:
        yield "equal" if old == new else "replace", "".join(old), "".join(new)
        return
    for change, a1, a2, b1, b2 in SequenceMatcher(None, old, new).get_opcodes():
        yield change, "".join(old[a1:a2]), "".join(new[b1:b2])


def joined(pieces: list[Piece]) -> list[Piece]:
    """Without empty pieces, and neighbours of one sort as one."""
    merged: list[Piece] = []
    for piece in pieces:
        if piece.text and merged and merged[-1].change == piece.change:
            merged[-1] = Piece(piece.change, merged[-1].text + piece.text)
        elif piece.text:
            merged.append(piece)
    return merged
