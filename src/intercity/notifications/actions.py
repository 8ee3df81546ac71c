"""What people choose to hear of: the only writers of `Follow` and `Preference`.

These are private wishes, so the record does not hold them.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Model

from intercity.notifications.choices import DIGEST, GATHERED, all_choices, choice_of, gathered
from intercity.notifications.models import TARGETS, By, Follow, Preference
from intercity.organisations.models import Person
from intercity.posts.models import Post
from intercity.posts.telling import Event


def mute(person: Person, root: Post) -> None:
    """Tell `person` no more about this conversation."""
    set_follow(person, "post", root, muted=True)


def set_follow(person: Person, sort: str, thing: Model, *, muted: bool = False) -> None:
    """Let `person` hear of `thing` (one of the TARGETS by its `sort`), or hear no more of it when `muted`."""
    assert sort in TARGETS
    about: dict[str, Any] = {sort: thing}
    Follow.objects.update_or_create(person=person, **about, defaults={"muted": muted})


def unfollow(person: Person, sort: str, thing: Model) -> None:
    """Forget what was wished about `thing`, followed or muted."""
    assert sort in TARGETS
    Follow.objects.filter(person=person, **{sort: thing}).delete()


def set_choice(person: Person, event: Event, pace: str, by: str) -> None:
    """From now on tell `person` of `event` so soon and that way."""
    Preference.objects.update_or_create(person=person, event=event.name, defaults={"pace": pace, "by": by})


def stop_mail(person: Person, event: Event) -> None:
    """No more mail to `person` about such events; their inbox still has them."""
    if event == DIGEST:
        stop_digest(person)
        return
    set_choice(person, event, choice_of(person, event).pace, By.INSIDE)


def resume(person: Person, event: Event, root: Post | None) -> None:
    """Mail again: about this conversation, and about such events as for whoever chose nothing."""
    if event == DIGEST:
        Preference.objects.filter(person=person, pace__in=GATHERED, by=By.INSIDE).update(by=By.MAIL)
        return
    Preference.objects.filter(person=person, event=event.name).delete()
    if root is not None:
        Follow.objects.filter(person=person, post=root, muted=True).delete()


@transaction.atomic
def stop_digest(person: Person) -> None:
    """No more digest to `person`: what went with it now only comes to their inbox."""
    choices = all_choices(person)
    for event in gathered(person):
        set_choice(person, event, choices[event.name].pace, By.INSIDE)
