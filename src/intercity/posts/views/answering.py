"""The comment form under a post."""

from __future__ import annotations

from dataclasses import dataclass

from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.content import is_uid
from intercity.posts.drafts import comment_place
from intercity.posts.kinds import Kind, all_kinds
from intercity.posts.models import Post
from intercity.posts.views.forming import Writing, begin_writing

COMMENT = "comment"


@dataclass(frozen=True)
class Answer:
    """The comment form, and the comment it answers (None: the post itself)."""

    writing: Writing
    parent: Post | None


def comment_kind() -> Kind:
    """The kind of comments."""
    return all_kinds()[COMMENT]


def fresh_answer(request: Request, post: Post) -> Answer | None:
    """The form as it opens, for `?reply=<uid>` under that comment; None for whoever may not comment."""
    person = request.viewer.person
    if person is None or not may(request.viewer, "post.comment", post):
        return None
    writing = begin_writing(request, person, comment_place(post), comment_kind().quick_form(), post.space)
    draft = writing.draft
    wanted = request.GET.get("reply") or (draft.data.get("parent", [""])[-1] if draft else "")
    return Answer(writing, parent_of(request.viewer, post, wanted))


def parent_of(viewer: Viewer, post: Post, uid: str) -> Post | None:
    """The comment under `post` with that uid, where the viewer sees one."""
    found = Post.objects.visible_to(viewer).filter(root=post, uid=uid) if is_uid(uid) else Post.objects.none()
    return found.select_related("organisation", "root", "space").first()
