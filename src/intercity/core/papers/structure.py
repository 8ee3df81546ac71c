"""What a paper is made of. Nothing here knows of a file format, and nothing can be changed after it was made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Run:
    """Words that look alike. A line end within `text` is a line end in the paper.

    `cite` is the number of a source (see `Sources`): `text` is then what stands for it, such as "[3]".
    """

    text: str
    bold: bool = False
    italic: bool = False
    strike: bool = False
    code: bool = False
    link: str = ""
    cite: int = 0


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """A heading inside the paper; level 1 is the highest beneath the title."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """Running text; `role` is "" or one of "quote", "code" (its line ends and spaces count) and "small"."""

    runs: Runs
    role: str = ""


@dataclass(frozen=True)
class Item:
    """One point of a list: how deep it stands (0 is the outermost) and its number, 0 where it has a dot."""

    runs: Runs
    level: int = 0
    number: int = 0


@dataclass(frozen=True)
class ListBlock:
    """Points below each other, those within points too."""

    items: tuple[Item, ...]


@dataclass(frozen=True)
class TableBlock:
    """A table: the cells of its header row, and its rows. Rows may be shorter than the header; none is longer."""

    header: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]


@dataclass(frozen=True)
class PictureBlock:
    """A picture (the bytes of a PNG or JPEG file) and what it shows, for those who cannot see it."""

    data: bytes
    alt: str
    width_mm: int = 0
    """How wide it is drawn; 0 is the width of the text, or less where the picture is smaller."""


@dataclass(frozen=True)
class RuleBlock:
    """A line across."""


@dataclass(frozen=True)
class Source:
    """What a citation number points to: some words and, where there is one, an address."""

    number: int
    text: str
    link: str = ""


@dataclass(frozen=True)
class Sources:
    """The list of sources; citations lead here. It has no heading of its own.

    `spelled` writes the addresses out; else the words lead there.
    """

    sources: tuple[Source, ...]
    spelled: bool = True


Block = Heading | Paragraph | ListBlock | TableBlock | PictureBlock | RuleBlock | Sources


@dataclass(frozen=True)
class Paper:
    """A whole paper in one language.

    `label_line` (such as "TLP:AMBER · This space") stands on every page; `made` is a sentence beneath the title that
    says who made it and when; `at` is the time that goes into the file's own facts (none is written without it).
    """

    title: str
    language: str
    label_line: str = ""
    made: str = ""
    blocks: tuple[Block, ...] = ()
    at: datetime | None = None
    scale: float = 1.0
    """How large letters and gaps are beside the usual ones, where it must fit on so many pages."""


@dataclass(frozen=True)
class Marked:
    """Markdown as somebody wrote it, its headings `deeper` levels below what their signs say."""

    text: str
    deeper: int = 0


@dataclass(frozen=True)
class Draft:
    """A paper without its blocks, and what becomes of them where the file is written (`papers.marked.read`)."""

    paper: Paper
    parts: tuple[Block | Marked, ...] = ()


def plain(text: str) -> Runs:
    """`text` as it is, without any markup."""
    return (Run(text),) if text else ()


def bold(text: str) -> Runs:
    """`text` in bold."""
    return (Run(text, bold=True),) if text else ()


def linked(text: str, link: str) -> Runs:
    """`text` that leads to the address `link`."""
    return (Run(text, link=link),) if text else ()


def cited(text: str, *numbers: int) -> Runs:
    """A sentence and, behind it, the numbers of its sources."""
    return (Run(text), *(Run(f"[{number}]", cite=number) for number in numbers))


def list_of(*texts: str, ordered: bool = False) -> ListBlock:
    """A plain list, with dots or numbers."""
    return ListBlock(tuple(Item(plain(text), 0, place if ordered else 0) for place, text in enumerate(texts, 1)))


def table_of(header: tuple[str, ...], *rows: tuple[str, ...]) -> TableBlock:
    """A plain table."""
    return TableBlock(tuple(plain(cell) for cell in header), tuple(tuple(plain(cell) for cell in row) for row in rows))


def text_of(runs: Runs) -> str:
    """The words of `runs` alone."""
    return "".join(run.text for run in runs)
