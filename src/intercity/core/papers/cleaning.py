"""Text that every file format can hold."""

from __future__ import annotations

import re

# What XML 1.0 cannot hold, the line ends of other systems, and characters that Unicode keeps for nobody.
FORBIDDEN = re.compile(r"[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
LINE_ENDS = re.compile(r"\r\n?|\x0b|\x0c|\x85|\u2028|\u2029")
LONGEST_LINK = 2000
LINK = re.compile(r"(?:https?://|mailto:|tel:)[^\s<>\"{}|\\^`]+", re.IGNORECASE)


def clean(text: str) -> str:
    """`text` without what a file cannot hold; every line end is a plain one."""
    return FORBIDDEN.sub("", LINE_ENDS.sub("\n", text))


def one_line(text: str) -> str:
    """`text` on one line, for titles and facts of a file."""
    return " ".join(clean(text).split())


def address(link: str) -> str:
    """`link` if it is one that may stand in a file (web, mail or telephone), else nothing."""
    return link if len(link) <= LONGEST_LINK and LINK.fullmatch(link) else ""
