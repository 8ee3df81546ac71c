"""Ask all cities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intercity.kinds.rollcall.models import RollCall
from intercity.kinds.rollcall.scope import reach
from intercity.organisations.models import Organisation, Person
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.posts.actions import do_publish, publish
from intercity.posts.actions.publishing import Along
from intercity.posts.content import PostContent
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space

KIND: Final = "rollcall"
WEEK: Final = timedelta(days=7)


class CannotAskError(Exception):
    """It cannot be asked now, and what to do about it, in words for the person; nothing was written."""


@dataclass(frozen=True)
class Wanted:
    """What is asked, of whom, until when. `content` comes without details; `first` begins a series."""

    content: PostContent
    fields: Sequence[Mapping[str, Any]]
    deadline: datetime
    answers_label: str
    scope: Mapping[str, Any]
    repeat: str = ""
    first: int | None = None


def ask_all(viewer: Viewer, space: Space, wanted: Wanted, along: Along = None) -> Post:
    """Ask for the organisation the viewer acts for; gives the post. `along` as in `posts.actions.publish`.

    Raises PermissionDenied as `publish` does, and CannotAskError when nobody can be asked or the space has asked
    often enough this week.
    """
    check_may(viewer, "rollcall.ask", space)
    content = content_of(space, wanted)
    return publish(viewer, space, KIND, content, along=partial(before_asking, space, wanted.content.uid, along))


def do_ask_all(
    space: Space, wanted: Wanted, organisation: Organisation, author: Person | None, along: Along = None
) -> Post:
    """Ask without asking for rights and limits. Raises CannotAskError when nobody can be asked."""
    return do_publish(space, KIND, content_of(space, wanted), organisation, author, along=along)


def content_of(space: Space, wanted: Wanted) -> PostContent:
    """The post with its details, as `kind.save_many_details` takes them; who is asked is worked out now.

    Before the transaction: ten thousand organisations must not hold up others who write.
    """
    label = Label(wanted.content.label)
    readers = wanted.content.readers
    asked = reach(wanted.scope, space, label, readers.pk if readers else "").keys
    if not asked:
        raise CannotAskError(_("Nobody would be asked. Choose others, or a label that they can see."))
    answers = max(label, Label(wanted.answers_label), key=lambda one: one.rank)
    details = {
        "deadline": wanted.deadline, "answers_label": answers, "fields": list(wanted.fields),
        "organisations": asked, "scope": dict(wanted.scope), "repeat": wanted.repeat, "first": wanted.first,
    }  # fmt: skip
    return replace(wanted.content, details=details)


def before_asking(space: Space, uid: str, along: Along) -> None:
    """Inside the transaction: one at a time in a space, so that two at once do not go beyond the limit together."""
    # Others may post there meanwhile: their rows only name the space.
    row = Space.objects.select_for_update(no_key=True).get(pk=space.pk)
    if not (uid and Post.objects.filter(uid=uid).exists()):
        check_seldom(row)
    if along is not None:
        along()


def check_seldom(space: Space) -> None:
    """Refuse more than the space allows in a week."""
    if free_from(space) is not None:
        raise CannotAskError(too_often(space))


def free_from(space: Space) -> datetime | None:
    """From when all cities can be asked again in this space; None when they can now."""
    times = list(asked_lately(space).order_by("-post__published_at").values_list("post__published_at", flat=True))
    most = space.ask_alls_per_week
    return times[most - 1] + WEEK if len(times) >= most else None


def too_often(space: Space) -> str:
    """How often a space asks all cities at most, and why."""
    return ngettext(
        "All cities are asked %(n)s time in a week at most in this space, so that they go on answering.",
        "All cities are asked %(n)s times in a week at most in this space, so that they go on answering.",
        space.ask_alls_per_week,
    ) % {"n": space.ask_alls_per_week}


def asked_lately(space: Space) -> QuerySet[RollCall]:
    """The roll calls of the last seven days in a space; withdrawn ones count, for cities were asked."""
    return RollCall.objects.filter(post__space=space, post__published_at__gt=timezone.now() - WEEK)
