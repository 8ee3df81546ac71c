"""A brief as a paper, of which files are made: the same sentences, each with the number of its source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from intercity.briefs.atlas import draw_atlas
from intercity.briefs.composing import Chapter, Composed, Line
from intercity.briefs.drawing import png_of
from intercity.briefs.statements import Part, Statement
from intercity.briefs.writing import name_of, path_of, standing_of
from intercity.core.papers.structure import (
    Block,
    Heading,
    Item,
    ListBlock,
    Paper,
    Paragraph,
    PictureBlock,
    Run,
    Runs,
    Source,
    Sources,
    TableBlock,
    cited,
    plain,
)
from intercity.core.templatetags.intercity import number

# With its table, it takes a third of a page.
MAP_MM: Final = 92
# Two pages are promised, sources and all.
SCALE: Final = 0.86


def paper_of(composed: Composed, uid: str) -> Paper:
    """The paper in the brief's language; `uid` is the brief's, for the addresses of what was counted."""
    wanted = composed.wanted
    with override(wanted.language):
        return Paper(
            composed.title, wanted.language, f"{wanted.label.tlp} · {wanted.label.label}", standing_of(composed),
            tuple(blocks_of(composed, uid)), wanted.as_of, SCALE,
        )  # fmt: skip


def blocks_of(composed: Composed, uid: str) -> Iterator[Block]:
    """Chapter by chapter, then the sources."""
    if composed.wanted.space.is_exercise:
        yield Paragraph(plain(_("Everything here is invented for practice.")), "small")
    if not composed.chapters:
        yield Paragraph(plain(_("Nothing that these readers may see was published in that time.")))
        return
    for chapter in composed.chapters:
        yield Heading(1, str(chapter.part.label))
        if chapter.sentences:
            yield ListBlock(tuple(item_of(line) for line in chapter.sentences))
        for line in chapter.sentences:
            if line.statement.dots:
                yield picture_of(line.statement)
        if chapter.rows:
            yield table_of_rows(chapter)
    yield Heading(1, _("Sources"))
    yield Sources(
        tuple(
            Source(one.number, name_of(one), f"{settings.PUBLIC_URL}{path_of(one, composed, uid)}")
            for one in composed.sources
        ),
        spelled=False,
    )


def picture_of(statement: Statement) -> PictureBlock:
    """The map of a sentence; whoever cannot see it hears how many posts each organisation has."""
    atlas = draw_atlas(statement.dots)
    said = "; ".join(f"{mark.dot.name}: {number(mark.dot.posts)}" for mark in atlas.marks)
    return PictureBlock(png_of(atlas), said, MAP_MM)


def item_of(line: Line) -> Item:
    """One sentence."""
    return Item(cited(f"{line.statement.text} ", line.number))


def table_of_rows(chapter: Chapter) -> TableBlock:
    """Sentences that are rows of a table."""
    names = {Part.WHERE: (_("Country"), _("Organisations"), _("Posts"))}[chapter.part]
    header = tuple(plain(name) for name in (*names, _("Source")))
    return TableBlock(header, tuple(row_of(line) for line in chapter.rows))


def row_of(line: Line) -> tuple[Runs, ...]:
    """One row; its source stands in the last cell."""
    cite = Run(f"[{line.number}]", cite=line.number)
    return (*(plain(cell) for cell in line.statement.cells), (cite,))
