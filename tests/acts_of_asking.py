"""The acts around asking directly, for the walk of `test_public_world`: none of them shows the public anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from intercity.matching.actions import ask, decline, pass_on
from intercity.matching.models import Asked
from intercity.matching.proposing import describe
from intercity.matching.rings import pursue
from intercity.matching.subject import subject_of
from intercity.organisations.actions.founding import do_create_organisation
from intercity.organisations.models import Membership, Organisation
from intercity.organisations.viewers import viewer_for
from intercity.posts.models import Post
from intercity.spaces.models import Label
from tests.personas import make_persona, make_post

if TYPE_CHECKING:
    from tests.test_public_world import City

TITLE = "Who has cool boats?"


def publish_question(city: City) -> None:
    """A public question, long enough ago that the clock has something to do; and somebody who can be asked."""
    oulu = do_create_organisation(Organisation(name="City of Oulu", country="FI"))
    for name in ("oulu one", "oulu two"):
        make_persona(name, oulu)
    question = make_post(city.officer, city.space, kind="question", title=TITLE, label=Label.CLEAR)
    Post.objects.filter(pk=question.pk).update(published_at=timezone.now() - timedelta(days=3))


def ask_oulu(city: City) -> None:
    question = Post.objects.get(title=TITLE)
    oulu = Organisation.objects.get(name="City of Oulu")
    ask(city.officer.viewer, question, describe(city.officer.viewer, subject_of(question), [oulu.pk]), goes_on=False)


def pass_to_colleague(city: City) -> None:
    first, second = Membership.objects.filter(organisation__name="City of Oulu").order_by("pk")
    pass_on(viewer_for(first.person), Asked.objects.get(post__title=TITLE), second)


def say_not_us(city: City) -> None:
    second = Membership.objects.filter(organisation__name="City of Oulu").order_by("pk")[1]
    decline(viewer_for(second.person), Asked.objects.get(post__title=TITLE))


def escalate(city: City) -> None:
    pursue(timezone.now())


ACTS: list[tuple[str, Callable[[City], None]]] = [
    ("post.published", publish_question), ("question.asked", ask_oulu), ("question.passed", pass_to_colleague),
    ("question.declined", say_not_us), ("question.escalated", escalate),
]  # fmt: skip
MUST_NOT_SHOW = {ask_oulu, pass_to_colleague, say_not_us, escalate}
