"""Hints that something has changed which open pages may show: they fetch it anew, with permission, or take it away."""

from __future__ import annotations

import json
from collections.abc import Sequence

from intercity.activity.models import Activity
from intercity.live.event import Events, LiveEvent
from intercity.posts.models import Post
from intercity.posts.visibility import audience_of

# Of these a page tells its reader which it was (static/js/told.js).
TOLD = frozenset({"post.removed", "rollcall.over", "rollcall.closed", "rollcall.reopened", "document.written"})
READ = ("uid", "label", "readers", "space__uid", "root__label", "root__readers", "root__space__uid")


def hint_changes(rows: Sequence[Activity], languages: Sequence[str]) -> dict[int, Events]:
    """The hints of acts by their ids; the posts are read together, as they stand now."""
    if not rows:
        return {}
    found = Post.objects.filter(uid__in={row.post_uid for row in rows}).select_related("space", "root__space")
    posts = {post.uid: post for post in found.only(*READ)}
    return {row.pk: dict.fromkeys(languages, hint_change(row, posts.get(row.post_uid))) for row in rows}


def hint_change(row: Activity, post: Post | None) -> LiveEvent:
    """The hint of one act; `post` is None when it was removed.

    Only the uid travels, to those who can see the post now or could before; of some acts also which it was, for
    pages that tell their reader instead.
    """
    data = {"uid": row.post_uid, "root": row.root_uid, "space": row.space_uid}
    if row.verb in TOLD:
        data["act"] = row.verb
    now = said(row, "label", "readers") if post is None else post.audience
    return LiveEvent(
        row.pk, row.space_uid, row.root_uid, now | said(row, "was", "was_readers"), json.dumps(data), "changed",
        thread_audiences=None if post is None else thread_of(post),
    )  # fmt: skip


def said(row: Activity, label: str, readers: str) -> frozenset[str]:
    """The audiences of the label and readers that an act names; nobody where it names none."""
    return (
        audience_of(row.data[label], row.space_uid, row.data.get(readers, "")) if row.data.get(label) else frozenset()
    )


def thread_of(post: Post) -> frozenset[str] | None:
    """Who sees the post that a comment stands under; None for what stands by itself."""
    return None if post.root is None else post.root.audience
