"""Where a question stands: open, answered, resolved. Worked out from what is there; nothing has to be kept true."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _

from intercity.posts.models import Post
from intercity.posts.querysets import answers_by_others
from intercity.posts.waiting import is_answered, is_settled


class State(models.TextChoices):
    """As filters and lists say it."""

    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    RESOLVED = "resolved", _("Resolved")


TONES = {State.OPEN: "wait", State.ANSWERED: "", State.RESOLVED: "good"}


def state_of(post: Post) -> State:
    """Resolved when whoever asked says so; answered when another organisation has answered."""
    if is_settled(post):
        return State.RESOLVED
    return State.ANSWERED if is_answered(post) else State.OPEN


def tone_of(post: Post, state: State) -> str:
    """The signal colour only where somebody can still answer."""
    return "" if state == State.OPEN and post.space.is_archived else TONES[state]


def in_state(state: str) -> Q:
    """The filter over questions that `state_of` puts in `state`."""
    settled, answered = Q(tally__answered=True), Q(Exists(answers_by_others()))
    if state == State.RESOLVED:
        return settled
    return ~settled & (answered if state == State.ANSWERED else ~answered)
