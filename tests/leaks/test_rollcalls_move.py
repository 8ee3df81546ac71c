"""What becomes of open pages, links and mails of a roll call when its labels or its readers change."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.activity.record import record
from intercity.kinds.rollcall.actions.closing import do_close
from intercity.kinds.rollcall.actions.reminding import do_remind
from intercity.kinds.rollcall.links import answer_path
from intercity.kinds.rollcall.models import RollCall
from intercity.kinds.rollcall.tests.helpers import USUAL, fresh, give, make_rollcall, reply
from intercity.kinds.rollcall.tests.telling import sent
from intercity.live.event import make_wish
from intercity.live.events import closes, render, since
from intercity.notifications.recipients import notify
from intercity.organisations.actions import end_membership
from intercity.organisations.models import Level, Membership, Organisation, Person
from intercity.spaces.actions import remove_organisation
from intercity.spaces.models import Label, Space
from tests.leaks.channels import everything
from tests.personas import Persona, make_organisation, make_persona, make_post

pytestmark = pytest.mark.django_db
SAID = "Zqsandbagqz"
ENDS = (
    "", "answers", "answers.csv", "answers.json", "answers.xlsx", "answers/map", "answers/map.json", "answers/missing",
    "answers/compare", "answers/compare?show=changes", "answers/compare?show=dates", "answers/print", "answers/embed",
)  # fmt: skip


def shown(client: Client, rollcall: RollCall) -> dict[str, str]:
    """What each address gives, where it gives a page at all."""
    answers = {end: client.get(f"/posts/{rollcall.post.uid}/{end}") for end in ENDS}
    return {end: everything(answer) for end, answer in answers.items() if answer.status_code == 200}


def replayed(client: Client, rollcall: RollCall) -> str:
    """All that a page hears that knows nothing yet."""
    response = client.get(f"/live?post={rollcall.post.uid}", HTTP_LAST_EVENT_ID="0")
    if response.status_code != 200:
        return ""
    wish = make_wish(json.loads(response.headers["X-Intercity-Stream"]))
    return "".join(event.data for event in since(0, wish) if wish.hears(event))


def test_public_answers_to_a_question_that_becomes_narrower_are_public_no_more(
    coordinator: Persona, stranger: Persona, officer: Persona, nice: Organisation, space: Space
) -> None:
    rollcall = make_rollcall(coordinator, space, [nice], label=Label.CLEAR)
    give(rollcall, nice, reply(comment=SAID))
    public = [Client(), stranger.client]
    for client in public:
        pages = shown(client, rollcall)
        assert pages.keys() == set(ENDS)
        assert SAID in pages["answers"]
        assert SAID in replayed(client, rollcall)
    coordinator.client.post(f"/posts/{rollcall.post.uid}/label", {"label": "green"})
    assert fresh(rollcall.post).post.label == Label.GREEN
    for client in public:
        assert shown(client, rollcall) == {}
        assert SAID not in replayed(client, rollcall)
    assert SAID in shown(officer.client, rollcall)["answers"]
    assert "answers/embed" not in shown(officer.client, rollcall)


@pytest.mark.parametrize("label", [Label.CLEAR, Label.GREEN])
def test_a_partner_that_leaves_the_space_takes_no_answers_along(
    label: Label, coordinator: Persona, partner: Persona, nice: Organisation, ministry: Organisation, space: Space
) -> None:
    rollcall = make_rollcall(coordinator, space, [nice, ministry], label=label, answers_label=Label.GREEN)
    give(rollcall, nice, reply(comment=SAID))
    before = shown(partner.client, rollcall)
    assert {SAID in before[end] for end in ("", "answers", "answers.csv", "answers/print")} == {True}
    assert "Ministry" in before["answers/missing"]
    names = f"/posts/{rollcall.post.uid}/answers/missing.csv"
    assert "Ministry" in partner.client.get(names).content.decode()
    assert SAID in replayed(partner.client, rollcall)
    remove_organisation(coordinator.viewer, space, ministry)
    act = Activity.objects.latest("pk")
    assert closes(act)
    assert partner.person.uid in render([act], ["en"])[0]["en"].close_persons
    assert partner.client.get(names).status_code == (403 if label == Label.CLEAR else 404)
    after = shown(partner.client, rollcall)
    assert after.keys() == ({""} if label == Label.CLEAR else set())
    assert SAID not in "".join(after.values())
    assert SAID not in replayed(partner.client, rollcall)


def test_what_came_out_of_it_is_for_those_who_see_the_answers(
    coordinator: Persona, stranger: Persona, officer: Persona, nice: Organisation, space: Space
) -> None:
    rollcall = make_rollcall(coordinator, space, [nice], label=Label.CLEAR, answers_label=Label.GREEN)
    give(rollcall, nice)
    do_close(rollcall, SAID, coordinator.person)
    lists = ("/", f"/spaces/{space.slug}/", f"/spaces/{space.slug}/table", f"/posts/{rollcall.post.uid}/history")
    for client in (Client(), stranger.client):
        assert SAID not in "".join(shown(client, rollcall).values())
        assert client.get(f"/posts/{rollcall.post.uid}/answers/closed").status_code == 403
        assert not [path for path in lists if SAID in everything(client.get(path))]
    assert SAID in shown(officer.client, rollcall)[""]


def end_it(persona: Persona) -> None:
    end_membership(persona.viewer, Membership.objects.get(person=persona.person))


def suspend(persona: Persona) -> None:
    Person.objects.filter(pk=persona.person.pk).update(is_active=False)
    record("person.changed", person_uid=persona.person.uid)


@pytest.mark.parametrize("goes", [end_it, suspend])
def test_whoever_went_reads_no_answer_gives_none_and_hears_nothing(
    goes: Callable[[Persona], None], coordinator: Persona, officer_elsewhere: Persona, nice: Organisation,
    torino: Organisation, space: Space,
) -> None:  # fmt: skip
    rollcall = make_rollcall(coordinator, space, [nice, torino], label=Label.CLEAR, answers_label=Label.GREEN)
    give(rollcall, nice, reply(comment=SAID))
    link = answer_path(officer_elsewhere.person, rollcall, torino)
    assert Client().get(link).status_code == 200
    assert SAID in shown(officer_elsewhere.client, rollcall)["answers"]
    goes(officer_elsewhere)
    assert do_remind(rollcall, None, reminders=0, now=timezone.now()) == 1
    for act in Activity.objects.filter(verb__in=("post.published", "rollcall.reminded", "rollcall.answered")):
        notify(act)
    assert officer_elsewhere.person.email not in {to for one in sent() for to in one.to}
    after = shown(officer_elsewhere.client, rollcall)
    assert SAID not in "".join(after.values())
    assert SAID not in replayed(officer_elsewhere.client, rollcall)
    for client in (Client(), officer_elsewhere.client):
        refused = client.get(link)
        assert (refused.status_code, "Playgrounds" in everything(refused)) == (403, False)


def test_who_is_asked_and_may_not_see_the_question_hears_nothing_of_it(
    coordinator: Persona, partner: Persona, ministry: Organisation, space: Space
) -> None:
    Organisation.objects.filter(pk=ministry.pk).update(duty_email="duty@ministry.example")
    post = make_post(
        coordinator, space, kind="rollcall", title=SAID, label=Label.GREEN, fields=USUAL,
        organisations=[ministry.pk], answers_label=Label.GREEN, deadline=timezone.now() + timedelta(hours=9),
    )  # fmt: skip
    for act in Activity.objects.all():
        notify(act)
    assert not {to for one in sent() for to in one.to} & {partner.person.email, "duty@ministry.example"}
    link = answer_path(partner.person, fresh(post), ministry)
    for client in (partner.client, Client()):
        refused = client.get(link)
        assert (refused.status_code, SAID in everything(refused)) == (410, False)
    for path in (f"/posts/{post.uid}/", f"/posts/{post.uid}/answer", f"/posts/{post.uid}/answers/of/{ministry.slug}"):
        assert partner.client.get(path).status_code == 404, path
    for path in ("/answers-waiting", "/inbox", "/", "/desk"):
        assert SAID not in everything(partner.client.get(path)), path


def test_nothing_that_is_counted_tells_outsiders_where_those_are_who_have_not_answered(
    coordinator: Persona, officer: Persona, nice: Organisation, torino: Organisation, space: Space
) -> None:
    """One silent city in Belgium, one of a level of its own: no menu, no group and no filter speaks of them."""
    silent = make_organisation("City of Ghent", country="BE", level=Level.REGIONAL)
    rollcall = make_rollcall(coordinator, space, [nice, torino, silent], label=Label.CLEAR)
    give(rollcall, nice)
    give(rollcall, torino)
    outside = make_persona("outside", make_organisation("City of Bergen", country="NO"))
    base = f"/posts/{rollcall.post.uid}/answers"
    queries = ("", "?country=BE", "?level=regional", "?country=FR", "/map?country=FR", "/compare?by=country")
    for client in (Client(), outside.client):
        for path in (*queries, "/compare?by=level", "/map", "/print", ".csv?country=BE", "/missing"):
            page = everything(client.get(base + path))
            assert not {"Ghent", "Belgium"} & set(re.findall(r"\w+", page)), path
        for query in ("?country=FR", "?level=local", "?size=tiny", "?answer=f1:yes"):
            found = client.get(f"{base}.json{query}").json()
            assert (found["missing"], found["not_answered"] in (None, 1)) == ([], True), query
        narrowed = client.get(f"{base}.json?country=FR").json()
        assert (narrowed["answered"], narrowed["asked"], narrowed["not_answered"]) == (1, None, None)
        marks = {one["key"]: one["count"] for one in client.get(f"{base}/map.json?country=FR").json()["marks"]}
        assert "missing" not in marks
    assert "Belgium" in everything(officer.client.get(f"{base}/compare?by=country"))
    assert "Ghent" in everything(officer.client.get(f"{base}/missing"))
