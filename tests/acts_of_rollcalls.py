"""The acts around roll calls, for the walk of `test_public_world`.

One is for everybody with its answers, one is for everybody while its answers are for the network: of those, readers
without an account see nothing move.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from intercity.kinds.rollcall.actions.answering import answer, do_answer, do_propose, withdraw
from intercity.kinds.rollcall.actions.approving import discard
from intercity.kinds.rollcall.actions.changing import add_field
from intercity.kinds.rollcall.actions.closing import close, reopen
from intercity.kinds.rollcall.actions.entering import confirm
from intercity.kinds.rollcall.actions.reminding import remind
from intercity.kinds.rollcall.actions.repeating import set_repeat
from intercity.kinds.rollcall.actions.unsaying import unsay
from intercity.kinds.rollcall.clock import note_complete, note_over
from intercity.kinds.rollcall.models import FieldType, How, Proposal, RollCall, Waits
from intercity.kinds.rollcall.tests.helpers import USUAL, fresh, reply
from intercity.organisations.actions.founding import do_create_organisation
from intercity.organisations.models import Membership, Organisation
from intercity.organisations.viewers import Viewer, viewer_for
from intercity.posts.models import Post
from intercity.spaces.actions import do_create_space, do_join
from intercity.spaces.lists import save_list
from intercity.spaces.models import Label, Space, SpaceState
from intercity.spaces.removing import remove_exercise
from tests.personas import make_persona, make_post

if TYPE_CHECKING:
    from tests.test_public_world import City

OPEN, NARROW = "Who has sandbags?", "Who has pumps?"
PORI, KEMI = "City of Pori", "City of Kemi"


def publish_rollcalls(city: City) -> None:
    """Both ask the same two cities, which joined before."""
    cities = [do_create_organisation(Organisation(name=name, country="FI")) for name in (PORI, KEMI)]
    for organisation in cities:
        make_persona(f"speaker {organisation.pk}", organisation)
        do_join(city.space, organisation)
    for title, label in ((OPEN, Label.CLEAR), (NARROW, Label.GREEN)):
        make_post(
            city.officer, city.space, kind="rollcall", title=title, label=Label.CLEAR, fields=USUAL,
            organisations=[one.pk for one in cities], answers_label=label,
            deadline=timezone.now() + timedelta(days=1),
        )  # fmt: skip


def rollcall(title: str) -> RollCall:
    """One of the two, as it stands."""
    return fresh(Post.objects.get(title=title))


def named(name: str) -> Organisation:
    return Organisation.objects.get(name=name)


def speaker(name: str) -> Viewer:
    """Who answers for that city."""
    return viewer_for(Membership.objects.get(organisation__name=name).person)


def answer_openly(city: City) -> None:
    answer(speaker(PORI), rollcall(OPEN), named(PORI), reply("yes", 30), seen=0)


def answer_narrowly(city: City) -> None:
    answer(speaker(PORI), rollcall(NARROW), named(PORI), reply("yes", 4), seen=0)


def change_openly(city: City) -> None:
    answer(speaker(PORI), rollcall(OPEN), named(PORI), reply("planned"), seen=1)


def withdraw_openly(city: City) -> None:
    withdraw(speaker(PORI), rollcall(OPEN), named(PORI))


def withdraw_narrowly(city: City) -> None:
    withdraw(speaker(PORI), rollcall(NARROW), named(PORI))


def propose(city: City) -> None:
    """What a mail said, before its writer confirmed it."""
    writer = speaker(KEMI).person
    do_propose(rollcall(OPEN), named(KEMI), reply("no"), writer, How.MAIL, seen=0, waits=Waits.WRITER, words="No.")


def discard_it(city: City) -> None:
    discard(speaker(KEMI), Proposal.objects.get())


def enter_openly(city: City) -> None:
    enter_for_kemi(OPEN)


def enter_narrowly(city: City) -> None:
    enter_for_kemi(NARROW)


def enter_for_kemi(title: str) -> None:
    said = reply("yes", 7, comment="Ask the harbour.")
    do_answer(rollcall(title), named(KEMI), said, None, How.COORDINATOR, seen=None, confirmed=False)


def confirm_openly(city: City) -> None:
    confirm(speaker(KEMI), rollcall(OPEN), named(KEMI), seen=1)


def confirm_narrowly(city: City) -> None:
    confirm(speaker(KEMI), rollcall(NARROW), named(KEMI), seen=1)


def remind_them(city: City) -> None:
    remind(city.officer.viewer, rollcall(OPEN))


def let_it_end(city: City) -> None:
    RollCall.objects.filter(post__title=NARROW).update(deadline=timezone.now() - timedelta(minutes=1))
    note_over(timezone.now())


def answer_again_narrowly(city: City) -> None:
    answer(speaker(PORI), rollcall(NARROW), named(PORI), reply("no"), seen=2)


def note_narrowly(city: City) -> None:
    """That all have answered is for the readers of the answers."""
    assert note_complete(timezone.now()) == 1


def ask_more(city: City) -> None:
    asked = {"type": FieldType.TEXT, "label": "Where do they lie?", "options": [], "unit": ""}
    add_field(city.officer.viewer, rollcall(OPEN).post, asked)


def ask_weekly(city: City) -> None:
    set_repeat(city.officer.viewer, rollcall(OPEN), on=True)


def close_openly(city: City) -> None:
    close(city.officer.viewer, rollcall(OPEN), "Sandbags for **everybody**.")


def close_narrowly(city: City) -> None:
    """That it is closed is for the readers of the question."""
    close(city.officer.viewer, rollcall(NARROW), "Pumps for everybody.")


def unsay_openly(city: City) -> None:
    unsay(speaker(KEMI), rollcall(OPEN), named(KEMI))


def unsay_narrowly(city: City) -> None:
    unsay(speaker(KEMI), rollcall(NARROW), named(KEMI))


def reopen_openly(city: City) -> None:
    reopen(city.officer.viewer, rollcall(OPEN))


def save_them(city: City) -> None:
    keys = list(Organisation.objects.filter(name__in=(PORI, KEMI)).values_list("pk", flat=True))
    save_list(city.coordinator.viewer, city.space, "Those by the sea", keys)


def open_exercise(city: City) -> None:
    do_create_space("Drill of the week", state=SpaceState.EXERCISE)


def post_in_exercise(city: City) -> None:
    space = Space.objects.get(name="Drill of the week")
    make_post(city.officer, space, kind="practice", title="An invented practice", label=Label.CLEAR)


def remove_it(city: City) -> None:
    remove_exercise(city.coordinator.viewer, Space.objects.get(name="Drill of the week"))


ACTS: list[tuple[str, Callable[[City], None]]] = [
    ("post.published", publish_rollcalls), ("rollcall.answered", answer_narrowly),
    ("rollcall.answered", answer_openly), ("rollcall.answered", change_openly),
    ("rollcall.proposed", propose), ("rollcall.refused", discard_it), ("rollcall.reminded", remind_them),
    ("rollcall.unanswered", withdraw_openly), ("rollcall.unanswered", withdraw_narrowly),
    ("rollcall.answered", enter_openly), ("rollcall.answered", enter_narrowly),
    ("rollcall.confirmed", confirm_openly), ("rollcall.confirmed", confirm_narrowly),
    ("rollcall.answered", answer_again_narrowly), ("rollcall.complete", note_narrowly),
    ("rollcall.over", let_it_end), ("rollcall.changed", ask_more), ("rollcall.changed", ask_weekly),
    ("rollcall.closed", close_openly), ("rollcall.closed", close_narrowly), ("rollcall.unsaid", unsay_openly),
    ("rollcall.unsaid", unsay_narrowly), ("rollcall.reopened", reopen_openly),
    ("list.changed", save_them), ("space.created", open_exercise), ("post.published", post_in_exercise),
    ("space.removed", remove_it), ("space.created", open_exercise), ("post.published", post_in_exercise),
    ("post.removed", remove_it),
]  # fmt: skip
MUST_SHOW = {
    answer_openly,
    change_openly,
    withdraw_openly,
    enter_openly,
    confirm_openly,
    let_it_end,
    close_openly,
    unsay_openly,
    reopen_openly,
    close_narrowly,
    open_exercise,
    post_in_exercise,
    remove_it,
}
MUST_NOT_SHOW = {
    answer_narrowly,
    withdraw_narrowly,
    enter_narrowly,
    confirm_narrowly,
    answer_again_narrowly,
    note_narrowly,
    unsay_narrowly,
    propose,
    discard_it,
    save_them,
}
