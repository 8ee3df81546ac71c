"""Words that the tests of this room share."""

from __future__ import annotations

from intercity.activity.models import Activity
from intercity.notifications.models import Channel, Delivery
from intercity.notifications.recipients import notify
from intercity.posts.models import Post
from intercity.spaces.models import Space
from tests.personas import Persona, make_post


def comment_on(post: Post, persona: Persona, body: str = "Who pays?") -> Post:
    """An answer, not yet noticed by the worker."""
    return make_post(persona, post.space, kind="comment", title="", body=body, parent=post)


def act_of(post: Post) -> Activity:
    """The act that published it."""
    return Activity.objects.get(verb="post.published", post_uid=post.uid)


def noticed(post: Post) -> set[str]:
    """Run the step for the act, and give the addresses that a mail is queued for."""
    notify(act_of(post))
    rows = Delivery.objects.filter(post_uid=post.uid, channel=Channel.MAIL)
    return set(rows.values_list("person__email", flat=True))


def delivery_to(asker: Persona, answerer: Persona, space: Space, **post: str) -> Delivery:
    """A queued mail to `asker` about an answer by `answerer`."""
    noticed(comment_on(make_post(asker, space, kind="question", **post), answerer))
    return the_mail()


def the_mail() -> Delivery:
    """The one delivery by mail, as it stands now."""
    return Delivery.objects.get(channel=Channel.MAIL)
