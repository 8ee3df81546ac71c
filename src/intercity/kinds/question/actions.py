"""Accept answers, settle and reopen questions, say how far a request is."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from intercity.kinds.question.models import Accepted, Question, RequestState
from intercity.organisations.models import Organisation, Person
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.posts import veils
from intercity.posts.actions.changing import lock
from intercity.posts.actions.publishing import record_post
from intercity.posts.actions.tallying import do_tally
from intercity.posts.models import Post, State
from intercity.posts.waiting import is_settled


def accept(viewer: Viewer, answer: Post, *, on: bool) -> None:
    """Mark a comment as an answer to the question it stands under, or take the mark back.

    With the first mark the question is resolved, with the last one taken back it is not. Raises PermissionDenied when
    the policy says no.
    """
    check_may(viewer, "post.accept", answer.thread_root)
    do_accept(answer, viewer.person, on=on)


@transaction.atomic
def do_accept(answer: Post, by: Person | None, *, on: bool = True) -> None:
    """Write or delete the mark, the state of the question and of its request, and the act."""
    question = lock(answer.thread_root)
    marks = Accepted.objects.filter(answer=answer)
    if marks.exists() == on:
        return
    if on:
        Accepted.objects.create(answer=answer, by=veils.nameable(question, by), at=timezone.now())
        note_reply(question, answer)
    else:
        marks.delete()
    do_tally(answer, accepted=on)
    standing = Accepted.objects.filter(answer__root=question, answer__state=State.PUBLISHED)
    do_tally(question, answered=standing.exists())
    record_post("question.accepted", question, by, answer=answer.uid, on=on)


def note_reply(question: Post, answer: Post) -> None:
    """Where its addressee answered, and all who see the request see that too, the request is answered."""
    if (answer.label, answer.readers_id) == (question.label, question.readers_id):
        own = Question.objects.filter(post=question, addressee=answer.organisation)
        own.update(request_state=RequestState.ANSWERED, request_at=timezone.now(), refusal="")


def settle(viewer: Viewer, post: Post, *, on: bool) -> None:
    """Say that a question is settled, or (`on` is False) open again; PermissionDenied when the policy says no."""
    check_may(viewer, "post.accept", post)
    do_settle(post, viewer.person, on=on)


@transaction.atomic
def do_settle(post: Post, by: Person | None, *, on: bool = True) -> None:
    """Write the state and the act; accepted answers keep their marks."""
    post = lock(post)
    if is_settled(post) == on:
        return
    do_tally(post, answered=on)
    record_post("question.settled" if on else "question.reopened", post, by)


def change_request(viewer: Viewer, post: Post, state: str, reason: str = "") -> None:
    """Say how far the request in `post` is, and why it is refused; PermissionDenied when the policy says no."""
    check_may(viewer, "request.change", post)
    do_change_request(post, viewer.person, state, reason)


@transaction.atomic
def do_change_request(post: Post, by: Person | None, state: str, reason: str = "") -> None:
    """Write the state and the act."""
    post = lock(post)
    said = {"request_state": state, "refusal": reason if state == RequestState.REFUSED else ""}
    Question.objects.filter(post=post).update(**said, request_at=timezone.now())
    addressee = Organisation.objects.get(requests=post.pk)
    record_post("request.changed", post, by, state=state, addressee=addressee.uid)
