"""What changed between two versions, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
# Comparing costs the square of the length: longer passages are shown as replaced whole.
MOST_TOKENS = 1500


@dataclass(frozen=True)
class Piece:
    """A stretch of text: "same", "gone" or "new"."""

    change: str
    text: str


def word_changes(old: str, new: str) -> list[Piece]:
    """The pieces that lead from `old` to `new`; without the new ones they spell `old`, without the gone ones `new`."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    pieces: list[Piece] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, fresh = "".join(before[a1:a2]), "".join(after[b1:b2])
        pieces += [Piece("same", gone)] if tag == "equal" else passage(gone, fresh)
    return joined(pieces)


def passage(old: str, new: str) -> Iterator[Piece]:
    """The pieces of one changed passage."""
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    if len(before) > MOST_TOKENS or len(after) > MOST_TOKENS:
        yield from (Piece("gone", old), Piece("new", new))
        return
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(before[a1:a2]))
        else:
            yield from (Piece("gone", "".join(before[a1:a2])), Piece("new", "".join(after[b1:b2])))


def joined(pieces: list[Piece]) -> list[Piece]:
    """Without empty pieces, and neighbours of one sort as one."""
    merged: list[Piece] = []
    for piece in pieces:
        if piece.text and merged and merged[-1].change == piece.change:
            merged[-1] = Piece(piece.change, merged[-1].text + piece.text)
        elif piece.text:
            merged.append(piece)
    return merged
