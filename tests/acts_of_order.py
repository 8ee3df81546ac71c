"""The acts of keeping order, for the walk of `test_public_world`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from intercity.activity.record import record
from intercity.moderation import actions
from intercity.moderation.actions import Verdict, do_suspend
from intercity.moderation.models import Case, Decision, Rule, Sort
from intercity.organisations.clock import remind
from intercity.organisations.models import Membership
from intercity.organisations.viewers import viewer_for
from intercity.posts.actions import publish
from intercity.posts.actions.looking import look
from intercity.posts.actions.moderating import do_hide, do_restore
from intercity.posts.content import PostContent
from intercity.posts.models import Post, State
from intercity.posts.tests.veiled import make_alike
from intercity.spaces.models import Label
from tests.personas import make_persona, make_post

if TYPE_CHECKING:
    from tests.test_public_world import City

TITLE = "A post that is flagged"


def flagged(city: City) -> Post:
    return Post.objects.get(title=TITLE)


def publish_more(city: City) -> None:
    make_post(make_persona("rude", city.officer.organisation), city.space, title=TITLE, label=Label.CLEAR)


def flag(city: City) -> None:
    neighbour = make_persona("neighbour", city.coordinator.organisation)
    actions.flag(neighbour.viewer, flagged(city), Rule.PERSON, "It names somebody")


def claim(city: City) -> None:
    actions.claim(city.coordinator.viewer, Case.objects.get())


def read(city: City) -> None:
    actions.look(city.coordinator.viewer, Case.objects.get(), "To decide")


def suspend(city: City) -> None:
    until = timezone.now() + timedelta(days=3)
    verdict = Verdict(Sort.SUSPEND, Rule.PERSON, "It names somebody", until=until)
    actions.decide(city.coordinator.viewer, Case.objects.get(), verdict)


def appeal(city: City) -> None:
    found = Decision.objects.get()
    assert found.person is not None
    actions.appeal(viewer_for(found.person), found, "It was allowed")


def settle(city: City) -> None:
    second = make_persona("second", city.coordinator.organisation, is_coordinator=True)
    actions.settle(second.viewer, Decision.objects.get().appeal, granted=False, answer="It stays so")


def readmit(city: City) -> None:
    Decision.objects.update(until=timezone.now())
    found = Decision.objects.get()
    do_suspend(found.person, city.coordinator.person)


def leave_it(city: City) -> None:
    other = make_persona("other neighbour", city.coordinator.organisation)
    case = actions.flag(other.viewer, flagged(city), Rule.RUDE, "It is loud").case
    actions.claim(city.coordinator.viewer, case)
    actions.decide(city.coordinator.viewer, case, Verdict(Sort.NOTHING, Rule.RUDE, "It is not"))


def restore(city: City) -> None:
    do_restore(flagged(city), city.coordinator.person, State.HIDDEN)


def hide(city: City) -> None:
    do_hide(flagged(city), city.coordinator.person)


def remind_member(city: City) -> None:
    long_ago = timezone.now() - timedelta(days=350)
    found = Membership.objects.get(person=city.officer.person)
    Membership.objects.filter(pk=found.pk).update(began_at=long_ago, verified_at=long_ago, reconfirmed_at=None)
    assert remind(found.pk, timezone.now())


def publish_unnamed(city: City) -> None:
    writer = make_alike(city.space, 5)[0]
    with transaction.atomic():
        record("organisation.created", public=True)
    publish(writer.viewer, city.space, "update", PostContent(title="Without a name"), unnamed=True)


def look_who(city: City) -> None:
    look(city.coordinator.viewer, Post.objects.get(title="Without a name"), "Somebody may be in danger")


ACTS: list[tuple[str, Callable[[City], None]]] = [
    ("post.published", publish_more), ("moderation.flagged", flag), ("moderation.claimed", claim),
    ("moderation.looked", read), ("person.suspended", suspend), ("moderation.appealed", appeal),
    ("moderation.settled", settle), ("person.readmitted", readmit), ("post.restored", restore),
    ("moderation.decided", leave_it), ("post.hidden", hide),
    ("membership.expiring", remind_member), ("post.published", publish_unnamed), ("post.looked", look_who),
]  # fmt: skip
MUST_SHOW = {publish_more, suspend, restore, hide}
MUST_NOT_SHOW = {flag, claim, leave_it, read, appeal, readmit, remind_member, look_who}
