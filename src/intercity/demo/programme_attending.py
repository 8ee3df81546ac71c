"""Who comes to the events of the demo that are still to come, and what they want to be answered there; all invented."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils import timezone

from intercity.kinds.event.attending.actions import do_register
from intercity.kinds.event.models import Event
from intercity.organisations.models import Organisation
from intercity.posts.actions import do_publish, do_react
from intercity.posts.content import PostContent
from intercity.posts.models import Post
from intercity.spaces.models import Label

if TYPE_CHECKING:
    from intercity.demo.programme import Programme

COMING: Final = ("city-of-torino", "city-of-liege", "city-of-madrid")
QUESTIONS: Final = (
    ("city-of-torino", "Who keeps cool rooms open at night without more staff?", ("city-of-liege", "city-of-sofia")),
    ("city-of-sofia", "How do you reach older people who live alone?", ("city-of-torino",)),
)  # fmt: skip


def load_attending(programme: Programme) -> None:
    """Register some accounts for each event of the programme that is to come, and ask before it."""
    keys = [post.pk for post in programme.posts.values()]
    rows = Event.objects.filter(
        post__in=keys, post__label__in=(Label.CLEAR, Label.GREEN), starts_at__gt=timezone.now(), is_series=False,
        cancelled_at=None,
    )  # fmt: skip
    for event in rows.select_related("post").order_by("starts_at"):
        for slug in COMING:
            do_register(event.post, programme.people[slug], Organisation.objects.get(slug=slug))
        ask(programme, event.post)


def ask(programme: Programme, post: Post) -> None:
    """Two questions under one event, supported by others."""
    for slug, words, others in QUESTIONS:
        asker = Organisation.objects.get(slug=slug)
        question = do_publish(
            post.space, "asked", PostContent(body=words), asker, programme.people[slug], parent=post
        )  # fmt: skip
        for other in others:
            do_react(question, Organisation.objects.get(slug=other), "needed", programme.people[other])
