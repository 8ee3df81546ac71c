"""The acts around where a question stands, and reactions, for the walk of `test_public_world`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from intercity.kinds.question.actions import accept, change_request, settle
from intercity.kinds.question.models import RequestState
from intercity.organisations.actions.founding import do_create_organisation
from intercity.organisations.models import Level, Organisation, Type
from intercity.posts.actions.reacting import react
from intercity.posts.models import Post
from intercity.spaces.models import Label
from tests.personas import make_persona, make_post

if TYPE_CHECKING:
    from tests.test_public_world import City

TITLE, HIDDEN, REQUEST = "Who lends boats?", "Who hides boats?", "May ferries run at night?"


def publish_questions(city: City) -> None:
    """One for everybody and one for the network, both answered, and a request to a ministry."""
    tampere = do_create_organisation(Organisation(name="City of Tampere", country="FI"))
    ministry = Organisation(name="Ministry of Boats", type=Type.MINISTRY, level=Level.NATIONAL, country="FR")
    do_create_organisation(ministry)
    elsewhere = make_persona("tampere", tampere)
    for title, label in ((TITLE, Label.CLEAR), (HIDDEN, Label.GREEN)):
        question = make_post(city.officer, city.space, kind="question", title=title, label=label)
        make_post(elsewhere, city.space, kind="comment", title="", body="We do.", label=label, parent=question)
    make_post(city.officer, city.space, kind="question", title=REQUEST, label=Label.CLEAR, addressee=ministry.slug)


def named(title: str) -> Post:
    return Post.objects.get(title=title)


def accept_answer(city: City) -> None:
    accept(city.officer.viewer, named(TITLE).thread.get(), on=True)


def accept_hidden(city: City) -> None:
    accept(city.officer.viewer, named(HIDDEN).thread.get(), on=True)


def reopen(city: City) -> None:
    settle(city.officer.viewer, named(TITLE), on=False)


def settle_again(city: City) -> None:
    settle(city.officer.viewer, named(TITLE), on=True)


def refuse(city: City) -> None:
    change_request(city.coordinator.viewer, named(REQUEST), RequestState.REFUSED, "Not our task")


def react_to(city: City) -> None:
    react(make_persona("turku", do_create_organisation(Organisation(name="City of Turku"))).viewer, named(TITLE),
          "needed", on=True)  # fmt: skip


def react_to_hidden(city: City) -> None:
    react(make_persona("vaasa", do_create_organisation(Organisation(name="City of Vaasa"))).viewer, named(HIDDEN),
          "needed", on=True)  # fmt: skip


ACTS: list[tuple[str, Callable[[City], None]]] = [
    ("post.published", publish_questions), ("question.accepted", accept_answer), ("question.accepted", accept_hidden),
    ("question.reopened", reopen), ("question.settled", settle_again), ("request.changed", refuse),
    ("post.reacted", react_to), ("post.reacted", react_to_hidden),
]  # fmt: skip
MUST_SHOW = {accept_answer, reopen, settle_again, refuse, react_to}
MUST_NOT_SHOW = {accept_hidden}
