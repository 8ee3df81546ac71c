"""The answer in a mail: its text without what it quotes, whichever way round they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from intercity.mailbox.reading.signatures import strip_blank, without_signature
from intercity.mailbox.reading.words import (
    FROM_LINE,
    HAS_DATE,
    INTRO_BEGINS,
    LONGEST,
    OTHER_LINES,
    SEPARATOR,
    WROTE,
)

# A post holds 40,000 characters; one more shows that there was more.
MOST_TEXT = 40_001
MOST_LINES_HEAD = 9
MOST_INTRO = 4
# Of a passage that is answered in its midst, so much is kept as context.
CONTEXT = 6
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


class Layout(StrEnum):
    """Where the answer stands."""

    PLAIN = "plain"
    TOP = "top"
    BOTTOM = "bottom"
    INLINE = "inline"


@dataclass(frozen=True)
class Answer:
    """What somebody wrote; `text` is empty where nothing of their own was found."""

    text: str
    layout: Layout


@dataclass(frozen=True)
class Run:
    """Lines that are quoted, or lines that are not."""

    quoted: bool
    lines: list[str]


def answer_of(text: str) -> Answer:
    """Find the answer in the whole text of a mail. Never raises; takes time in proportion to the text."""
    lines = [line.rstrip("\r\t") for line in INVISIBLE.sub("", text).replace("\xa0", " ").split("\n")]
    end = unmarked_quote(lines)
    runs = runs_of(lines[:end])
    last = runs[-1].quoted if runs else False
    kept = runs[:-1] if last else runs
    own = [run for run in kept if not run.quoted]
    if not own:
        return Answer("", Layout.PLAIN)
    if len(own) > 1 or (last and kept[0].quoted):
        return Answer(tidy(inline(kept)), Layout.INLINE)
    return Answer(tidy(own[0].lines), layout_of(kept, above=last or end < len(lines)))


def layout_of(runs: list[Run], *, above: bool) -> Layout:
    """Where the one own passage stands; `above` says whether a quote followed it."""
    if runs[0].quoted:
        return Layout.BOTTOM
    return Layout.TOP if above else Layout.PLAIN


def unmarked_quote(lines: list[str]) -> int:
    """Where everything that follows is somebody else's, without a mark on each line; the end where there is none."""
    for number, line in enumerate(lines):
        small = line[:LONGEST].strip().lower()
        if not small or small.startswith(">"):
            continue
        if SEPARATOR.match(small) or (FROM_LINE.match(small) and is_head(lines[number + 1 : number + MOST_LINES_HEAD])):
            return number
        if small.endswith(":") and WROTE.search(small) and not next_is_quoted(lines, number):
            above = intro_length(lines[max(0, number + 1 - MOST_INTRO) : number + 1], strict=True)
            if above:
                return number + 1 - above
    return len(lines)


def is_head(lines: list[str]) -> bool:
    """Whether lines like "Sent:", "To:", "Subject:" follow: two of them at least."""
    small = [line[:LONGEST].strip().lower() for line in lines]
    return sum(any(pattern.match(line) for line in small) for pattern in OTHER_LINES.values()) >= 2


def next_is_quoted(lines: list[str], number: int) -> bool:
    """Whether the next line that is not blank carries a quotation mark."""
    following = (line for line in lines[number + 1 : number + 6] if line.strip())
    return next(following, "").lstrip().startswith(">")


def intro_length(lines: list[str], *, strict: bool = False) -> int:
    """How many of the last lines say together who wrote what follows; 0 for none.

    `strict` asks for a verb and an address, where no mark confirms that a quote follows.
    """
    shortest = 0
    for count in range(1, MOST_INTRO + 1):
        part = lines[-count:]
        if len(part) < count or not part[0].strip() or part[0].lstrip().startswith(">"):
            break
        joined = " ".join(line[:LONGEST].strip() for line in part).lower()
        if is_intro(joined, strict=strict):
            shortest = shortest or count
            if INTRO_BEGINS.match(joined):
                return count
    return shortest


def is_intro(line: str, *, strict: bool) -> bool:
    """Whether a line reads like "On Monday … Ana <ana@…> wrote:"."""
    if not line.endswith(":"):
        return False
    wrote, address = bool(WROTE.search(line)), "@" in line
    if strict:
        return wrote and address
    return (wrote and (address or bool(HAS_DATE.search(line)))) or (address and bool(HAS_DATE.search(line)))


def runs_of(lines: list[str]) -> list[Run]:
    """The text as quoted and own passages in turn; own ones without signatures, and never blank."""
    rough: list[Run] = []
    for line in lines:
        quoted = line.lstrip(" ").startswith(">")
        if rough and (rough[-1].quoted == quoted or (not line.strip() and rough[-1].quoted)):
            rough[-1].lines.append(line)
        else:
            rough.append(Run(quoted, [line]))
    return joined(own_words(rough))


def own_words(rough: list[Run]) -> list[Run]:
    """The same without introductions, signatures and the ends of lines that a program broke inside a quote."""
    made: list[Run] = []
    for number, run in enumerate(rough):
        before_quote = number + 1 < len(rough)
        if run.quoted:
            made.append(run)
            continue
        if before_quote and number > 0 and is_broken_quote(rough[number - 1].lines, run.lines):
            continue
        lines = strip_blank(run.lines)
        kept = without_signature(lines[: len(lines) - intro_length(lines)] if before_quote else lines)
        if kept:
            made.append(Run(False, kept))
    return made


def is_broken_quote(quote: list[str], lines: list[str]) -> bool:
    """Whether one short line between two quotes is the rest of a quoted line that was too long."""
    return len(lines) == 1 and len(quote[-1]) >= 60 and len(lines[0]) < 40


def joined(runs: list[Run]) -> list[Run]:
    """Neighbours of one sort as one; a quote's own blank and empty lines do not make it two."""
    made: list[Run] = []
    for run in runs:
        if made and made[-1].quoted == run.quoted:
            made[-1].lines.extend(run.lines)
        else:
            made.append(Run(run.quoted, list(run.lines)))
    return made


def inline(runs: list[Run]) -> list[str]:
    """Passages and what was written under each, as Markdown."""
    made: list[str] = []
    for run in runs:
        made += ["", *(context(run.lines) if run.quoted else run.lines), ""]
    return made


def context(lines: list[str]) -> list[str]:
    """The last lines of a quoted passage: what the words under it answer."""
    words = [line.strip().lstrip("> ").rstrip() for line in lines]
    said = [line for line in words if line]
    shown = [f"> {line[:LONGEST]}" for line in said[-CONTEXT:]]
    return ["> …", *shown] if len(said) > CONTEXT else shown


def tidy(lines: list[str]) -> str:
    """One text without white space that says nothing, as long as it may be."""
    text = "\n".join(line.rstrip() for line in strip_blank(lines))
    return re.sub(r"\n{3,}", "\n\n", text)[:MOST_TEXT]
