"""Ask those who answered so how they do it."""

from __future__ import annotations

from collections.abc import Sequence

from intercity.matching.actions import ask
from intercity.matching.proposing import Proposal
from intercity.matching.reasons import Reason
from intercity.organisations.models import Organisation
from intercity.organisations.permissions import check_may, may
from intercity.organisations.viewers import Viewer
from intercity.posts.actions.publishing import check_label, do_publish
from intercity.posts.content import PostContent
from intercity.posts.models import Post

QUESTION = "question"


def is_sparing(viewer: Viewer, rollcall_post: Post) -> bool:
    """Whether the weekly limit of directly asked cities holds for this viewer's follow-up.

    Not for whoever runs the roll call: they asked all of these already. How often one city is asked holds for all.
    """
    return not may(viewer, "rollcall.manage", rollcall_post)


def follow_up(viewer: Viewer, rollcall_post: Post, content: PostContent, chosen: Sequence[Organisation]) -> Post:
    """Publish a question in the same space and ask exactly these organisations; no others are asked later.

    Two acts: sent again under the same `content.uid`, what is missing of them is done. Raises PermissionDenied for
    whoever may not follow up, and for an organisation that cannot be asked now.
    """
    check_may(viewer, "rollcall.follow", rollcall_post)
    check_label(rollcall_post.space, content.label)
    assert viewer.acting is not None
    acting = viewer.acting
    post = do_publish(rollcall_post.space, QUESTION, content, acting.organisation, acting.person)
    asked = [Proposal(one, 1.0, [Reason("answered_so")]) for one in chosen]
    ask(viewer, post, asked, goes_on=False, sparing=is_sparing(viewer, rollcall_post))
    return post
