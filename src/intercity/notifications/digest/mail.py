"""The mail of a digest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from intercity.core.text import header_line
from intercity.notifications.choices import DIGEST
from intercity.notifications.digest.items import Item
from intercity.notifications.digest.ranking import by_topic
from intercity.notifications.digest.reading import Reading, read
from intercity.notifications.exercises import marked
from intercity.notifications.leasing import Batch, drop
from intercity.notifications.links import absolute, unsubscribe_url
from intercity.notifications.mail import (
    LONGEST_SUBJECT,
    answer_address,
    compose,
    local_time,
    may_travel,
    speaking_to,
    whole_links,
)
from intercity.notifications.models import mail_host
from intercity.notifications.seeing import viewer_to_tell
from intercity.organisations.models import Person
from intercity.organisations.permissions import may
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.posts.telling import NotForThem


def build_digest(batch: Batch) -> EmailMultiAlternatives:
    """The mail of a leased digest, in its person's language and time, with the Message-ID of the batch.

    Rows that may not go (any more) are dropped here; NotForThem when nothing is left.
    """
    person = batch.person
    viewer = viewer_to_tell(person)
    with speaking_to(person):
        reading = read(viewer, batch.rows)
        drop(reading.dropped)
        if not reading.items:
            raise NotForThem("nothing is left to tell")
        context = digest_context(viewer, person, reading)
        title = subject(reading)
        extra = {**headers(person, context), "Message-ID": batch.message_id}
        return compose(batch.rows[0], person.email, title, context, extra, "notifications/digest")


def digest_context(viewer: Viewer, person: Person, reading: Reading) -> dict[str, Any]:
    """What the templates show."""
    topics = by_topic(reading.items)
    return {
        "language": translation.get_language(),
        "subject": subject(reading),
        "topics": [(topic.name, [item_context(viewer, person, item) for item in topic.items]) for topic in topics],
        "more": reading.more,
        "inbox_url": absolute(f"{reverse('inbox')}?show=unread"),
        "hearing_url": absolute(reverse("hearing")),
        "unsubscribe_url": unsubscribe_url(person, DIGEST.name),
        "reply_to": only_reply(viewer, person, reading.items),
        "answering": len(reading.items) == 1 and any(letter.answering for letter in reading.items[0].letters),
    }


def item_context(viewer: Viewer, person: Person, item: Item) -> dict[str, Any]:
    """What the templates show of one item; of a narrower label nothing but the link."""
    post = item.root
    if post is None:
        return {"letters": letters(item)}
    if not item.travels:
        return {"post": post, "hidden": True, "url": absolute(post.get_absolute_url())}
    address = reply_to(viewer, person, item)
    return {
        **post_context(viewer, post),
        "item": item,
        "answers": [post_context(viewer, answer) for answer in item.answers],
        "letters": letters(item),
        "whys": item.whys,
        "reply": address,
        "reply_url": f"mailto:{address}?subject={quote(header_line(f'Re: {post}'))}" if address else "",
    }


def post_context(viewer: Viewer, post: Post) -> dict[str, Any]:
    """What the templates show of a post or an answer. Names of people only for those who may see them."""
    named = [str(post.author)] if post.author and may(viewer, "organisation.see_people", post.organisation) else []
    tally = getattr(post, "tally", None)
    return {
        "post": post,
        "travels": may_travel(post),
        "who": ", ".join([*named, post.organisation.name]),
        "at": local_time(post.published_at),
        "url": absolute(post.get_absolute_url()),
        "html": whole_links(post.html),
        "accepted": tally is not None and tally.accepted,
    }


def letters(item: Item) -> list[dict[str, Any]]:
    """What tellers say, their buttons with whole addresses."""
    return [
        {
            "subject": letter.subject,
            "lead": letter.lead,
            "more": letter.more,
            "answering": letter.answering,
            "buttons": [(button.label, absolute(button.path)) for button in letter.buttons],
        }
        for letter in item.letters
    ]


def subject(reading: Reading) -> str:
    """How much there is, and the title of the first; marked where that one belongs to an exercise."""
    count = len(reading.items) + reading.more
    title = title_of(reading.items)
    if not title:
        return header_line(ngettext("%(n)s new for you", "%(n)s new for you", count) % {"n": count}, LONGEST_SUBJECT)
    words = {"n": count - 1, "title": title}
    line = ngettext("%(title)s, and %(n)s more", "%(title)s, and %(n)s more", count - 1) % words if count > 1 else title
    return header_line(line, LONGEST_SUBJECT)


def title_of(items: Sequence[Item]) -> str:
    """The title of the first item whose words may travel; "" where there is none."""
    for item in items:
        if item.root is not None and item.travels:
            return marked(str(item.root), invented=item.root.space.is_exercise)
        if item.root is None:
            return item.letters[0].subject
    return ""


def only_reply(viewer: Viewer, person: Person, items: Sequence[Item]) -> str:
    """Where an answer to the digest itself belongs: under its only post; "" where there are several."""
    return reply_to(viewer, person, items[0]) if len(items) == 1 else ""


def reply_to(viewer: Viewer, person: Person, item: Item) -> str:
    """Where an item is answered by mail; "" where an answer would be turned down."""
    taken = item.root is not None and all(letter.by_mail for letter in item.letters)
    return answer_address(viewer, person, item.root) if taken and item.root is not None else ""


def headers(person: Person, context: Mapping[str, Any]) -> dict[str, str]:
    """Headers that keep the digests of one person together and let them be stopped (RFC 2919, 3834, 5322, 8058)."""
    anchor = f"<digest.{person.uid}@{mail_host()}>"
    return {
        "From": settings.DEFAULT_FROM_EMAIL,
        "References": anchor,
        "In-Reply-To": anchor,
        "List-Id": f"<digest.{mail_host()}>",
        "List-Unsubscribe": f"<{context['unsubscribe_url']}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        **({"Reply-To": context["reply_to"]} if context["reply_to"] else {}),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
    }
