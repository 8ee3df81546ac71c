"""Three-way merge of plain text: what two people made of the same text becomes one text, and no word is lost.

Words are the grain within lines, whole lines where comparing words would take too long. Both sides are turned into
edits of the base. Edits that do not meet are all done. Edits that meet keep both versions, first what stands already
(`theirs`), then what comes (`mine`), and are reported; what goes on in a line stands before what begins a new one.
docs/adr/0036-written-together.md says why.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

TOKEN: Final = re.compile(r"\n|[^\S\n]+|\w+|[^\w\s]")
# Comparing costs about the number of pairs of equal parts, again for each level: above this a coarser grain is taken.
MOST_PAIRS: Final = 300_000
MOST_PARTS: Final = 4_000
THEIRS, MINE = 0, 1
Tokens = Sequence[str]


@dataclass(frozen=True)
class Overlap:
    """One place that both changed: what each made of it. Both stand in the text, one after the other."""

    theirs: str
    mine: str


@dataclass(frozen=True)
class Merged:
    """The text of both, and where they met."""

    text: str
    overlaps: tuple[Overlap, ...] = ()


@dataclass(frozen=True, order=True)
class Edit:
    """The parts `start` to `end` of the base become `parts`, on one side."""

    start: int
    end: int
    side: int
    parts: tuple[str, ...]


def merge(base: str, mine: str, theirs: str, gap: str = " ") -> Merged:
    """What `mine` and `theirs` make of `base` together; line ends become plain ones. Refuses nothing.

    `gap` stands between what both put in at the same place of a line: a blank, or a new line where each is a point.
    """
    base, mine, theirs = plain_lines(base), plain_lines(mine), plain_lines(theirs)
    if mine in (base, theirs):
        return Merged(theirs)
    if theirs == base:
        return Merged(mine)
    tokens = TOKEN.findall(base)
    changes = sorted([*edits(tokens, theirs, THEIRS), *edits(tokens, mine, MINE)])
    parts: list[str] = []
    overlaps, done = [], 0
    for start, end, together in clusters(changes):
        parts += tokens[done:start]
        settled, overlap = settle(tokens, start, end, together, gap)
        parts += settled
        overlaps += [overlap] if overlap else []
        done = end
    return Merged(joined([*parts, *tokens[done:]]), tuple(overlaps))


def plain_lines(text: str) -> str:
    """With one sort of line end: browsers send another than they show."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def edits(base: Tokens, text: str, side: int) -> Iterator[Edit]:
    """What leads from `base` to `text`, in order; none of them touches another."""
    other = TOKEN.findall(text)
    head = common(base, other)
    tail = common(base[head:][::-1], other[head:][::-1])
    old, new = base[head : len(base) - tail], other[head : len(other) - tail]
    for start, end, parts in by_line(old, new):
        yield Edit(head + start, head + end, side, tuple(parts))


def common(one: Tokens, other: Tokens) -> int:
    """How many parts both begin with."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


Change = tuple[int, int, Tokens]


def by_line(old: Tokens, new: Tokens) -> Iterator[Change]:
    """Lines against lines, and where lines differ, words against words."""
    before, after = lines(old), lines(new)
    places = [0]
    for line in before:
        places.append(places[-1] + len(line))
    left = MOST_PAIRS
    for a1, a2, b1, b2 in compared(before, after, blank_line):
        start, end = places[a1], places[a2]
        fresh = [token for line in after[b1:b2] for token in line]
        left -= pairs(old[start:end], fresh)
        # All stretches together may cost no more than one: what comes later counts as replaced whole.
        changes = by_word(old[start:end], fresh) if left >= 0 else [(0, end - start, fresh)]
        for first, last, parts in changes:
            yield start + first, start + last, parts


def by_word(old: Tokens, new: Tokens) -> Iterator[Change]:
    """Words against words; white space is no place to hold on to."""
    for a1, a2, b1, b2 in compared(old, new, str.isspace):
        yield a1, a2, new[b1:b2]


def lines(tokens: Tokens) -> list[tuple[str, ...]]:
    """The parts line by line, each with its end."""
    found, begun = [], 0
    for at, token in enumerate(tokens, 1):
        if token == "\n":
            found.append(tuple(tokens[begun:at]))
            begun = at
    return [*found, tuple(tokens[begun:])] if begun < len(tokens) else found


def blank_line(line: tuple[str, ...]) -> bool:
    """Whether nothing is on it."""
    return all(token.isspace() for token in line)


def compared(old: Sequence[object], new: Sequence[object], is_junk: object) -> Iterator[tuple[int, int, int, int]]:
    """Which stretch of `old` became which of `new`; one for all where comparing would take too long."""
    if not old or not new or not affordable(old, new):
        if old or new:
            yield 0, len(old), 0, len(new)
        return
    for change, a1, a2, b1, b2 in SequenceMatcher(is_junk, old, new, autojunk=False).get_opcodes():  # type: ignore[call-overload]
        if change != "equal":
            yield a1, a2, b1, b2


def affordable(old: Sequence[object], new: Sequence[object]) -> bool:
    """Whether these can be compared part by part in a moment."""
    if len(old) + len(new) > MOST_PARTS:
        return False
    return pairs(old, new) <= MOST_PAIRS


def pairs(old: Sequence[object], new: Sequence[object]) -> int:
    """How many pairs of equal parts there are: comparing takes about as long."""
    counts = Counter(new)
    return sum(count * counts[part] for part, count in Counter(old).items())


def clusters(changes: Sequence[Edit]) -> Iterator[tuple[int, int, list[Edit]]]:
    """Edits that meet, together, with the stretch of the base that they are about; `changes` are in order."""
    together: list[Edit] = []
    start = end = 0
    for edit in changes:
        meets = edit.start < end or (edit.start == edit.end == start == end)
        if together and not meets:
            yield start, end, together
            together = []
        if not together:
            start, end = edit.start, edit.end
        together.append(edit)
        end = max(end, edit.end)
    if together:
        yield start, end, together


def settle(
    base: Tokens, start: int, end: int, together: Sequence[Edit], gap: str = " "
) -> tuple[list[str], Overlap | None]:
    """What stands in place of a stretch, and what both made of it where they made different things of it."""
    made = {side: version(base, start, end, [one for one in together if one.side == side]) for side in (THEIRS, MINE)}
    sides = {edit.side for edit in together}
    if len(sides) == 1:
        return made[sides.pop()], None
    if not any(edit.parts for edit in together):
        # Both only took words out: what either took out is gone.
        return [], None
    if made[THEIRS] == made[MINE]:
        return made[MINE], None
    # Where both changed the same words, these stay in their line.
    kept = both(made[THEIRS], made[MINE], gap if start == end else " ")
    return kept, Overlap("".join(made[THEIRS]).strip(), "".join(made[MINE]).strip())


def version(base: Tokens, start: int, end: int, changes: Sequence[Edit]) -> list[str]:
    """A stretch of the base as one side has it."""
    parts: list[str] = []
    for edit in changes:
        parts += [*base[start : edit.start], *edit.parts]
        start = edit.end
    return [*parts, *base[start:end]]


def both(theirs: list[str], mine: list[str], gap: str = " ") -> list[str]:
    """One version behind the other; how both begin and how both end stands once. Lines stay lines."""
    if theirs and mine and theirs[0] == "\n" and mine[0] != "\n":
        theirs, mine = mine, theirs
    if "\n" in theirs or "\n" in mine:
        pairs = lines(theirs), lines(mine)
        head, first, second, tail = apart(*pairs)
        between = ["\n", "\n"] if blank_between(theirs) or blank_between(mine) else ["\n"]
        flat = [[token for line in part for token in line] for part in (head, first, second, tail)]
        return [*flat[0], *with_gap(flat[1], flat[2], between), *flat[3]]
    head, first, second, tail = apart(theirs, mine)
    return [*head, *with_gap(first, second, [gap]), *tail]


def apart(one: list, other: list) -> tuple[list, list, list, list]:  # type: ignore[type-arg]
    """What both begin with, what each has in between, what both end with."""
    head = common(one, other)
    tail = common(one[head:][::-1], other[head:][::-1])
    return one[:head], one[head : len(one) - tail], other[head : len(other) - tail], one[len(one) - tail :]


def blank_between(tokens: Tokens) -> bool:
    """Whether a blank line parts what is said."""
    return "\n\n" in "".join(tokens)


def with_gap(first: list[str], second: list[str], gap: list[str]) -> list[str]:
    """Both, with the gap between them unless one of them is empty or there is one."""
    if not first or not second or first[-1].isspace() or second[0].isspace():
        return [*first, *second]
    return [*first, *gap, *second]


def joined(parts: Sequence[str]) -> str:
    """The text; a blank keeps two words apart that nobody wrote as one."""
    text: list[str] = []
    for part in parts:
        if text and is_word(text[-1]) and is_word(part):
            text.append(" ")
        text.append(part)
    return "".join(text)


def is_word(token: str) -> bool:
    """Whether it is one, and no mark or space."""
    return token[0].isalnum() or token[0] == "_"
