"""HTML mail to text: what a reader would see, with quotes marked as plain text marks them."""

from __future__ import annotations

import html
import re

# Far above what people write; a mail program that quotes more has its newest words at the top.
MOST = 1_500_000
BLOCKS = {"p", "div", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "hr", "li"}
UNREAD = {"script", "style", "title", "template", "noscript", "textarea", "select"}
# Their end is often left out: the next of them ends them too.
UNCLOSED = {"p", "li", "td", "tr", "option"}
EMPTY = {"br", "hr", "img", "input", "meta", "link"}
DEEPEST = 5
# Every character is read once, whatever is left open.
TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<close>/?)(?P<tag>[a-z][a-z0-9:]*+)(?P<more>[^<>]*+)>|<[!?][^<>]*+>|(?P<text>[^<]+)|<",
    re.DOTALL | re.IGNORECASE,
)
ATTRIBUTE = re.compile(r"""(?<![a-z-])([a-z-]++)\s*+=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])|mso-hide\s*:\s*all")
# Names that mail programs give to their own signatures, and to what begins the mail that is answered.
SIGNATURES = re.compile(r"gmail_signature|moz-signature|ms-outlook-mobile-signature|applemailsignature|^signature$")
QUOTE_BEGINS = re.compile(
    r"divrplyfwdmsg|appendonsend|yahoo_quoted|mail-editor-reference-message|protonmail_quote|zmail_extra"
)
SEPARATOR = "-----Original Message-----"


def html_to_text(markup: str) -> str:
    """The visible words of `markup`; blockquotes as lines that begin with ">". Never raises."""
    writer = Writer()
    for found in TOKEN.finditer(markup[:MOST]):
        writer.take(found)
    return writer.written()


def attributes_of(raw: str) -> dict[str, str]:
    """The attributes of a tag, the first of each name."""
    found = ATTRIBUTE.findall(raw[:4000])
    return {name.lower(): html.unescape(one or two or three) for name, one, two, three in reversed(found)}


class Writer:
    """Collects lines while the tags go by."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.depth = 0
        self.skipped: list[str] = []
        self.link = ""
        self.link_words: list[str] = []

    def take(self, found: re.Match[str]) -> None:
        """The next tag or text."""
        tag = (found["tag"] or "").lower()
        if self.skipped and not self.skips_on(tag, found["close"]):
            return
        if found["text"]:
            self.write(html.unescape(found["text"]))
        elif tag and found["close"]:
            self.close(tag)
        elif tag:
            self.open(tag, attributes_of(found["more"]))

    def skips_on(self, tag: str, close: str | None) -> bool:
        """Inside something invisible: wait for its end; True when a tag ends it and counts by itself."""
        if tag != self.skipped[0]:
            return False
        if tag in UNCLOSED or tag in UNREAD:
            self.skipped.clear()
            return not close
        if close:
            self.skipped.pop()
        else:
            self.skipped.append(tag)
        return False

    def open(self, tag: str, attributes: dict[str, str]) -> None:
        """Something begins."""
        names = f"{attributes.get('class', '')} {attributes.get('id', '')}".strip().lower()
        if tag in BLOCKS or tag == "br":
            self.end_line(blank=tag in ("br", "p"))
        if tag in UNREAD or (tag not in EMPTY and is_passed_over(attributes, names)):
            self.skipped.append(tag)
            return
        if QUOTE_BEGINS.search(names):
            self.lines.append(SEPARATOR)
        if tag == "li":
            self.line.append("- ")
        elif tag == "blockquote":
            self.depth = min(self.depth + 1, DEEPEST)
        elif tag == "a":
            self.link, self.link_words = link_of(attributes), []

    def close(self, tag: str) -> None:
        """Something ends."""
        if tag in BLOCKS:
            self.end_line()
        if tag in ("p", "table", "ul", "ol", "blockquote"):
            self.lines.append(">" * self.depth)
        if tag == "blockquote":
            self.depth = max(0, self.depth - 1)
        elif tag == "td":
            self.line.append(" ")
        elif tag == "a":
            self.end_link()

    def write(self, words: str) -> None:
        """Words, with white space as browsers show it."""
        flat = re.sub(r"[ \t\r\n]+", " ", words)
        self.line.append(flat)
        if self.link:
            self.link_words.append(flat)

    def end_link(self) -> None:
        """After words that name another address than they lead to, the true one."""
        words, link = "".join(self.link_words).strip(), self.link
        self.link, self.link_words = "", []
        target = link.removeprefix("mailto:")
        if words and link and target.rstrip("/").partition("://")[2] not in words and target not in words:
            self.line.append(f" ({target})")

    def end_line(self, *, blank: bool = False) -> None:
        """Put the words so far on a line of their own; where there are none, a `blank` one."""
        words = " ".join("".join(self.line).replace("\xa0", " ").split())
        if words == "-":
            # The dot of a list item, whose words are a paragraph of their own.
            self.line = ["- "]
            return
        self.line = []
        if words:
            self.lines.append(f"{'>' * self.depth}{' ' if self.depth else ''}{words}")
        elif blank and self.lines and self.lines[-1].strip(">"):
            self.lines.append(">" * self.depth)

    def written(self) -> str:
        """All lines."""
        self.end_line()
        return "\n".join(self.lines)


def is_passed_over(attributes: dict[str, str], names: str) -> bool:
    """Whether no reader sees it, or a program wrote it as somebody's signature."""
    return HIDDEN.search(attributes.get("style", "").lower()) is not None or SIGNATURES.search(names) is not None


def link_of(attributes: dict[str, str]) -> str:
    """Where a link leads; "" for what is no address on the web or of a person."""
    link = "".join(attributes.get("href", "").split())[:500]
    return link if link.lower().startswith(("http://", "https://", "mailto:")) else ""
