"""Markdown as officers write it, to HTML that cannot hurt anyone."""

from __future__ import annotations

import re

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, linkify

ALLOWED = {"p", "br", "strong", "em", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre", "h3", "h4", "h5", "hr",
           "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip
# Pictures are left out on purpose: an address elsewhere would tell a third party who reads what.
PARSER = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True}).enable(
    ["table", "strikethrough", "linkify"]
).disable("image")  # fmt: skip
# Beyond this the rule would search all that stands before each colon again: quadratic, seconds for one text.
MOST_BEFORE_LINK = 1000
HEADING = re.compile(r"<(/?)h([1-6])>")
# Made once: making one costs more than cleaning a short text.
CLEANER = nh3.Cleaner(
    tags=ALLOWED,
    attributes={"a": {"href", "title"}, "th": {"align"}, "td": {"align"}},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="nofollow noopener ugc",
)
TEXT_ONLY = nh3.Cleaner(tags=set())


def linkify_soon(state: StateInline, silent: bool) -> bool:
    """The parser's rule for addresses in running text; those far behind in a line are found in its last pass."""
    return len(state.pending) <= MOST_BEFORE_LINK and linkify(state, silent)


PARSER.inline.ruler.at("linkify", linkify_soon)


def to_html(text: str) -> str:
    """Render Markdown `text` as sanitised HTML; headings start at level 3, links carry rel=nofollow."""
    rendered = HEADING.sub(lambda m: f"<{m[1]}h{min(int(m[2]) + 2, 5)}>", PARSER.render(text))
    return CLEANER.clean(rendered)


def to_text(html: str) -> str:
    """Give the words of sanitised `html` on one line, for excerpts and descriptions."""
    spaced = re.sub(r"</(p|li|h[1-6]|td|th|blockquote|pre)>|<br>", " ", html)
    plain = TEXT_ONLY.clean(spaced)
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&amp;", "&")):
        plain = plain.replace(entity, char)
    return " ".join(plain.split())
