"""The acts around adoptions, for the walk of `test_public_world`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from intercity.adoption.actions import Told, Wording, answer_check, tell_how_it_went
from intercity.adoption.actions.saying import do_say
from intercity.adoption.clock import ask_how_it_went, ask_whether_in_force, sum_up_month
from intercity.adoption.models import Review
from intercity.adoption.months import Month
from intercity.organisations.models import Organisation
from intercity.organisations.viewers import viewer_for
from intercity.posts.models import Post
from intercity.spaces.models import Label
from tests.personas import make_post

if TYPE_CHECKING:
    from tests.test_public_world import City


def publish_practice(city: City) -> None:
    """Two, long enough ago to be asked about."""
    for title, label in (("Cool rooms", Label.CLEAR), ("Cool cellars", Label.GREEN)):
        post = make_post(city.officer, city.space, kind="practice", title=title, label=label, status="active")
        Post.objects.filter(pk=post.pk).update(published_at=timezone.now() - timedelta(days=60))


def say(title: str, status: str) -> None:
    """What Riga does with it, since before the last month ended."""
    riga = Organisation.objects.get(slug="city-of-riga")
    at = min(Month.before(timezone.now()).end - timedelta(days=1), timezone.now() - timedelta(days=31))
    do_say(Post.objects.get(title=title), riga, None, Wording(status, "Because"), at)


def adopt(city: City) -> None:
    say("Cool rooms", "adopted")


def adopt_hidden(city: City) -> None:
    say("Cool cellars", "adopted")


def ask_how(city: City) -> None:
    ask_how_it_went(timezone.now())


def review(city: City) -> None:
    asked = Review.objects.select_related("adoption__post__space", "adoption__organisation").get(
        adoption__post__title="Cool rooms"
    )
    officer = asked.adoption.organisation.memberships.get()
    tell_how_it_went(viewer_for(officer.person), asked, Told("yes", "Fewer calls"))


def ask_check(city: City) -> None:
    ask_whether_in_force(timezone.now())


def confirm(city: City) -> None:
    answer_check(city.officer.viewer, Post.objects.get(title="Cool rooms"), "holds")


def sum_up(city: City) -> None:
    sum_up_month(timezone.now())


ACTS: list[tuple[str, Callable[[City], None]]] = [
    ("post.published", publish_practice), ("adoption.changed", adopt), ("adoption.changed", adopt_hidden),
    ("adoption.asked", ask_how), ("adoption.reviewed", review), ("practice.asked", ask_check),
    ("practice.confirmed", confirm), ("practice.month", sum_up),
]  # fmt: skip
MUST_SHOW = {adopt, review, confirm}
MUST_NOT_SHOW = {adopt_hidden, ask_how, ask_check, sum_up}
