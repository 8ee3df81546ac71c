"""Lists in ODT files, lists within points included."""

from __future__ import annotations

from intercity.core.papers.odt_words import runs_xml
from intercity.core.papers.structure import Item, ListBlock

DEEPEST = 8


def list_xml(block: ListBlock) -> str:
    """One list element for each stretch of points of one sort; deeper points stand in as many elements."""
    made, stretch = [], list[Item]()
    for item in block.items:
        if stretch and not goes_on(stretch[-1], item):
            made.append(stretch_xml(stretch))
            stretch = []
        stretch.append(item)
    return "".join(made) + (stretch_xml(stretch) if stretch else "")


def goes_on(last: Item, item: Item) -> bool:
    """Whether a point belongs into the same element as the one before it."""
    same = last.level == item.level and bool(last.number) == bool(item.number)
    return same and (not item.number or item.number == last.number + 1)


def stretch_xml(items: list[Item]) -> str:
    """The element of points of one depth and sort."""
    level = min(items[0].level, DEEPEST)
    style = "Numbers" if items[0].number else "Dots"
    start = f' text:start-value="{items[0].number}"' if items[0].number else ""
    points = ""
    for place, item in enumerate(items):
        begun = start if place == 0 else ""
        points += (
            f'<text:list-item{begun}><text:p text:style-name="Point">{runs_xml(item.runs)}</text:p></text:list-item>'
        )
    opened = f'<text:list text:style-name="{style}">' + "<text:list-item><text:list>" * level
    return opened + points + "</text:list></text:list-item>" * level + "</text:list>"
