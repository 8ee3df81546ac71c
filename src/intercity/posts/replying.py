"""How rooms above take mailed replies to their posts, where a comment is not what they become."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from intercity.core.invitations import InvitationReply
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post


class ReplyReader(Protocol):
    """Takes replies to some posts. An instance stands in `settings.INTERCITY_REPLY_READERS`.

    `publishes` says whether others read at once what it takes. Where a colleague looks at mails first, such a reader
    gets a mail when the colleague has let it pass; one that asks the writer back gets it at once.
    """

    publishes: bool

    def applies(self, post: Post) -> bool:
        """Whether replies to this post can be its business at all; a reply to a comment is asked for the comment."""
        ...

    def take(self, viewer: Viewer, post: Post, text: str, along: Callable[[], object]) -> bool:
        """Take the words that `viewer`, who sees the post and may comment on it, wrote in answer to it.

        `along` is called inside the transaction that writes what becomes of them, before anything is written; what it
        raises undoes all. False, with nothing written, where they are to become a comment as always. Raises
        PermissionDenied where the right to it was lost in the same moment.
        """
        ...

    def remark(self, viewer: Viewer, comment: Post) -> str:
        """What `viewer`, whose mailed reply became `comment` all the same, should know of that, in the active
        language; "" for nothing.
        """
        ...


@cache
def all_reply_readers() -> tuple[ReplyReader, ...]:
    """The readers of `settings.INTERCITY_REPLY_READERS`, in that order."""
    return tuple(import_string(path) for path in settings.INTERCITY_REPLY_READERS)


def reader_of(post: Post) -> ReplyReader | None:
    """Who takes replies to `post`; None where they become comments."""
    return next((reader for reader in all_reply_readers() if reader.applies(post)), None)


class InvitationReader(Protocol):
    """Takes what calendar programs answer to the invitations that a room mailed. An instance stands in
    `settings.INTERCITY_INVITATION_READERS`.
    """

    def applies(self, post: Post) -> bool:
        """Whether answers that are sent to this post can be its business at all."""
        ...

    def take(self, viewer: Viewer, post: Post, reply: InvitationReply, along: Callable[[], object]) -> bool:
        """Take the answer of `viewer`, who sees the post and may comment on it; `along` as in `ReplyReader.take`.

        False, with nothing written, where it answers no invitation of this room. Raises PermissionDenied where it can
        be answered no more.
        """
        ...


@cache
def all_invitation_readers() -> tuple[InvitationReader, ...]:
    """The readers of `settings.INTERCITY_INVITATION_READERS`, in that order."""
    return tuple(import_string(path) for path in settings.INTERCITY_INVITATION_READERS)


def invitation_reader_of(post: Post) -> InvitationReader | None:
    """Who takes answers to invitations to `post`; None where there were none."""
    return next((reader for reader in all_invitation_readers() if reader.applies(post)), None)
