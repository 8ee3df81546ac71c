"""React to a post for one's organisation."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from intercity.organisations.models import Organisation, Person
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.posts.actions.changing import lock
from intercity.posts.actions.publishing import record_post
from intercity.posts.actions.tallying import do_tally
from intercity.posts.models import Post, Reaction


def react(viewer: Viewer, post: Post, sort: str, *, on: bool) -> None:
    """Say for the organisation that the viewer acts for that `post` is useful or needed, or take that back.

    Raises PermissionDenied when the policy says no. What stands already is not written again.
    """
    check_may(viewer, "post.react", post)
    assert viewer.acting is not None
    do_react(post, viewer.acting.organisation, sort, viewer.acting.person, on=on)


@transaction.atomic
def do_react(post: Post, organisation: Organisation, sort: str, by: Person | None, *, on: bool = True) -> None:
    """Write or delete the reaction, its number and the act."""
    # Two organisations that press at once are counted one after the other.
    post = lock(post)
    rows = Reaction.objects.filter(post=post, organisation=organisation, sort=sort)
    if rows.exists() == on:
        return
    if on:
        Reaction.objects.create(post=post, organisation=organisation, sort=sort, by=by, at=timezone.now())
    else:
        rows.delete()
    do_tally(post, **{sort: Reaction.objects.filter(post=post, sort=sort).count()})
    record_post("post.reacted", post, by, organisation=organisation.uid, sort=sort, on=on)
