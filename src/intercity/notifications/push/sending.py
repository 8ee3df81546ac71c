"""From a delivery to messages on somebody's screens."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import urlsplit

from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from intercity.core.text import header_line
from intercity.notifications.choices import choice_of
from intercity.notifications.exercises import is_exercise, marked
from intercity.notifications.links import absolute
from intercity.notifications.mail import may_travel, speaking_to, told
from intercity.notifications.models import By, Delivery, PushSubscription, mail_host
from intercity.notifications.push.keys import is_installed, private_key_path
from intercity.notifications.push.subscribing import is_push_service, subscriptions_of
from intercity.notifications.seeing import get_post_to_tell, viewer_to_tell
from intercity.organisations.models import Person
from intercity.posts.models import Post
from intercity.posts.telling import Event, Letter, NotForThem, Pace

POST = "intercity.notifications.push.wire.post"
GONE = (404, 410)
# Services take no more than 4,096 bytes, and a screen shows less.
LONGEST_TITLE = 100
LONGEST_TEXT = 200


class NotTakenError(Exception):
    """No push service took it; to be tried again."""


def send_push(delivery: Delivery, person: Person) -> None:
    """Show it in every browser of the person. NotForThem when it may not be shown any more or no browser is left.

    NotTakenError when none of their push services took it. One that did is enough: a second try would show it twice.
    """
    message = build_message(delivery, person)
    data = json.dumps(message, ensure_ascii=False)
    statuses = [push_to(subscription, data) for subscription in subscriptions_of(person)]
    if all(status in GONE for status in statuses):
        raise NotForThem("no browser takes messages")
    if not any(200 <= status < 300 for status in statuses):
        raise NotTakenError(", ".join(f"status {status}" for status in statuses))


def build_message(delivery: Delivery, person: Person) -> dict[str, Any]:
    """What the browser shows, in the person's language; NotForThem as for a mail."""
    teller, activity = told(delivery)
    check_wanted(person, teller.event)
    viewer = viewer_to_tell(person)
    post = get_post_to_tell(viewer, delivery.post_uid) if delivery.post_uid else None
    with speaking_to(person):
        letter = teller.letter(activity, person, post)
        return {
            **words(letter, post, invented=is_exercise(activity, post)),
            "url": address(letter, post),
            "tag": delivery.root_uid or delivery.uid,
        }


def check_wanted(person: Person, event: Event) -> None:
    """NotForThem when the person wants no message about such events any more."""
    choice = choice_of(person, event)
    if not is_installed() or choice.pace != Pace.NOW or choice.by != By.PUSH:
        raise NotForThem("wants no message about it")


def words(letter: Letter, post: Post | None, *, invented: bool) -> dict[str, str]:
    """Title and text. Where the label lets no text travel, only that there is something new, and in which space."""
    if post is None:
        title = marked(letter.subject, invented=invented)
        return {"title": header_line(title, LONGEST_TITLE), "body": header_line(letter.lead, LONGEST_TEXT)}
    if not may_travel(post):
        title = marked("Intercity", invented=invented)
        return {"title": title, "body": _("Something new in %(space)s") % {"space": post.space.name}}
    title = marked(letter.subject, invented=invented)
    text = f"{post.organisation.plate}: {post.excerpt}"
    return {"title": header_line(title, LONGEST_TITLE), "body": header_line(text, LONGEST_TEXT)}


def address(letter: Letter, post: Post | None) -> str:
    """Where a click on it leads."""
    if post is not None:
        return absolute(post.get_absolute_url())
    return absolute(letter.buttons[0].path if letter.buttons else "/inbox")


def push_to(subscription: PushSubscription, data: str) -> int:
    """Hand it to one push service; gives its status, 0 for none. A browser that is gone is forgotten."""
    status = ask_service(subscription, data) if is_push_service(subscription.endpoint) else GONE[0]
    if status in GONE:
        subscription.delete()
    return status


def ask_service(subscription: PushSubscription, data: str) -> int:
    """The status with which its push service answers; 0 for none, and 404 where the browser's keys are none."""
    parts = urlsplit(subscription.endpoint)
    claims = {
        "sub": f"mailto:no-reply@{mail_host()}",
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(time.time()) + 12 * 3600,
    }
    try:
        status: int = import_string(POST)(subscription.as_data(), data, private_key_path(), claims)
    except ValueError:
        return GONE[0]
    except OSError:
        return 0
    return status
