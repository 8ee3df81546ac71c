"""What waits for its time, for the walk of `test_public_world`: nobody outside sees anything before it has come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from intercity.organisations.models import Membership
from intercity.posts import actions
from intercity.posts.actions.embargo import take_back
from intercity.posts.clock import publish_due
from intercity.posts.content import PostContent
from intercity.posts.models import Post, State
from intercity.spaces.models import Label

if TYPE_CHECKING:
    from tests.test_public_world import City


def put_off(city: City) -> None:
    at = timezone.now() + timedelta(hours=1)
    content = PostContent(title="To come", body="Some text.", label=Label.CLEAR, visible_from=at)
    actions.publish(city.officer.viewer, city.space, "update", content)


def waiting() -> Post:
    return Post.objects.get(state=State.EMBARGOED)


def think_better_of_it(city: City) -> None:
    take_back(city.officer.viewer, waiting())


def come_too_late(city: City) -> None:
    """Its author has left by then."""
    members = Membership.objects.filter(person=city.officer.person)
    members.update(verified_at=None)
    publish_due(timezone.now() + timedelta(hours=2))
    members.update(verified_at=timezone.now())


def come(city: City) -> None:
    Post.objects.filter(pk=waiting().pk).update(visible_from=timezone.now())
    publish_due(timezone.now())


ACTS: list[tuple[str, Callable[[City], None]]] = [
    ("post.embargoed", put_off), ("post.unembargoed", think_better_of_it), ("post.embargoed", put_off),
    ("post.delayed", come_too_late), ("post.published", come),
]  # fmt: skip
MUST_SHOW = {come}
MUST_NOT_SHOW = {put_off, think_better_of_it, come_too_late}
