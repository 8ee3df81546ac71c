"""What notes say, line by line: rows for the form of a report. Arithmetic on the text, nothing is guessed.

- A line is a point. Blank lines and the marks of a list ("-", "*", "•", "3.") do not count.
- Who says it stands before the first colon: "Name: what", "Name, organisation: what" or "Name (organisation): what".
  It is a name when it begins with a letter, has at most six words before the comma or bracket, and no "?", "!", "//"
  or full stop after a long word; else the colon belongs to the text.
- A line without a name goes on with the speaker above. Before the first name there is none: such lines are `loose`.
- One word of a name that only one known speaker has stands for that speaker: "Rossi: …" is Ada Rossi.
- A quote is what stands within quotation marks, with who said it behind a dash or in brackets, or before a colon;
  without marks, the whole line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

Row = dict[str, str]
MOST_WORDS: Final = 6
LONGEST_NAME: Final = 400
MARK = re.compile(r"^\s*(?:•\s*|[-*–]\s+|\d{1,2}[.)]\s+)")
NAMED = re.compile(r"(?P<name>[^:,()]{1,120})(?:,\s*(?P<after>[^:]{1,200})|\((?P<within>[^:()]{1,200})\))?\s*:\s+")
NO_NAME = re.compile(r"[?!]|//|\w{5}\.\s")
OPENING, CLOSING, BEFORE_NAME = '“«„"', '”»“"', "–—-,("
MARKS: Final = ' “”«»„"'


def points(text: str) -> list[str]:
    """The lines in which anything stands, without marks of a list."""
    lines = (" ".join(MARK.sub("", line, count=1).split()) for line in text.replace("\x00", "").splitlines())
    return [line for line in lines if line.strip("-*•–")]


def said_by(line: str) -> tuple[str, str, str]:
    """Name, organisation and text of a line; both names are "" where it begins with none."""
    found = NAMED.match(line[:LONGEST_NAME])
    name = found["name"].strip() if found else ""
    if found is None or not name[:1].isalpha() or len(name.split()) > MOST_WORDS or NO_NAME.search(name):
        return "", "", line
    return name, (found["after"] or found["within"] or "").strip(), line[found.end() :]


def speakers_in(text: str, known: Sequence[Row] = ()) -> tuple[list[Row], list[str]]:
    """A row for each speaker, in the order in which they spoke, with all that they said; and the loose lines."""
    rows: dict[str, Row] = {}
    loose: list[str] = []
    row: Row | None = None
    for line in points(text):
        name, organisation, said = said_by(line)
        if name:
            whole = known_name(name, known)
            row = rows.setdefault(whole.casefold(), {"name": whole, "organisation": "", "brought": ""})
            row["organisation"] = row["organisation"] or organisation
        if row is None:
            loose.append(said)
        else:
            row["brought"] = f"{row['brought']}\n{said}".strip()
    return list(rows.values()), loose


def known_name(name: str, known: Sequence[Row]) -> str:
    """The whole name of the one speaker whom `name` means, else `name` itself."""
    wanted = name.casefold()
    found = [row["name"] for row in known if wanted == row["name"].casefold()]
    found = found or [row["name"] for row in known if wanted in row["name"].casefold().split()]
    return found[0] if len(found) == 1 else name


def quotes_in(text: str) -> Iterator[Row]:
    """A row for each quote. Nobody has agreed yet: who writes the report says so."""
    for line in points(text):
        words, who = quoted(line)
        if not words:
            who, _organisation, words = said_by(line)
        yield {"text": words.strip(MARKS), "who": who, "agreed": ""}


def quoted(line: str) -> tuple[str, str]:
    """The words within quotation marks at the beginning of a line, and who said them; "" where there are none."""
    end = max(line.rfind(mark) for mark in CLOSING)
    rest = line[end + 1 :].strip().rstrip(".")
    if line[:1] not in OPENING or end < 2 or (rest and rest[0] not in BEFORE_NAME):
        return "", ""
    return line[1:end], rest.strip(f"{BEFORE_NAME}) ")
