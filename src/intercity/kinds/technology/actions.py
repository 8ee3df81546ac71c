"""Say what an organisation experienced with a technology: once, and anew when it changes."""

from __future__ import annotations

from django.db import transaction

from intercity.kinds.technology.experiences import standing_of
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.posts.actions import comment
from intercity.posts.actions.changing import do_edit, lock
from intercity.posts.actions.publishing import Along
from intercity.posts.content import PostContent
from intercity.posts.models import Post

EXPERIENCE = "experience"


@transaction.atomic
def tell(viewer: Viewer, technology: Post, content: PostContent, along: Along = None, label: str = "") -> Post:
    """Publish the experience of the organisation that the viewer acts for, or replace the one that stands.

    The one before stays readable among its versions. `along` is called in the same transaction; `label` is for fewer
    people than the technology, and counts for a new one only. Raises PermissionDenied when the policy says no.
    """
    check_may(viewer, "experience.tell", technology)
    assert viewer.acting is not None
    # Two colleagues may send their first one in the same moment.
    lock(technology)
    standing = standing_of(technology, viewer.acting.organisation_id)
    if standing is None:
        return comment(viewer, technology, content, kind=EXPERIENCE, along=along, label=label)
    if along is not None:
        along()
    return do_edit(standing, content, viewer.acting.person)
