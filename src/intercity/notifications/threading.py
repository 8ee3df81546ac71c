"""Which mails belong together in a mail program."""

from __future__ import annotations

from collections.abc import Mapping

from intercity.notifications.models import Channel, Delivery, mail_host
from intercity.posts.models import Post


def anchor(root: Post) -> str:
    """The id that all mails about one conversation name, so that they stand together whichever came first."""
    return f"<{root.uid}@{mail_host()}>"


def message_ids(delivery: Delivery, post: Post | None) -> Mapping[str, str]:
    """The ids of the mails that this reader was sent before about the first post and about the one answered, by the
    uids of these posts.
    """
    if post is None or post.root is None or delivery.person is None:
        return {}
    uids = {post.root.uid, *([post.parent.uid] if post.parent else [])}
    mails = Delivery.objects.filter(person=delivery.person, channel=Channel.MAIL, post_uid__in=uids)
    rows = mails.filter(pk__lt=delivery.pk).exclude(message_id="").order_by("-pk")
    return dict(rows.values_list("post_uid", "message_id"))


def thread_headers(post: Post, known: Mapping[str, str]) -> dict[str, str]:
    """References from the first post down to the one that is answered, and In-Reply-To for that one (RFC 5322)."""
    root, parent = post.thread_root, post.parent
    chain = [anchor(root)]
    if post.root is not None:
        chain += [known[each.uid] for each in (root, parent) if each is not None and each.uid in known]
    chain = list(dict.fromkeys(chain))
    headers = {"References": " ".join(chain), "List-Id": f"<{root.space.uid}.{mail_host()}>"}
    return {"In-Reply-To": chain[-1], **headers} if post.root is not None else headers
