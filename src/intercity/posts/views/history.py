"""What a post said before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from intercity.activity.models import Activity
from intercity.core.diff import Piece, word_changes
from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.kinds import kind_of
from intercity.posts.models import Post, Revision
from intercity.posts.queries import get_post_for
from intercity.posts.readable import Reader, readers_of
from intercity.posts.visibility import sees_label

MOST_VERSIONS = 20


@dataclass(frozen=True)
class Change:
    """What one field says now, as pieces that lead there from what it said before."""

    name: str
    pieces: Sequence[Piece]
    written: bool
    """Whether people wrote it, in the language of the post; else the page says it, in the reader's."""


@dataclass(frozen=True)
class Version:
    """One revision, with its changes from the one before (none for the first)."""

    revision: Revision
    changes: Sequence[Change]
    is_first: bool


@login_required
@require_safe
def revisions(request: Request, uid: str) -> HttpResponse:
    """The versions of a post that the viewer may see, newest first.

    403 for the public: an earlier version may have said too much.
    """
    post = get_post_for(request.viewer, uid)
    check_may(request.viewer, "post.see_revisions", post)
    before = request.GET.get("before", "")
    most = int(before) if before.isdecimal() and len(before) < 9 else None
    found = numbered(revisions_for(request.viewer, post), most)
    versions = versions_of(post, found)
    context = {"section": "spaces", "post": post, "space": post.space, "versions": versions[:MOST_VERSIONS]}
    context["before"] = found[MOST_VERSIONS - 1].number if len(found) > MOST_VERSIONS else None
    return render(request, "posts/revisions.html", context)


def revisions_for(viewer: Viewer, post: Post) -> QuerySet[Revision]:
    """The versions of a post, which the viewer sees now, that were for people like the viewer too; newest first.

    Of versions from before labels were written down with them, nobody knows for whom they were. Where the label of
    the post (or of its thread) never changed, they were for those who see it now; else only the post's own
    organisation sees them.
    """
    rows = post.revisions.all()
    sights = set(rows.order_by().values_list("label", "readers").distinct())
    seen = Q(pk=None)
    for label, readers_uid in sights:
        if sees_version(viewer, post, label, readers_uid):
            seen |= Q(label=label, readers=readers_uid)
    return rows.filter(seen).select_related("by")


def sees_version(viewer: Viewer, post: Post, label: str, readers_uid: str | None) -> bool:
    """Whether a version that was for these people is for `viewer`, who sees the post."""
    if label:
        return sees_label(viewer, label, post.space_id, readers_uid or "")
    if post.organisation_id in viewer.organisation_ids:
        return True
    both = {post.uid, post.thread_root.uid}
    return not Activity.objects.filter(verb="post.relabelled", post_uid__in=both).exists()


def numbered(rows: QuerySet[Revision], before: int | None) -> list[Revision]:
    """A page of versions and one more, those under the number `before`.

    They are numbered among those shown: a gap would tell of a version that one may not see.
    """
    keys = list(rows.values_list("pk", flat=True))
    numbers = {pk: len(keys) - place for place, pk in enumerate(keys)}
    wanted = [pk for pk in keys if before is None or numbers[pk] < before][: MOST_VERSIONS + 1]
    found = rows.in_bulk(wanted)
    for pk in wanted:
        found[pk].number = numbers[pk]
    return [found[pk] for pk in wanted]


def versions_of(post: Post, found: Sequence[Revision]) -> list[Version]:
    """Each revision against the next in `found`, which is the one before it in time."""
    names, readers = field_names(post), readers_of(kind_of(post).full_form())
    told = [fields_of(revision, readers) for revision in found]
    older: list[dict[str, str] | None] = [*told[1:], None][: len(found)]
    return [
        Version(one, changes(names, readers, before, now) if before is not None else [], before is None)
        for one, now, before in zip(found, told, older, strict=True)
    ]


def field_names(post: Post) -> dict[str, str]:
    """What the form calls each field, in the order of the form."""
    return {name: str(field.label or name) for name, field in kind_of(post).full_form().base_fields.items()}


def fields_of(revision: Revision, readers: Mapping[str, Reader]) -> dict[str, str]:
    """Every field of a version as people read it."""
    return {"title": revision.title, "body": revision.body} | {
        name: readers.get(name, str)(value) if value else "" for name, value in revision.details.items()
    }


def changes(
    names: Mapping[str, str], readers: Mapping[str, Reader], old: Mapping[str, str], new: Mapping[str, str]
) -> list[Change]:
    """The fields that differ, in the order of the form."""
    order = [*names, *(name for name in new if name not in names)]
    return [
        Change(names.get(name, name), word_changes(old.get(name, ""), new.get(name, "")), name not in readers)
        for name in order
        if old.get(name, "") != new.get(name, "")
    ]
