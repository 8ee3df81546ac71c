"""Mail to an exercise that is removed."""

from __future__ import annotations

from intercity.activity.models import Activity
from intercity.mailbox.models import Incoming
from intercity.notifications.addresses import read_reply, read_space
from intercity.spaces.models import Space

BATCH = 500


def remove_mail(space: Space) -> int:
    """Remove what came by mail to the space and to its posts, with what waits for a colleague; gives how many rows.

    Also what was settled long ago: the address that somebody wrote to names the post.
    """
    posts = set(Activity.objects.filter(space_uid=space.uid).exclude(post_uid="").values_list("post_uid", flat=True))
    came = Incoming.objects.filter(received_at__gte=space.created_at).values_list("pk", "recipient")
    keys = [key for key, recipient in came.iterator() if is_for(recipient, space, posts)]
    removed: int = Incoming.objects.filter(held__space=space).delete()[0]
    for at in range(0, len(keys), BATCH):
        removed += Incoming.objects.filter(pk__in=keys[at : at + BATCH]).delete()[0]
    return removed


def is_for(recipient: str, space: Space, posts: set[str]) -> bool:
    """Whether an address is that of the space, or was made to answer one of these posts."""
    reply = read_reply(recipient)
    return reply.post_uid in posts if reply is not None else read_space(recipient) == space.slug
