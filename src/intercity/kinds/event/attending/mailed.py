"""What calendar programs answer to invitations (`posts.replying.InvitationReader`)."""

from __future__ import annotations

from collections.abc import Callable

from intercity.core.invitations import InvitationReply
from intercity.kinds.event.attending.actions import do_answer
from intercity.kinds.event.attending.invitations import uid_of
from intercity.kinds.event.attending.models import Registration
from intercity.kinds.event.attending.policies import has_event
from intercity.organisations.models import Organisation
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post


class AnsweredInvitations:
    """Takes over who accepts and who declines."""

    def applies(self, post: Post) -> bool:
        """Events."""
        return post.root_id is None and has_event(post)

    def take(self, viewer: Viewer, post: Post, reply: InvitationReply, along: Callable[[], object]) -> bool:
        """As the protocol says: False for whoever never registered, and for another event's invitation."""
        if viewer.person is None or viewer.organisation is None or reply.uid != uid_of(post):
            return False
        return do_answer(post, viewer.person, speaking_for(viewer, post) or viewer.organisation, reply, along)


def speaking_for(viewer: Viewer, post: Post) -> Organisation | None:
    """The organisation that the viewer registered for, where they still speak for it."""
    row = Registration.objects.filter(post=post, person=viewer.person).select_related("organisation").first()
    return row.organisation if row is not None and viewer.may_speak_for(row.organisation_id) else None


answered = AnsweredInvitations()
