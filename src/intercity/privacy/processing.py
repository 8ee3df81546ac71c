"""The record of processing, out of the code's own list of personal fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from intercity.core.personal import ERASE_WORDS, PURPOSES, Personal, all_personal


@dataclass(frozen=True)
class Line:
    """One field in words."""

    field: str
    what: str
    how_long: str
    erased: str


@dataclass(frozen=True)
class Section:
    """All that is held for one purpose. `lines` has each thing that is said once; `fields` every column."""

    key: str
    why: str
    seen_by: str
    fields: tuple[Line, ...]

    @property
    def lines(self) -> list[Line]:
        """What a reader is told: the same thing in two columns is said once."""
        return list({(line.what, line.how_long): line for line in self.fields}.values())


def sections() -> Iterator[Section]:
    """Purpose by purpose, in the language in use now."""
    for key, purpose in PURPOSES.items():
        fields = tuple(line_of(one) for one in all_personal() if one.purpose == key)
        yield Section(key, str(purpose.why), str(purpose.seen_by), fields)


def line_of(one: Personal) -> Line:
    """One field in the language in use now."""
    return Line(one.field, str(one.what), one.how_long, str(ERASE_WORDS[one.erase]))


def as_markdown() -> str:
    """The record as a table for each purpose."""
    lines = ["# Record of processing", ""]
    for section in sections():
        lines += [f"## {section.why}", "", f"Seen by: {section.seen_by}", ""]
        lines += ["| Field | What | How long | When erased |", "| --- | --- | --- | --- |"]
        lines += [f"| `{one.field}` | {one.what} | {one.how_long} | {one.erased} |" for one in section.fields]
        lines.append("")
    return "\n".join(lines)
