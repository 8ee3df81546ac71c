"""Begin sections, move them, take them out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.core.together import Said
from intercity.kinds.document.actions.writing import Saved, keep_version, prepare, record_written
from intercity.kinds.document.models import Section
from intercity.kinds.document.queries import standing
from intercity.organisations.models import Membership
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.posts.actions.changing import lock
from intercity.posts.content import is_uid
from intercity.posts.models import Post

MOST_SECTIONS: Final = 300


def begin(
    viewer: Viewer, post: Post, title: str, body: str = "", uid: str = "", along: Callable[[int], object] | None = None
) -> Section:
    """Add a section at the end; `uid` is chosen by the sender, so that sending twice adds one; `along` as in `write`.

    PermissionDenied for whoever may not, ValidationError where there are too many.
    """
    check_may(viewer, "document.write", post)
    assert viewer.acting is not None
    return do_begin(post, viewer.acting, title, body, uid, along)


def do_begin(
    post: Post, by: Membership, title: str, body: str = "", uid: str = "", along: Callable[[int], object] | None = None
) -> Section:
    """Write it with its first version and the act."""
    fresh = Section(post=post, position=0, title="", organisation=by.organisation, by=by.person)
    fresh.uid = uid if is_uid(uid) else fresh.uid
    prepared = prepare_first(Said(title, body))
    with transaction.atomic():
        fresh.post = lock(post)
        before = Section.objects.filter(uid=fresh.uid).first()
        if before is not None:
            return standing_already(before, post)
        check_room(post)
        if along is not None:
            along(len(prepared[1]))
        last = post.document_sections.order_by("-position").values_list("position", flat=True).first()
        fresh.position = (last or 0) + 1
        fresh.title, fresh.body, fresh.html = prepared
        keep_version(fresh, by)
        record_written(fresh, by, begun=True)
    return fresh


def standing_already(section: Section, post: Post) -> Section:
    """A section that was sent before; PermissionDenied where the key is that of another document's."""
    if section.post_id != post.pk:
        raise PermissionDenied(_("This form is damaged. Open the page again and paste your text."))
    return section


def check_room(post: Post) -> None:
    """Refuse another section where there are so many that nobody reads them all."""
    if Section.objects.filter(post=post).count() >= MOST_SECTIONS:
        raise ValidationError(_("A document has at most %(n)d sections.") % {"n": MOST_SECTIONS})


def prepare_first(said: Said) -> tuple[str, str, str]:
    """Heading, text and HTML of a section that nobody has written in."""
    prepared = prepare(Section(title="", body=""), said, ("", ""))
    return said.title, prepared.body, prepared.html or ""


def move(viewer: Viewer, section: Section, *, up: bool) -> None:
    """Let a section change places with its neighbour; at the end nothing happens. PermissionDenied."""
    check_may(viewer, "document.write", section.post)
    assert viewer.acting is not None
    with transaction.atomic():
        section.post = lock(section.post)
        # It may have been adopted, or the space archived, since the page was shown.
        check_may(viewer, "document.write", section.post)
        rows = list(standing(section.post).only("pk", "position"))
        place = next((at for at, row in enumerate(rows) if row.pk == section.pk), None)
        other = None if place is None else place + (-1 if up else 1)
        if place is None or other is None or not 0 <= other < len(rows):
            return
        rows[place], rows[other] = rows[other], rows[place]
        for number, row in enumerate(rows, 1):
            row.position = number
        Section.objects.bulk_update(rows, ["position"])
        record_written(section, viewer.acting, moved=True)


def remove(viewer: Viewer, section: Section) -> Saved | None:
    """Take a section out; its versions stay. None where somebody did so already. PermissionDenied."""
    check_may(viewer, "document.write", section.post)
    assert viewer.acting is not None
    with transaction.atomic():
        post = lock(section.post)
        check_may(viewer, "document.write", post)
        now = Section.objects.get(pk=section.pk)
        now.post = post
        if now.removed_at is not None:
            return None
        now.removed_at = timezone.now()
        keep_version(now, viewer.acting, removed=True)
        record_written(now, viewer.acting, removed=True)
    return Saved(now, str(now.version), [])
