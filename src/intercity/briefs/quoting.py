"""Words out of somebody's text: whole sentences where that can be, never other words than theirs."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext as _

from intercity.briefs.statements import Said
from intercity.core.markdown import to_text
from intercity.posts.models import Post

# Two of them fill about three lines of a page.
MOST_LETTERS: Final = 220
SENTENCE_END: Final = re.compile(r"(?<=[.!?…])\s+(?=\S)")
# A text that begins with a list or heading is cut at its lines.
SPACES: Final = re.compile(r"\s+")


def quote(text: str, most: int = MOST_LETTERS) -> str:
    """The first whole sentences of plain `text` that fit in `most` letters; else its first words and "…".

    "" for nothing.
    """
    plain = SPACES.sub(" ", text).strip()
    taken = ""
    for sentence in SENTENCE_END.split(plain):
        longer = f"{taken} {sentence}".strip()
        if len(longer) > most:
            break
        taken = longer
    return taken or cut(plain, most)


def cut(plain: str, most: int) -> str:
    """The first words."""
    if len(plain) <= most:
        return plain
    words = plain[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-")
    return f"{words}…"


def said_plainly(term: str, value: str) -> str:
    """What somebody chose in one field, or a number, behind its name."""
    return _("%(term)s: %(value)s") % {"term": term, "value": value}


def title_of(post: Post) -> Said:
    """The title of a post, or its first words, in its own language."""
    return Said(post.title or post.excerpt, post.language)


def body_of(post: Post) -> Said:
    """The first sentences of its text, in its own language."""
    return Said(quote(to_text(post.html)), post.language)
