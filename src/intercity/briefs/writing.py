"""A brief as Markdown: each sentence ends in the number of its source, and the sources stand below."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from intercity.briefs.composing import Chapter, Composed, Source
from intercity.briefs.wanted import day_text
from intercity.core.templatetags.intercity import number

# All that Markdown could take for a mark of its own.
SPECIAL: Final = re.compile(r"([\\`*_{}\[\]()<>#+\-!|~&]|(?<=^\d)\.|(?<=^\d\d)\.)")
MENTION: Final = "@"
# Nobody is called by name out of a text that is only quoted; readers do not see it.
QUIET_MENTION: Final = "@\N{WORD JOINER}"

Address = Callable[[str], str]
"""Makes the path of a page the address that stands in the text."""


def markdown_of(composed: Composed, uid: str, address: Address) -> str:
    """All of it but the title, in the brief's language."""
    with override(composed.wanted.language):
        chapters = [chapter_of(chapter, composed, uid, address) for chapter in composed.chapters]
        sources = "\n".join(source_line(source, composed, uid, address) for source in composed.sources)
        head = plain(standing_of(composed))
        return "\n\n".join([head, *chapters, f"## {_('Sources')}", sources]) + "\n"


def standing_of(composed: Composed) -> str:
    """For whom it is and of when; no sentence about what happens, so without a source."""
    with override(composed.wanted.language):
        label = composed.wanted.label
        return _("For: %(label)s (%(tlp)s) · As of %(day)s") % {
            "label": label.label, "tlp": label.tlp, "day": day_text(composed.wanted.as_of.date()),
        }  # fmt: skip


def chapter_of(chapter: Chapter, composed: Composed, uid: str, address: Address) -> str:
    """Heading and sentences."""
    by_number = {source.number: source for source in composed.sources}
    lines = [
        f"- {plain(line.statement.text)} [\\[{line.number}\\]]"
        f"({address(path_of(by_number[line.number], composed, uid))})"
        for line in chapter.lines
    ]
    return "\n".join([f"## {chapter.part.label}", "", *lines])


def source_line(source: Source, composed: Composed, uid: str, address: Address) -> str:
    """One source: what it is, whose, of when, where."""
    return f"- \\[{source.number}\\] [{plain(name_of(source))}]({address(path_of(source, composed, uid))})"


def path_of(source: Source, composed: Composed, uid: str) -> str:
    """Where a source is looked at: its page, or for a count the list of what was counted."""
    if source.is_count:
        return reverse("brief_source", args=[composed.wanted.space.slug, uid, source.number])
    return source.address


def name_of(source: Source) -> str:
    """A source in words, in the active language."""
    if source.is_count:
        n = len(source.posts)
        return ngettext("%(n)s post that was counted", "%(n)s posts that were counted", n) % {"n": number(n)}
    post = source.post
    title = post.title or post.excerpt
    if source.cell:
        return _("Answer of %(city)s to “%(title)s”") % {"city": source.cell, "title": title}
    values = {"title": title, "city": post.organisation.plate, "day": day_text(post.published_at.date())}
    return _("“%(title)s” (%(city)s, %(day)s)") % values


def plain(text: str) -> str:
    """Text that Markdown leaves as it is."""
    return SPECIAL.sub(r"\\\1", " ".join(text.split())).replace(MENTION, QUIET_MENTION)
