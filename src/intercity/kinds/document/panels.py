"""On the page of a document: its contents, its sections, who agreed, and what the viewer can do with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.template.loader import render_to_string

from intercity.core.papers.formats import FORMATS, available
from intercity.kinds.document.models import Agreed, Section, SectionVersion
from intercity.kinds.document.queries import heads
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.posts.panels import Place
from intercity.posts.parts import Audience, find_for

# The page shows so much text; what comes after it has a page for each section.
MOST_HTML: Final = 100_000
MOST_NOTES: Final = 20
RIGHTS: Final = ("document.write", "document.agree", "document.settle", "post.see_revisions")


class TextPanel:
    """Contents and text are the same for everybody who sees the same; with links more for those who write."""

    place: Place = "main"

    def applies(self, post: Post) -> bool:
        """Documents."""
        return post.root_id is None and getattr(post, "document", None) is not None

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """The text, and beneath it who agreed and what can be done."""
        viewer = request.viewer
        tags = [post.uid, post.space.uid, "space", "organisation"]
        rights = find_for(viewer, ("document", post.pk), tags, lambda: rights_of(viewer, post), audience.since)
        text = audience.render("document/_text.html", (post.pk, *rights), tags, lambda: text_context(post, *rights))
        if not rights[1]:
            return text
        own = {"post": post, "mine": find_own(viewer, post, audience, tags)}
        return text + render_to_string("document/_agree.html", own, request)


def rights_of(viewer: Viewer, post: Post) -> tuple[bool, ...]:
    """What the viewer may do with the document."""
    return tuple(may(viewer, verb, post) for verb in RIGHTS)


def find_own(viewer: Viewer, post: Post, audience: Audience, tags: Sequence[str]) -> int:
    """The version with which the viewer's organisation agrees; 0 for none."""

    def read() -> int:
        own = Agreed.objects.filter(post=post, organisation=viewer.organisation)
        return own.values_list("edition", flat=True).first() or 0

    return find_for(viewer, ("agreed", post.pk), tags, read, audience.since)


def text_context(post: Post, writes: bool, agrees: bool, settles: bool, sees_versions: bool) -> dict[str, Any]:
    """What the panel shows. Of a long document only the first sections are read whole."""
    found = heads(post)
    whole = first_of(found)
    texts = Section.objects.in_bulk([row.pk for row in whole])
    return {
        "post": post, "document": post.document, "heads": found, "may_write": writes, "may_settle": settles,
        "sees_versions": sees_versions,
        "sections": [(number, row, texts.get(row.pk)) for number, row in enumerate(found, 1) if row in whole],
        "rest": [(number, row) for number, row in enumerate(found, 1) if row not in whole],
        "agreed": Agreed.objects.filter(post=post).select_related("organisation").order_by("at"),
        "files": [ending for ending in FORMATS if ending in available()],
        "both": both_in(whole, texts) if writes else {},
    }  # fmt: skip


def first_of(found: Sequence[Section]) -> list[Section]:
    """As many of the first sections as a page holds."""
    shown, room = list[Section](), MOST_HTML
    for row in found:
        room -= row.size  # type: ignore[attr-defined]
        if room < 0 and shown:
            break
        shown.append(row)
    return shown


def both_in(shown: Sequence[Section], texts: dict[int, Section]) -> dict[int, list[dict[str, str]]]:
    """By section the places where two wrote at once, as long as both versions stand there."""
    rows = SectionVersion.objects.filter(section__in=[row.pk for row in shown]).exclude(overlaps=[])
    found: dict[int, list[dict[str, str]]] = {}
    for key, overlaps in rows.order_by("-pk").values_list("section", "overlaps")[:MOST_NOTES]:
        body = texts[key].body
        found.setdefault(key, []).extend(
            one for one in overlaps if one["theirs"] and one["mine"] and one["theirs"] in body and one["mine"] in body
        )
    return {key: notes for key, notes in found.items() if notes}


text = TextPanel()
