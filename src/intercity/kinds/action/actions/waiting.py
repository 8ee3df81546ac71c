"""Say for which other action one waits, and refuse that they wait in a circle."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from intercity.kinds.action.circles import find_circle
from intercity.kinds.action.links import AFTER
from intercity.organisations.models import Organisation, Person
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import PUBLIC, Viewer
from intercity.posts.actions.linking import do_link, do_unlink
from intercity.posts.models import Link, Post
from intercity.spaces.models import Space


def wait_for(viewer: Viewer, post: Post, other: Post) -> bool:
    """Let an action begin after another of its space that the viewer sees; False when it does so already.

    Raises PermissionDenied when the policy says no, ValidationError with the circle in words when it would close one.
    """
    check_may(viewer, "action.change", post)
    assert viewer.acting is not None
    return do_wait(post, other, viewer.acting.organisation, viewer.person, viewer)


def stop_waiting(viewer: Viewer, post: Post, other: Post) -> bool:
    """Take that back; False when it did not wait."""
    check_may(viewer, "action.change", post)
    return do_unlink(post, other, AFTER, viewer.person)


@transaction.atomic
def do_wait(post: Post, other: Post, organisation: Organisation, by: Person | None, viewer: Viewer = PUBLIC) -> bool:
    """Write the connection; two at once in a space look one after the other, so that no circle closes between them."""
    if post.pk == other.pk:
        raise ValidationError(_("An action cannot wait for itself."))
    if post.space_id != other.space_id or getattr(other, "action", None) is None:
        raise ValidationError(_("An action waits for actions of its own space."))
    Space.objects.select_for_update(no_key=True).get(pk=post.space_id)
    edges = Link.objects.filter(sort=AFTER.name, source__space=post.space_id).values_list("source_id", "target_id")
    circle = find_circle(edges, (post.pk, other.pk))
    if circle:
        raise ValidationError(_("They would wait for each other: %(circle)s.") % {"circle": in_words(viewer, circle)})
    return do_link(post, other, AFTER, organisation, by)


def in_words(viewer: Viewer, keys: Sequence[int]) -> str:
    """The titles on the way round; dots for what the viewer does not see."""
    seen = dict(Post.objects.visible_to(viewer).filter(pk__in=keys).values_list("pk", "title"))
    return " → ".join(f"“{seen[key]}”" if key in seen else "…" for key in keys)
