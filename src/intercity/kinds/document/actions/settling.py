"""Say how far a document is, and that an organisation agrees with it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from intercity.kinds.document.models import Agreed, Document, Status
from intercity.organisations.models import Membership, Person
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.posts.actions.changing import do_note, lock
from intercity.posts.actions.publishing import record_post
from intercity.posts.models import Post


def settle(viewer: Viewer, post: Post, status: str, until: date | None = None) -> None:
    """Say how far it is; `until` is the last day of a consultation. PermissionDenied when the policy says no."""
    check_may(viewer, "document.settle", post)
    do_settle(post, viewer.person, status, until)


@transaction.atomic
def do_settle(post: Post, by: Person | None, status: str, until: date | None = None) -> None:
    """Write the status, keep the facts as they were before, and record it, with whether a consultation begins."""
    post = lock(post)
    day = until if status == Status.CONSULTATION else None
    begins = day is not None and Document.objects.get(post=post).status != Status.CONSULTATION
    facts = {"status": status, "consultation_until": day} | ({"consulted_at": timezone.now()} if begins else {})
    do_note(post, facts, by, "document.changed", status=status, **({"begins": True} if begins else {}))


def agree(viewer: Viewer, post: Post, edition: int) -> bool:
    """Say that the viewer's organisation agrees with a version that it saw; False where there was none.

    An organisation agrees with one version: the last it said so of. PermissionDenied when the policy says no.
    """
    check_may(viewer, "document.agree", post)
    assert viewer.acting is not None
    return do_agree(post, viewer.acting, edition)


@transaction.atomic
def do_agree(post: Post, by: Membership, edition: int) -> bool:
    """Write it and the act."""
    post = lock(post)
    if not 0 < edition <= Document.objects.get(post=post).edition:
        return False
    said = {"edition": edition, "by": by.person, "at": timezone.now()}
    Agreed.objects.update_or_create(post=post, organisation=by.organisation, defaults=said)
    record_post("document.agreed", post, by.person, organisation=by.organisation.uid, edition=edition)
    return True


def take_back(viewer: Viewer, post: Post) -> None:
    """Agree no more, with no version. PermissionDenied when the policy says no."""
    check_may(viewer, "document.agree", post)
    assert viewer.acting is not None
    with transaction.atomic():
        post = lock(post)
        gone, _each = Agreed.objects.filter(post=post, organisation=viewer.acting.organisation).delete()
        if gone:
            record_post("document.agreed", post, viewer.person, organisation=viewer.acting.organisation.uid, edition=0)
