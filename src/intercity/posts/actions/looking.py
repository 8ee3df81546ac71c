"""Learn who published without the city's name: with a reason, on record, and told to the author."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from intercity.activity.record import record
from intercity.activity.said import change
from intercity.organisations.models import Organisation, Person
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.posts import veils
from intercity.posts.models import Post

LONGEST_REASON = 300


@dataclass(frozen=True)
class Known:
    """Who it was; without `author` where their account is gone."""

    organisation: Organisation
    author: Person | None


@transaction.atomic
def look(viewer: Viewer, post: Post, reason: str) -> Known:
    """Who is behind an unnamed post. The act is written in the same transaction: nobody looks unseen.

    Raises PermissionDenied for whoever may not, ValidationError without a reason.
    """
    check_may(viewer, "post.look", post)
    said = " ".join("".join(c if c.isprintable() else " " for c in reason).split())[:LONGEST_REASON]
    if not said:
        raise ValidationError(_("Say why you need to know: the author will read it."))
    found = Known(veils.organisation_of(post), veils.author_of(post))
    assert viewer.person is not None
    record(
        "post.looked", person_uid=viewer.person.uid, organisation_uid=post.organisation.uid,
        space_uid=post.space.uid, post_uid=post.uid, root_uid=post.thread_root.uid, said=change({}, {"reason": said}),
    )  # fmt: skip
    return found
