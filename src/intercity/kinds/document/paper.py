"""A document as a paper, for files."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from intercity.core.papers.structure import Block, Draft, Heading, Marked, Paper, Paragraph, list_of, plain
from intercity.kinds.document.models import Agreed, Status
from intercity.kinds.document.queries import standing
from intercity.posts.models import Post


def paper_of(post: Post) -> Draft:
    """The whole document as it stands; its label stands on every page."""
    paper = Paper(
        post.title, post.language, label_line=f"{post.label_mark.tlp} · {post.label_mark.label}",
        made=made_line(post), at=post.document.changed_at or post.published_at,
    )  # fmt: skip
    return Draft(paper, tuple(parts_of(post)))


def made_line(post: Post) -> str:
    """Whose it is, how far it is, which version, and where it stands."""
    document = post.document
    parts = [post.organisation.name, str(Status(document.status).label)]
    if document.status == Status.CONSULTATION and document.consultation_until:
        parts[-1] = _("In consultation until {day}").format(day=date_format(document.consultation_until))
    if document.edition:
        parts.append(_("Version %(number)s") % {"number": document.edition})
    return " · ".join([*parts, settings.PUBLIC_URL + post.get_absolute_url()])


def parts_of(post: Post) -> Iterator[Block | Marked]:
    """Introduction, sections, who agrees."""
    yield Marked(post.body, 1)
    for number, section in enumerate(standing(post).iterator(chunk_size=50), 1):
        yield Heading(1, f"{number}. {section.title}")
        yield Marked(section.body, 1)
    agreed = Agreed.objects.filter(post=post).select_related("organisation").order_by("at")
    lines = [
        _("%(name)s, version %(number)s") % {"name": one.organisation.name, "number": one.edition} for one in agreed
    ]
    if lines:
        yield Heading(1, _("Who agrees"))
        yield list_of(*lines)
    if post.contact:
        yield Paragraph(plain(_("Who to call: %(contact)s") % {"contact": post.contact}), "small")
