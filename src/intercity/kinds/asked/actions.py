"""Ask something for an event, support it, take it up."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.kinds.asked.models import AskedQuestion
from intercity.organisations.models import Person
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.posts.actions import comment, react
from intercity.posts.actions.changing import lock
from intercity.posts.actions.publishing import Along, record_post
from intercity.posts.content import PostContent
from intercity.posts.models import Post
from intercity.posts.models.reaction import Sort

ASKED, TAKEN_UP = "asked", "asked.taken_up"


def ask(viewer: Viewer, event: Post, content: PostContent, along: Along = None) -> Post:
    """Put the question under the event; `along` as in `posts.actions.publish`. PermissionDenied when the policy says
    no.
    """
    check_may(viewer, "asked.ask", event)
    return comment(viewer, event, content, kind=ASKED, along=along)


def support(viewer: Viewer, question: Post, *, on: bool) -> None:
    """Say for the organisation that the viewer acts for that it wants to know this too, or take that back.

    PermissionDenied when the policy says no, and once the event is over.
    """
    check_may(viewer, "asked.ask", question.thread_root)
    react(viewer, question, Sort.NEEDED, on=on)


def take_up(viewer: Viewer, question: Post, *, on: bool) -> None:
    """Mark a question as taken up, or take the mark back; PermissionDenied when the policy says no."""
    check_may(viewer, "asked.take_up", question.thread_root)
    do_take_up(question, viewer.person, on=on)


@transaction.atomic
def do_take_up(question: Post, by: Person | None, *, on: bool = True) -> None:
    """Write the mark and the act. PermissionDenied for what was taken back meanwhile."""
    question = lock(question)
    if not question.is_published:
        raise PermissionDenied(_("This question was taken back."))
    row = AskedQuestion.objects.get(post=question)
    if (row.taken_up_at is not None) == on:
        return
    row.taken_up_at, row.taken_up_by = (timezone.now(), by) if on else (None, None)
    row.save()
    record_post(TAKEN_UP, question, by, on=on)
