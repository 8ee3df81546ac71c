"""Call an event off, let it take place after all, make it an edition of a series."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from intercity.kinds.event.links import SERIES
from intercity.kinds.event.models import Event
from intercity.organisations.models import Person
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.posts import veils
from intercity.posts.actions import link, unlink
from intercity.posts.actions.changing import do_note, lock
from intercity.posts.models import Link, Post
from intercity.spaces.models import Label


def takes_reason(post: Post) -> bool:
    """Whether a reason can be said with a cancellation. Not where words need more than one person's look: a post
    without its city's name, and a public one in a space where a second person agrees to what the public reads.
    """
    return not veils.is_veiled(post) and not (post.space.two_person and post.label == Label.CLEAR)


def cancel(viewer: Viewer, post: Post, why: str = "") -> bool:
    """Call it off; False when it is already. PermissionDenied for whoever may not edit it."""
    check_may(viewer, "post.edit", post)
    return do_cancel(post, why if takes_reason(post) else "", viewer.person)


def reinstate(viewer: Viewer, post: Post) -> bool:
    """Let it take place after all; False when it was not called off. PermissionDenied as `cancel`."""
    check_may(viewer, "post.edit", post)
    return do_reinstate(post, viewer.person)


@transaction.atomic
def do_cancel(post: Post, why: str, by: Person | None) -> bool:
    """Write it, with the version before, and the act."""
    post = lock(post)
    if Event.objects.get(post=post).is_cancelled:
        return False
    do_note(post, {"cancelled_at": veils.moment(post), "cancelled_why": why}, by, "event.cancelled")
    return True


@transaction.atomic
def do_reinstate(post: Post, by: Person | None) -> bool:
    """As `do_cancel`, the other way."""
    post = lock(post)
    if not Event.objects.get(post=post).is_cancelled:
        return False
    do_note(post, {"cancelled_at": None, "cancelled_why": ""}, by, "event.reinstated")
    return True


@transaction.atomic
def choose_series(viewer: Viewer, post: Post, series: Post | None) -> None:
    """Make `post` an edition of `series` and of no other that the viewer sees; of none with None.

    ValidationError where one of them is not what it should be; PermissionDenied as `posts.actions.link`.
    """
    if post.event.is_series or (series is not None and not series.event.is_series):
        raise ValidationError(_("Only a single event can be an edition, and only of a series."))
    sources = Link.objects.filter(target=post, sort=SERIES.name).values("source")
    for other in Post.objects.visible_to(viewer).filter(pk__in=sources).select_related("space", "organisation"):
        if series is None or other.pk != series.pk:
            unlink(viewer, other, post, SERIES)
    if series is not None:
        link(viewer, series, post, SERIES)
