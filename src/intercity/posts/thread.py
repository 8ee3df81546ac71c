"""The conversation under a post: any depth is kept, two levels are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch

from intercity.organisations.viewers import Viewer
from intercity.posts.models import Attachment, Post

MOST_COMMENTS = 200


@dataclass
class Branch:
    """A comment on the post itself, and everything said under it in order of time."""

    comment: Post
    replies: list[Post] = field(default_factory=list)


@dataclass(frozen=True)
class Thread:
    """One page of a conversation; `next` is the cursor of the comments after it, None at the end."""

    branches: Sequence[Branch]
    next: int | None


def thread_for(viewer: Viewer, post: Post, after: int = 0) -> Thread:
    """The comments under `post` that `viewer` may see, oldest first, with traces of those that were withdrawn."""
    rows = (
        Post.objects.traces_for(viewer)
        .filter(root=post, pk__gt=after)
        .select_related("organisation", "author", "space", "root", "parent__organisation", "tally")
        .prefetch_related(Prefetch("attachments", Attachment.objects.shown()))
        .with_details()
        .order_by("pk")
    )
    found = list(rows[: MOST_COMMENTS + 1])
    shown = found[:MOST_COMMENTS]
    return Thread(branches_of(shown), shown[-1].pk if len(found) > MOST_COMMENTS else None)


def branches_of(comments: Sequence[Post]) -> list[Branch]:
    """Comments put under the first-level comment they hang on; one whose own is not here stands by itself."""
    place: dict[int, Branch] = {}
    branches = []
    for comment in comments:
        branch = place.get(comment.parent_id or 0)
        if branch is None:
            branch = Branch(comment)
            branches.append(branch)
        else:
            branch.replies.append(comment)
        place[comment.pk] = branch
    return branches
