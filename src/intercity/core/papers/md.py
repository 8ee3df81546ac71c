"""Papers as Markdown: read back, it gives the same words in the same blocks."""

from __future__ import annotations

import re

from intercity.core.papers.cleaning import address, clean, one_line
from intercity.core.papers.structure import (
    Block,
    Heading,
    Item,
    ListBlock,
    Paper,
    Paragraph,
    PictureBlock,
    RuleBlock,
    Run,
    Runs,
    Sources,
    TableBlock,
    text_of,
)

# Signs that mean something anywhere, and those that do so at the beginning of a line. An underline within a word is
# only an underline.
ANYWHERE = re.compile(r"([\\`*\[\]<>~|&]|(?<!\w)_|_(?!\w))")
BEGINNING = re.compile(r"^(\s*)([#+=-]|\d{1,9}(?=[.)]))", re.MULTILINE)


def to_md(paper: Paper) -> str:
    """The whole paper: title, who made it, label, blocks."""
    parts = [f"# {escaped(one_line(paper.title))}"] if one_line(paper.title) else []
    parts += [escaped(line) for line in (one_line(paper.label_line), one_line(paper.made)) if line]
    parts += [block for block in map(block_text, paper.blocks) if block.strip()]
    return "\n\n".join(parts) + "\n"


def block_text(block: Block) -> str:
    """One block."""
    match block:
        case Heading():
            return f"{'#' * min(max(block.level, 1) + 1, 6)} {escaped(one_line(block.text))}"
        case Paragraph(role="code"):
            return fenced(clean(text_of(block.runs)))
        case Paragraph():
            text = runs_text(block.runs)
            return "\n".join(f"> {line}" for line in text.split("\n")) if block.role == "quote" else text
        case ListBlock():
            return list_text(block)
        case TableBlock():
            return table_text(block)
        case PictureBlock():
            return f"*{escaped(one_line(block.alt))}*" if one_line(block.alt) else ""
        case RuleBlock():
            return "---"
        case Sources():
            return sources_text(block)


def escaped(text: str) -> str:
    """`text` with a stroke before each sign that would be taken as markup."""
    return BEGINNING.sub(stroke, ANYWHERE.sub(r"\\\1", text))


def stroke(found: re.Match[str]) -> str:
    """The sign at the beginning of a line; a stroke before a digit would be shown, so it goes behind the number."""
    return found[1] + (found[2] + "\\" if found[2].isdigit() else "\\" + found[2])


def fenced(text: str) -> str:
    """Text whose spaces and line ends count, in a fence that is longer than any inside it."""
    longest = max((len(found) for found in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"


def runs_text(runs: Runs) -> str:
    """Running text: no line of it is empty (that would end the paragraph)."""
    written = ""
    for run in runs:
        written += run_text(run, written)
    lines = [line.strip() for line in written.split("\n")]
    return "\n".join(BEGINNING.sub(stroke, line) for line in lines if line)


def run_text(run: Run, before: str) -> str:
    """One run; emphasis is left out where Markdown would not see its signs as such."""
    text = clean(run.text)
    inner = text.strip()
    if not inner:
        return text
    front, back = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    signs = "**" * run.bold + "*" * run.italic
    fits = inner[0].isalnum() and inner[-1].isalnum() and "\n" not in inner
    fits = fits and not (before.endswith(("*", "~")) and not front)
    written = ANYWHERE.sub(r"\\\1", inner)
    if run.strike and fits:
        written = f"~~{written}~~"
    if signs and fits:
        written = signs + written + signs
    link = address(run.link)
    return front + (f"[{written}](<{link}>)" if link else written) + back


def list_text(block: ListBlock) -> str:
    """The points, each as deep as it stands."""
    lines: list[str] = []
    widths: list[int] = []
    for item in block.items:
        level = min(item.level, len(widths), 8)
        mark = f"{item.number}. " if item.number else "- "
        widths = [*widths[:level], len(mark)]
        lines += point_lines(item, mark, sum(widths[:level]))
    return "\n".join(lines)


def point_lines(item: Item, mark: str, before: int) -> list[str]:
    """One point, its further lines beneath its first."""
    first, *rest = runs_text(item.runs).split("\n")
    return [" " * before + mark + first, *(" " * (before + len(mark)) + line for line in rest)]


def table_text(block: TableBlock) -> str:
    """A table; each cell on one line."""
    lines = [row_text(block.header, len(block.header)), "|" + " --- |" * len(block.header)]
    return "\n".join(lines + [row_text(row, len(block.header)) for row in block.rows])


def row_text(cells: tuple[Runs, ...], columns: int) -> str:
    """A row with as many cells as the header."""
    texts = [" ".join(runs_text(cell).split()) for cell in cells[:columns]]
    return "| " + " | ".join(texts + [""] * (columns - len(texts))) + " |"


def sources_text(block: Sources) -> str:
    """The sources, each with its number as citations show it."""
    lines = []
    for source in block.sources:
        link = address(source.link)
        lines.append(f"\\[{source.number}\\] {escaped(one_line(source.text))}" + (f" <{link}>" if link else ""))
    return "\n".join(lines)
