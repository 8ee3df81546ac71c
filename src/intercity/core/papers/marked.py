"""Markdown, as posts are written in it, to the blocks of a paper: the same words that pages show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from markdown_it.tree import SyntaxTreeNode

from intercity.core.markdown import PARSER
from intercity.core.papers.structure import (
    Block,
    Draft,
    Heading,
    Item,
    ListBlock,
    Marked,
    Paper,
    Paragraph,
    RuleBlock,
    Run,
    Runs,
    TableBlock,
    text_of,
)

LINKS = ("http://", "https://", "mailto:", "tel:")


def from_markdown(text: str, deeper: int = 0) -> tuple[Block, ...]:
    """The blocks of Markdown `text`; its headings stand `deeper` levels below what their signs say. Never fails.

    Addresses of other sorts than web, mail and telephone are dropped, their words stay; so do the signs of HTML.
    """
    tree = SyntaxTreeNode(PARSER.parse(text, {"mentions": {}}))
    found = [block for child in tree.children for block in blocks_of(child, deeper)]
    return tuple(grouped(found))


def read(draft: Draft) -> Paper:
    """The whole paper, its Markdown as blocks."""
    blocks = [from_markdown(one.text, one.deeper) if isinstance(one, Marked) else (one,) for one in draft.parts]
    return replace(draft.paper, blocks=tuple(block for each in blocks for block in each))


def runs_from_markdown(text: str) -> Runs:
    """The runs of one line of Markdown: bold, italics, links."""
    tree = SyntaxTreeNode(PARSER.parseInline(text, {"mentions": {}}))
    return tuple(run for child in tree.children for run in runs_of(child, Run("")))


def blocks_of(node: SyntaxTreeNode, deeper: int, role: str = "") -> Iterator[Block | Item]:
    """The blocks of one node; points of lists still loose (`grouped` puts them into lists)."""
    if node.type == "heading":
        yield Heading(min(int(node.tag[1]) + deeper, 6), " ".join(text_of(inline(node)).split()))
    elif node.type == "paragraph":
        yield Paragraph(inline(node), role)
    elif node.type in ("fence", "code_block"):
        yield Paragraph((Run(node.content.rstrip("\n"), code=True),), "code")
    elif node.type == "hr":
        yield RuleBlock()
    elif node.type == "table":
        yield table(node)
    elif node.type in ("bullet_list", "ordered_list"):
        yield from items_of(node, 0, deeper)
    elif node.type == "blockquote":
        for child in node.children:
            yield from blocks_of(child, deeper, "quote")


def items_of(node: SyntaxTreeNode, level: int, deeper: int) -> Iterator[Block | Item]:
    """The points of a list and all that stands in them, in order."""
    first = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else 0
    for place, point in enumerate(node.children):
        number = first + place if node.type == "ordered_list" else 0
        yield from parts_of(point, Item((), level, number), deeper)


def parts_of(point: SyntaxTreeNode, begun: Item, deeper: int) -> Iterator[Block | Item]:
    """One point: its paragraphs as one, then the lists and whatever else stands in it."""
    children = list(point.children)
    paragraphs: list[Run] = []
    while children and children[0].type == "paragraph":
        paragraphs += ([Run("\n")] if paragraphs else []) + list(inline(children.pop(0)))
    yield replace(begun, runs=tuple(paragraphs))
    for child in children:
        if child.type in ("bullet_list", "ordered_list"):
            yield from items_of(child, begun.level + 1, deeper)
        else:
            yield from blocks_of(child, deeper)


def grouped(found: list[Block | Item]) -> Iterator[Block]:
    """The same with neighbouring points put into one list."""
    waiting: list[Item] = []
    for block in found:
        if isinstance(block, Item):
            waiting.append(block)
            continue
        if waiting:
            yield ListBlock(tuple(waiting))
            waiting = []
        yield block
    if waiting:
        yield ListBlock(tuple(waiting))


def table(node: SyntaxTreeNode) -> TableBlock:
    """A table: its first row is the header."""
    rows = [
        tuple(tuple(run for child in cell.children for run in runs_of(child, Run(""))) for cell in row.children)
        for part in node.children
        for row in part.children
    ]
    return TableBlock(rows[0], tuple(rows[1:]))


def inline(node: SyntaxTreeNode) -> Runs:
    """The runs of a block."""
    return tuple(run for child in node.children for run in runs_of(child, Run("")))


def runs_of(node: SyntaxTreeNode, look: Run) -> Iterator[Run]:
    """The runs of one inline node, which look as `look` does unless it says more."""
    if node.type in ("softbreak", "hardbreak"):
        yield replace(look, text="\n")
    elif node.type in ("text", "code_inline", "html_inline"):
        if node.content:
            yield replace(look, text=node.content, code=look.code or node.type == "code_inline")
    else:
        for child in node.children:
            yield from runs_of(child, deeper_look(node, look))


def deeper_look(node: SyntaxTreeNode, look: Run) -> Run:
    """What the inside of a node looks like."""
    if node.type == "strong":
        return replace(look, bold=True)
    if node.type == "em":
        return replace(look, italic=True)
    if node.type == "s":
        return replace(look, strike=True)
    address = str(node.attrs.get("href", "")) if node.type == "link" else ""
    return replace(look, link=address) if address.lower().startswith(LINKS) else look
