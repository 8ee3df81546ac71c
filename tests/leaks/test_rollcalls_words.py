"""A city takes its words out of a closed roll call: they are nowhere any more, and every figure is what it was."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from intercity.activity.models import Activity
from intercity.kinds.rollcall.actions.answering import Reply, do_answer, do_propose
from intercity.kinds.rollcall.actions.approving import discard
from intercity.kinds.rollcall.actions.closing import do_close, do_reopen
from intercity.kinds.rollcall.actions.unsaying import do_unsay
from intercity.kinds.rollcall.models import Answer, AnswerVersion, FieldType, How, Proposal, RollCall, Waits
from intercity.kinds.rollcall.tests.helpers import USUAL, fresh, make_rollcall
from intercity.kinds.rollcall.tests.telling import sent
from intercity.kinds.rollcall.values.types import Amount, Choice, Value, Words
from intercity.live.events import render
from intercity.notifications.recipients import notify
from intercity.organisations.models import Organisation
from intercity.spaces.models import Label, Space, SpaceState
from tests.leaks.channels import everything
from tests.leaks.test_rollcalls_move import replayed, shown
from tests.personas import Persona, make_persona

pytestmark = pytest.mark.django_db
GONE, STAYS = "zqgone", "zqstays"
FIELDS = [*USUAL, {"type": FieldType.TEXT, "label": "How?"}]
MORE = ("answers/closed", "answers/of/city-of-nice", "answers/map?field=f2", "")


def said(word: str, number: int = 73) -> Reply:
    """Words wherever an answer has some."""
    values: dict[str, Value] = {
        "f1": Choice("yes"), "f2": Amount(Decimal(number), "playgrounds"), "f3": Words(f"{word}-how"),
    }  # fmt: skip
    return Reply(values, False, f"{word}-said", f"https://example.org/{word}-page", f"{word}-call")


@pytest.fixture
def closed(coordinator: Persona, officer: Persona, nice: Organisation, torino: Organisation, space: Space) -> RollCall:
    """Nice answered twice, the last time by the link in a mail, and discarded what it had mailed."""
    made = make_rollcall(coordinator, space, [nice, torino], label=Label.CLEAR, fields=FIELDS)
    do_answer(made, nice, said(f"{GONE}-before", 5), officer.person, How.PAGE, seen=None)
    do_answer(made, nice, said(GONE), officer.person, How.LINK, seen=None)
    do_answer(made, torino, said(STAYS), None, How.PAGE, seen=None)
    mailed = said(f"{GONE}-proposed")
    do_propose(made, nice, mailed, officer.person, How.MAIL, seen=2, waits=Waits.WRITER, words=f"{GONE}-mailed")
    discard(officer.viewer, Proposal.objects.get())
    do_close(made, "", coordinator.person)
    return fresh(made.post)


def pages(client: Client, rollcall: RollCall) -> dict[str, str]:
    """What a viewer reads of it anywhere, and hears."""
    base = f"/posts/{rollcall.post.uid}/"
    found = shown(client, rollcall) | {end: everything(client.get(base + end)) for end in MORE}
    return {**found, "live": replayed(client, rollcall), "space": everything(client.get("/spaces/heatwave/"))}


def figures(client: Client, rollcall: RollCall) -> tuple[object, ...]:
    """All that is counted."""
    found = json.loads(client.get(f"/posts/{rollcall.post.uid}/answers.json").content)
    return found["fields"], found["answered"], found["asked"], found["no_capacity"]


def kept_words() -> str:
    """All that is stored of answers, and the record of acts."""
    rows: list[Any] = []
    for model in (Answer, AnswerVersion, Proposal, Activity):
        rows += model.objects.values_list()
    return str(rows)


def test_words_that_a_city_takes_out_are_nowhere_and_figures_stay(
    closed: RollCall, coordinator: Persona, stranger: Persona, officer: Persona, officer_elsewhere: Persona
) -> None:
    viewers = [Client(), stranger.client, coordinator.client, officer_elsewhere.client, officer.client]
    for act in Activity.objects.filter(verb="rollcall.answered"):
        notify(act)
    before = [pages(client, closed) for client in viewers]
    counted = figures(viewers[0], closed)
    assert all(GONE in found[end] for found in before for end in ("answers", "answers.csv", "answers/closed", "live"))
    address = f"/posts/{closed.post.uid}/answer/words"
    assert address in before[-1][""]
    page = everything(officer.client.get(address))
    assert all(f"{GONE}-{word}" in page for word in ("how", "said", "page", "call"))
    assert page.index(f"{GONE}-call") < page.index("This stays") < page.index("73 playgrounds")
    assert GONE in everything(officer.client.get(address)), "looking changes nothing"
    assert officer.client.post(address).status_code == 302
    for client in viewers:
        found = pages(client, closed)
        assert not [end for end in found if GONE in found[end]]
        assert all(STAYS in found[end] for end in ("answers", "answers.csv", "answers/closed", "live"))
        assert figures(client, closed) == counted
    assert "(taken out since)" in pages(Client(), closed)["answers/closed"]
    act = Activity.objects.latest("pk")
    assert (act.verb, act.person_uid, act.public) == ("rollcall.unsaid", officer.person.uid, True)
    heard = json.loads(render([act], ["en"])[0]["en"].data)
    assert [row["org"] for row in heard["rows"]] == [act.organisation_uid], "open pages put the row anew"
    assert officer.client.post(address).status_code == 302
    assert Activity.objects.latest("pk") == act, "nothing was left to take out"
    assert address not in pages(officer.client, closed)[""]
    do_reopen(closed, coordinator.person)
    mails = sent()
    assert officer.person.email in {to for one in mails for to in one.to}, "the receipt that waited goes out late"
    assert not [one.subject for one in mails if GONE in f"{one.body}{one.alternatives}"]
    assert GONE not in kept_words()


def test_only_speakers_of_the_city_take_its_words_out_and_only_once_it_is_closed(
    closed: RollCall, coordinator: Persona, stranger: Persona, officer: Persona, officer_elsewhere: Persona,
    nice: Organisation, space: Space,
) -> None:  # fmt: skip
    address = f"/posts/{closed.post.uid}/answer/words"
    reads = make_persona("reads for nice", nice, speaks=False)
    for client in (Client(), stranger.client, coordinator.client, reads.client, officer_elsewhere.client):
        for answer in (client.get(f"{address}?for={nice.slug}"), client.post(address, {"for": nice.slug})):
            assert answer.status_code in (302, 403)
            assert GONE not in everything(answer)
    assert Answer.objects.get(organisation=nice).comment == f"{GONE}-said"
    do_reopen(closed, coordinator.person)
    assert officer.client.get(address).status_code == officer.client.post(address).status_code == 403
    with pytest.raises(PermissionDenied):
        do_unsay(closed, nice, officer.person)
    assert Answer.objects.get(organisation=nice).comment == f"{GONE}-said"
    do_close(fresh(closed.post), "", coordinator.person)
    Space.objects.filter(pk=space.pk).update(state=SpaceState.ARCHIVED)
    assert officer.client.post(address).status_code == 302
    assert not Answer.objects.get(organisation=nice).comment
