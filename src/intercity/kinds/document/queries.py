"""Fetch with permission: documents, their sections, and what of their history a viewer sees."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import IntegerField, Q, QuerySet
from django.db.models.functions import Length
from django.http import Http404

from intercity.kinds.document.models import Section, SectionVersion
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.posts.queries import get_post_for
from intercity.posts.visibility import sees_label

# The texts are read where they are shown, not where sections are listed.
HEADS = ("pk", "uid", "post_id", "position", "title", "version", "organisation_id", "edited_at", "removed_at")


def get_document_for(viewer: Viewer, uid: str) -> Post:
    """The post of a document, or Http404 for whoever may not see it, and for other posts."""
    post = get_post_for(viewer, uid)
    if getattr(post, "document", None) is None:
        raise Http404
    return post


def get_section_for(viewer: Viewer, uid: str, section_uid: str, *, removed: bool = False) -> Section:
    """A section of a document that the viewer sees, or Http404.

    With `removed` also one that was taken out, for whoever may see what it said last.
    """
    post = get_document_for(viewer, uid)
    rows = post.document_sections.filter(uid=section_uid).select_related("organisation")
    section = next(iter(rows if removed else rows.filter(removed_at=None)), None)
    if section is None:
        raise Http404
    section.post = post
    if not sees_words(viewer, section):
        raise Http404
    return section


def sees_words(viewer: Viewer, section: Section) -> bool:
    """Whether what a section said last is for people like the viewer, who sees its document.

    What stands is for those who see the document; what was taken out is for those for whom it was then.
    """
    return section.removed_at is None or own_versions(viewer, section).filter(number=section.version).exists()


def standing(post: Post) -> QuerySet[Section]:
    """The sections of a document, in their order."""
    return Section.objects.filter(post=post, removed_at=None)


def heads(post: Post) -> Sequence[Section]:
    """The sections without their texts, each with the length of its HTML as `size`."""
    rows = standing(post).only(*HEADS).annotate(size=Length("html", output_field=IntegerField()))
    sections = list(rows)
    for section in sections:
        section.post = post
    return sections


def versions_for(viewer: Viewer, post: Post) -> QuerySet[SectionVersion]:
    """The versions of all sections that were for people like the viewer too, the newest first."""
    rows = SectionVersion.objects.filter(section__post=post)
    seen = Q(pk=None)
    for label, readers_uid in set(rows.order_by().values_list("label", "readers").distinct()):
        if sees_label(viewer, label, post.space_id, readers_uid or ""):
            seen |= Q(label=label, readers=readers_uid)
    return rows.filter(seen).order_by("-pk")


def bases_for(viewer: Viewer, section: Section) -> QuerySet[SectionVersion]:
    """The versions of a section that the viewer can go on from, the newest first: with what stands, which they see."""
    own = Q(pk__in=own_versions(viewer, section).values("pk"))
    stands = Q(number=section.version) if section.removed_at is None else Q()
    return section.versions.filter(own | stands).order_by("-number")


def own_versions(viewer: Viewer, section: Section) -> QuerySet[SectionVersion]:
    """The versions of one section that were for people like the viewer too, the newest first."""
    return versions_for(viewer, section.post).filter(section=section)
