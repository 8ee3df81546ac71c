"""Connect posts, and part them again."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.activity.record import record
from intercity.organisations.models import Organisation, Person
from intercity.organisations.permissions import may
from intercity.organisations.viewers import Viewer
from intercity.posts import veils
from intercity.posts.content import NewLink
from intercity.posts.links import LinkSort, links_of
from intercity.posts.models import Link, Post
from intercity.spaces.models import Label


def link(viewer: Viewer, source: Post, target: Post, sort: LinkSort) -> bool:
    """Connect two posts that the viewer sees; False when they are connected so already.

    Raises PermissionDenied for whoever looks after neither of them nor coordinates a space of theirs.
    """
    check_link(viewer, source, target)
    assert viewer.acting is not None
    return do_link(source, target, sort, viewer.acting.organisation, viewer.acting.person)


def unlink(viewer: Viewer, source: Post, target: Post, sort: LinkSort) -> bool:
    """Part them; False when nothing connected them. Raises as `link`."""
    check_link(viewer, source, target)
    assert viewer.acting is not None
    return do_unlink(source, target, sort, viewer.acting.person)


def check_link(viewer: Viewer, source: Post, target: Post) -> None:
    """Refuse whoever may not connect or part these two."""
    if not (may(viewer, "post.link", source) or may(viewer, "post.link", target)):
        raise PermissionDenied(_("Only those who look after one of the two posts can connect them."))


@transaction.atomic
def do_link(source: Post, target: Post, sort: LinkSort, organisation: Organisation, by: Person | None) -> bool:
    """Write the connection and the acts; False when it stands already."""
    _row, made = Link.objects.get_or_create(
        source=source, target=target, sort=sort.name,
        defaults={"organisation": organisation, "by": by, "at": timezone.now()},
    )  # fmt: skip
    if made:
        record_pair(source, target, sort.name, by, on=True)
    return made


@transaction.atomic
def do_unlink(source: Post, target: Post, sort: LinkSort, by: Person | None) -> bool:
    """Delete the connection and write the acts; False when there was none."""
    gone, _each = Link.objects.filter(source=source, target=target, sort=sort.name).delete()
    if gone:
        record_pair(source, target, sort.name, by, on=False)
    return bool(gone)


def do_link_new(post: Post, links: Iterable[NewLink], by: Person | None) -> None:
    """Write the connections of a post that is being published; without its city's name it has none."""
    if veils.is_veiled(post):
        return
    now = timezone.now()
    rows = [
        Link(
            source=one.other if one.back else post, target=post if one.back else one.other, sort=one.sort,
            organisation=post.organisation, by=by, at=now,
        )
        for one in links
    ]  # fmt: skip
    if rows:
        Link.objects.bulk_create(rows, ignore_conflicts=True)


def record_linked(post: Post, by: Person | None) -> None:
    """Append the acts of what was connected with `post` while nobody saw it: the other pages show it from now on."""
    for row in links_of(post).select_related("source__space", "target__space", "source__root", "target__root"):
        other, back = (row.target, True) if row.source_id == post.pk else (row.source, False)
        record_one(other, post, row.sort, by, back=back, on=True)


def record_pair(source: Post, target: Post, sort: str, by: Person | None, *, on: bool) -> None:
    """Append an act for each of the two pages."""
    record_one(source, target, sort, by, back=False, on=on)
    record_one(target, source, sort, by, back=True, on=on)


def record_one(post: Post, other: Post, sort: str, by: Person | None, *, back: bool, on: bool) -> None:
    """Append that `post` was connected with `other`; only where both are public does the public see it."""
    public = post.thread_root.label == Label.CLEAR and other.thread_root.label == Label.CLEAR
    by = veils.nameable(post, by)
    record(
        "post.linked", person_uid=by.uid if by else "", organisation_uid=post.organisation.uid,
        space_uid=post.space.uid, post_uid=post.uid, root_uid=post.thread_root.uid, public=public,
        data={"kind": post.kind, "other": other.uid, "sort": sort, "back": back, "on": on},
    )  # fmt: skip
