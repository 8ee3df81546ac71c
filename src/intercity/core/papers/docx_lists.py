"""Lists in DOCX files: Word numbers them itself, so each row of numbers is told where it begins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from intercity.core.papers.docx_words import element
from intercity.core.papers.structure import Item

LEVELS = 9
STEP = 360
DOTS, NUMBERS = 90, 91


class Lists:
    """The numberings of one document."""

    def __init__(self, document: Any) -> None:
        """Add two ways of marking points: with dots and with numbers."""
        self.numbering = document.part.numbering_part.element
        first = self.numbering.find("{*}num")
        for number, form, text in ((DOTS, "bullet", "•"), (NUMBERS, "decimal", "%{}.")):
            first.addprevious(marking(number, form, text))
        self.dots = self.numbering.add_num(DOTS).numId

    def numbered(self, items: tuple[Item, ...]) -> Iterator[int]:
        """For each point the numbering that it belongs to; a row of numbers that begins anew gets one of its own."""
        running: dict[int, tuple[int, int]] = {}
        for item in items:
            level = min(item.level, LEVELS - 1)
            running = {deep: known for deep, known in running.items() if deep <= level}
            if not item.number:
                running.pop(level, None)
                yield self.dots
                continue
            last, number = running.get(level, (None, 0))
            if last is None or last + 1 != item.number:
                number = self.begin(level, item.number)
            running[level] = (item.number, number)
            yield number

    def begin(self, level: int, first: int) -> int:
        """A numbering that begins at `first` on that level."""
        fresh = self.numbering.add_num(NUMBERS)
        fresh.add_lvlOverride(ilvl=level).add_startOverride(first)
        return int(fresh.numId)


def marking(number: int, form: str, text: str) -> Any:
    """How points are marked on each level."""
    whole = element("w:abstractNum", abstractNumId=str(number))
    whole.append(element("w:multiLevelType", val="hybridMultilevel"))
    for level in range(LEVELS):
        row = element("w:lvl", ilvl=str(level))
        for name, value in (("start", "1"), ("numFmt", form), ("lvlText", text.format(level + 1)), ("lvlJc", "left")):
            row.append(element(f"w:{name}", val=value))
        place = element("w:pPr")
        place.append(element("w:ind", left=str(STEP * (level + 1)), hanging=str(STEP)))
        row.append(place)
        whole.append(row)
    return whole
