"""Comments on one section: ordinary comments that say on which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from intercity.kinds.document.models import Remark, Section
from intercity.posts.kinds import Fact
from intercity.posts.models import Post
from intercity.posts.plain_kind import PlainKind


class RemarkKind(PlainKind):
    """Never composed by itself: it is written on the page of a section."""

    name = "remark"
    label = _("On the text")
    plural = _("Comments on texts")
    relation = "remark__section"

    def save_details(self, post: Post, details: Mapping[str, Any]) -> None:
        """It stays where it was written."""

    def save_many_details(self, pairs: Sequence[tuple[Post, Mapping[str, Any]]]) -> None:
        """Write on which section each is."""
        found = Section.objects.in_bulk([details["section"] for _, details in pairs], field_name="uid")
        Remark.objects.bulk_create([Remark(post=post, section=found[details["section"]]) for post, details in pairs])

    def details(self, post: Post) -> dict[str, Any]:
        """The uid of the section."""
        return {"section": post.remark.section.uid}

    def card_facts(self, post: Post) -> list[Fact]:
        """The heading of the section, as it is now; nothing of one taken out, which may be for fewer people."""
        section = post.remark.section
        if section.removed_at is not None:
            return []
        return [Fact(_("On section"), format_html('<a href="#s-{}">{}</a>', section.uid, section.title))]


kind = RemarkKind()
