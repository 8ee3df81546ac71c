"""Replies to the mail that asks how far an action is: each becomes a progress note."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.utils import timezone

from intercity.kinds.action.actions.progressing import Told, do_tell
from intercity.kinds.action.models import Action
from intercity.organisations.permissions import may
from intercity.organisations.viewers import Viewer
from intercity.posts.forms import usual_language
from intercity.posts.models import Post
from intercity.spaces.agreeing import check_agreed

# So long after the question a reply of the lead is taken for the answer to it, not for a comment.
ANSWERS_WITHIN: Final = timedelta(days=45)


class ProgressByMail:
    """Takes what the lead replies after it was asked; what others write, or the lead at other times, is a comment."""

    publishes = True

    def applies(self, post: Post) -> bool:
        """Actions; what is replied to a comment under one stays a comment."""
        return post.root_id is None and getattr(post, "action", None) is not None

    def take(self, viewer: Viewer, post: Post, text: str, along: Callable[[], object]) -> bool:
        """As `posts.replying.ReplyReader.take`."""
        row = Action.objects.select_related("lead").get(post=post)
        leads = viewer.may_speak_for(row.lead_id) and may(viewer, "action.progress", post)
        if not leads or row.nudged_at is None or timezone.now() - row.nudged_at > ANSWERS_WITHIN:
            return False
        check_agreed(post.space, row.lead_id)
        do_tell(post, Told(text, language=usual_language(viewer)), row.lead, viewer.person, along)
        return True

    def remark(self, viewer: Viewer, comment: Post) -> str:
        """Nothing: a comment is what it looks like."""
        return ""


progress_by_mail = ProgressByMail()
