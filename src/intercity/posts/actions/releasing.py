"""What becomes public where a second person of the same organisation must say yes first (`Space.two_person`).

Every action that gives a post the label CLEAR, or that changes the words of one that has it, asks `release` for the
label to write, and `do_ask_second` where that is another one than was wanted. What an operator imports does not.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.activity.record import record
from intercity.organisations.models import Person
from intercity.posts import veils
from intercity.posts.models import LabelWish, Post, WishSort
from intercity.posts.versions import text_of
from intercity.spaces.models import Label, Space


def release(post: Post, wanted: str) -> str:
    """The label that `post` has for now, where its organisation wants `wanted`: the network's until somebody else of
    it says yes. ValidationError for a post without its city's name: nobody could be asked who does not know of it.
    """
    label = label_for_now(post.space, wanted)
    if label != wanted and veils.is_veiled(post):
        raise ValidationError(
            _("Here a colleague confirms what becomes public, but nobody may know that this is yours. Choose Network.")
        )
    return label


def label_for_now(space: Space, wanted: str) -> str:
    """The label under which one person alone may put something in a space where they want it for `wanted`."""
    return Label.GREEN if wanted == Label.CLEAR and space.two_person else wanted


def do_ask_second(post: Post, wanted: str, by: Person | None) -> LabelWish:
    """Let a written post wait for somebody else of its organisation, inside the caller's transaction, at its end.

    What waited before is void. Records the act.
    """
    do_void(post)
    wish = LabelWish.objects.create(
        post=post, sort=WishSort.SECOND, label=wanted, text=text_of(post), organisation=post.organisation, asked_by=by
    )
    record_wish("post.wished", wish, by)
    return wish


def do_void(post: Post) -> None:
    """End what waits for an answer about a post: its words or its label are others now."""
    post.wishes.still_open().update(decided_at=timezone.now())


def do_keep_asking(post: Post) -> None:
    """Let what waits about a post wait on, where facts of it were noted and its words stayed."""
    waiting = post.wishes.still_open()
    if waiting.exists():
        waiting.update(text=text_of(post))


def record_wish(verb: str, wish: LabelWish, by: Person | None, **data: object) -> None:
    """Append an act about a wish. It changes nothing that the public sees, so it is no public one."""
    post = wish.post
    record(
        verb, person_uid=by.uid if by else "", organisation_uid=post.organisation.uid, space_uid=post.space.uid,
        post_uid=post.uid, root_uid=post.thread_root.uid, data={"wish": wish.uid, "sort": wish.sort, **data},
    )  # fmt: skip
