"""Markdown as officers write it, to HTML that cannot hurt anyone."""

from __future__ import annotations

import re
from collections.abc import Mapping

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
# `@nice`, or `@nice/anna.rossi` for one of its people; in any script; no part of `anna@nice.eu`.
MENTION = re.compile(r"(?<![^\W_])(?<![/.@])@\w[\w-]{0,79}(?:/\w[\w.-]{0,78}\w)?")
HEADING = re.compile(r"<(/?)h([1-6])>")
# Made once: making one costs more than cleaning a short text.
CLEANER = nh3.Cleaner(
    tags=ALLOWED,
    attributes={"a": {"href", "title"}, "th": {"align"}, "td": {"align"}},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="nofollow noopener ugc",
)
LINK = re.compile(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
BLOCK_END = re.compile(r"</(?:p|ul|ol|h[1-6]|blockquote|pre|table)>|<hr>")
ITEM_END = re.compile(r"(?:</(?:li|tr)>|<br>)\n?")
TEXT_ONLY = nh3.Cleaner(tags=set())


def linkify_soon(state: StateInline, silent: bool) -> bool:
    """The parser's rule for addresses in running text; those far behind in a line are found in its last pass."""
    return len(state.pending) <= MOST_BEFORE_LINK and linkify(state, silent)


def mention(state: StateInline, silent: bool) -> bool:
    """The parser's rule for mentions: those that the caller gave an address for become links."""
    found = MENTION.match(state.src, state.pos)
    address = state.env.get("mentions", {}).get(found.group()) if found else None
    if found is None or address is None or state.linkLevel:
        return False
    if not silent:
        state.push("link_open", "a", 1).attrs = {"href": address}
        state.push("text", "", 0).content = found.group()
        state.push("link_close", "a", -1)
    state.pos = found.end()
    return True


PARSER.inline.ruler.at("linkify", linkify_soon)
PARSER.inline.ruler.after("linkify", "mention", mention)


def to_html(text: str, mentions: Mapping[str, str] | None = None) -> str:
    """Render Markdown `text` as sanitised HTML; headings start at level 3, links carry rel=nofollow.

    `mentions` says which mentions (as they are written) become links, and where these lead.
    """
    rendered = PARSER.render(text, {"mentions": mentions or {}})
    rendered = HEADING.sub(lambda m: f"<{m[1]}h{min(int(m[2]) + 2, 5)}>", rendered)
    return CLEANER.clean(rendered)


def to_lines(html: str) -> str:
    """Give the words of sanitised `html` as plain text for mails: paragraphs apart, points of lists below each other,
    the address of a link behind its words.
    """
    marked = LINK.sub(lambda m: m[2] if m[1] in m[2] else f"{m[2]} ({m[1]})", html).replace("<li>", "<li>– ")
    blocks = BLOCK_END.sub("\n\n", ITEM_END.sub("\n", marked))
    lines = [to_text(line) for line in blocks.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def to_text(html: str) -> str:
    """Give the words of sanitised `html` on one line, for excerpts and descriptions."""
    spaced = re.sub(r"</(p|li|h[1-6]|td|th|blockquote|pre)>|<br>", " ", html)
    plain = TEXT_ONLY.clean(spaced)
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&amp;", "&")):
        plain = plain.replace(entity, char)
    return " ".join(plain.split())
