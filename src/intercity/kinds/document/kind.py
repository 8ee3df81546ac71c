"""Documents: written together section by section, or guidance for others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from intercity.core.templatetags.intercity import day
from intercity.kinds.document.forms import DocumentForm
from intercity.kinds.document.models import Document, Status
from intercity.kinds.document.queries import standing
from intercity.posts.forms import PostForm
from intercity.posts.kinds import Choices, Fact, TableValue
from intercity.posts.models import Post
from intercity.posts.plain_kind import RowKind

TONES = {Status.DRAFT: "", Status.CONSULTATION: "wait", Status.ADOPTED: "good"}
MOST_SEARCHED = 500
DETAILS = ("status", "consultation_until", "is_guidance", "valid_from", "valid_until", "open_to_space")


class DocumentKind(RowKind):
    """The post is its introduction; the sections stand on its page (`panels`)."""

    name = "document"
    label = _("Document")
    plural = _("Documents")
    prompt = _("A document")
    relation = "document"
    rows = Document.objects
    adoptable = True
    seeds = True
    seldom = True

    def quick_form(self) -> type[PostForm]:
        """Title, introduction, who writes."""
        return DocumentForm

    def details(self, post: Post) -> dict[str, Any]:
        """All facts; days as ISO text. The sections have versions of their own."""
        values = {name: getattr(post.document, name) for name in DETAILS}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}

    def card_facts(self, post: Post) -> list[Fact]:
        """How far it is, or for guidance, how long it is valid."""
        row = post.document
        facts = [Fact(_("Guidance"), validity(row))] if row.is_guidance else [status_fact(row)]
        return [fact for fact in facts if fact.value]

    def page_facts(self, post: Post) -> list[Fact]:
        """The card's, the status of guidance too, and which version it is."""
        row = post.document
        facts = self.card_facts(post)
        facts += [status_fact(row)] if row.is_guidance else []
        return [*facts, Fact(_("Version"), row.edition)] if row.edition else facts

    def table_cells(self, post: Post) -> dict[str, TableValue]:
        """The status, and the days of validity."""
        row = post.document
        days = {"begins": row.valid_from or "", "ends": row.valid_until or row.consultation_until or ""}
        return {"status": str(Status(row.status).label), **days}

    def stream_filter(self, params: Mapping[str, str]) -> Q | None:
        """`?status=consultation` leaves documents with that status."""
        status = params.get("status", "")
        return Q(document__status=status) if status in Status.values else None

    def stream_choices(self) -> list[Choices]:
        """By status."""
        return [Choices("status", _("Status"), Status.choices)]

    def words(self, post: Post) -> Iterator[str]:
        """The headings and the text of its sections too, as far as the index takes them."""
        yield from super().words(post)
        for title, body in standing(post).values_list("title", "body")[:MOST_SEARCHED]:
            yield f"{title}\n{body}"


def status_fact(row: Document) -> Fact:
    """The status, with the day until which others are asked."""
    status, text = Status(row.status), str(Status(row.status).label)
    if status == Status.CONSULTATION and row.consultation_until:
        text = format_html(str(_("In consultation until {day}")), day=day(row.consultation_until))
    return Fact(_("Status"), text, TONES[status])


def validity(row: Document) -> str:
    """From when until when guidance is valid, in words. It says days, not today's answer: pages are kept."""
    first, last = row.valid_from, row.valid_until
    if first and last:
        return format_html(str(_("Valid from {first} until {last}")), first=day(first), last=day(last))
    if last:
        return format_html(str(_("Valid until {last}")), last=day(last))
    if first:
        return format_html(str(_("Valid from {first}")), first=day(first))
    return str(_("Valid until it is replaced"))


kind = DocumentKind()
