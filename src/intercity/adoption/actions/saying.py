"""Say what an organisation does with another's practice."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.adoption.lineage import ancestors_of
from intercity.adoption.models import DONE, TAKEN, Adoption, Said
from intercity.organisations.models import Organisation, Person
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.posts.actions.changing import lock
from intercity.posts.actions.publishing import record_post
from intercity.posts.actions.tallying import do_tally
from intercity.posts.kinds import kind_of
from intercity.posts.models import Post


@dataclass(frozen=True)
class Wording:
    """What an organisation says: how far it is, why, what it changed, which practice of its own came of it."""

    status: str
    reason: str = ""
    changed: str = ""
    own_uid: str = ""


def say(viewer: Viewer, post: Post, wording: Wording) -> Adoption:
    """Say it for the organisation that the viewer acts for; what it said before is kept.

    `wording.own_uid` names a practice of that organisation, or is the uid of one that is about to be written.
    Raises PermissionDenied when the policy says no or the own practice is none, or somebody else's, or comes before
    the other in the same line.
    """
    check_may(viewer, "adoption.say", post)
    assert viewer.acting is not None
    organisation, person = viewer.acting.organisation, viewer.acting.person
    if not may_come_from(wording.own_uid, post, organisation):
        raise PermissionDenied(_("This practice of yours cannot come from the other one. Choose another."))
    return do_say(post, organisation, person, wording, timezone.now())


def may_come_from(own_uid: str, post: Post, organisation: Organisation) -> bool:
    """Whether the practice `own_uid` may be shown as one that came from `post`; none, or one to come, may."""
    if not own_uid:
        return True
    if Adoption.objects.filter(own_uid=own_uid).exclude(post=post, organisation=organisation).exists():
        return False
    own = Post.objects.filter(uid=own_uid).first()
    if own is None:
        return True
    is_theirs = own.organisation_id == organisation.pk and kind_of(own).adoptable and own.root_id is None
    return is_theirs and own.uid not in {post.uid, *(one.uid for one in ancestors_of(post))}


def do_say(post: Post, organisation: Organisation, by: Person | None, wording: Wording, at: datetime) -> Adoption:
    """Write what is said, its history, the number on the card, and the act."""
    with transaction.atomic():
        # Two organisations that speak at once are counted one after the other.
        post = lock(post)
        before = Adoption.objects.filter(post=post, organisation=organisation).first()
        adoption = before or Adoption(post=post, organisation=organisation)
        was, adoption.taken_at = adoption.status, taken_at(adoption, wording.status, at)
        for name, value in asdict(wording).items():
            setattr(adoption, name, value)
        adoption.by, adoption.at = by, at
        adoption.save()
        Said.objects.create(adoption=adoption, by=by, at=at, **asdict(wording))
        finish(post, adoption, by, wording.status, was)
    return adoption


def taken_at(adoption: Adoption, status: str, at: datetime) -> datetime | None:
    """Since when they have it from the other, if they say now that they do."""
    return (adoption.taken_at or at) if status in TAKEN else None


@transaction.atomic
def take_back(viewer: Viewer, post: Post) -> None:
    """Take back all that the viewer's organisation said about this practice; nothing happens where it said nothing."""
    check_may(viewer, "adoption.say", post)
    assert viewer.acting is not None
    post = lock(post)
    adoption = Adoption.objects.filter(post=post, organisation=viewer.acting.organisation).first()
    if adoption is not None:
        adoption.delete()
        finish(post, adoption, viewer.acting.person, "", adoption.status)


def finish(post: Post, adoption: Adoption, by: Person | None, status: str, was: str) -> None:
    """Count anew and record the act."""
    do_tally(post, adopted=Adoption.objects.filter(post=post, status__in=DONE).count())
    record_post(
        "adoption.changed", post, by, organisation=adoption.organisation.uid, adoption=adoption.uid, status=status,
        was=was,
    )  # fmt: skip
