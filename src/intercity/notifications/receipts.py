"""Who got the text of a post by mail, in a digest or as a push message."""

from __future__ import annotations

from intercity.notifications.models import Channel, Delivery, DeliveryState
from intercity.posts.models import Post
from intercity.posts.reached import periods_of

CARRIED = (Channel.MAIL, Channel.DIGEST, Channel.PUSH)


def text_received(post: Post) -> set[str]:
    """Keys of whoever was sent the text of `post` while its labels let it travel; each once, however often.

    Source: the deliveries that went out. Those of digests and push messages are forgotten after 30 days, others after
    180 (`forgetting`), so of old posts it is a lower bound.
    """
    rows = Delivery.objects.filter(post_uid=post.uid, channel__in=CARRIED, state=DeliveryState.SENT)
    sent = list(rows.values_list("sent_at", "person", "mailbox", "address"))
    periods = [period for period in periods_of(post) if period.travels] if sent else []
    return {
        f"person:{person}" if person else f"mailbox:{mailbox or address}"
        for at, person, mailbox, address in sent
        if at is not None and any(period.begin <= at < period.end for period in periods)
    }
