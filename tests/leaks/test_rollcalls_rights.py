"""Each filter of a roll call alone: who is asked, who speaks, whose link it is, what a card and a file say."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from intercity.activity.kept import forget_everything
from intercity.kinds.rollcall.actions.answering import do_propose
from intercity.kinds.rollcall.links import answer_path
from intercity.kinds.rollcall.models import Answer, How, RollCall, Waits
from intercity.kinds.rollcall.scope import Who, asked_by
from intercity.kinds.rollcall.tests.helpers import give, make_rollcall, reply
from intercity.organisations.models import Level, Organisation, Role, Type
from intercity.posts.models import Post, State
from intercity.spaces.actions import do_create_space, do_join
from intercity.spaces.models import Label, Space, SpaceMember, SpaceState
from tests.leaks.channels import everything
from tests.personas import Persona, make_organisation, make_persona, make_post

pytestmark = pytest.mark.django_db
SILENT, SAID, TITLE = "Zqsilentqz", "Zqsaidqz", "Playgrounds today"


@pytest.mark.parametrize("label", list(Label))
def test_asked_are_those_whose_people_see_the_question(
    label: Label, coordinator: Persona, nice: Organisation, ministry: Organisation, space: Space
) -> None:
    elsewhere = make_organisation("Ministry elsewhere", type=Type.MINISTRY, level=Level.NATIONAL)
    nowhere = make_organisation("Ministry nowhere", type=Type.MINISTRY, level=Level.NATIONAL)
    everybody = [nice, make_organisation("City of Ghent", country="BE"), ministry, elsewhere, nowhere]
    do_join(space, nice)
    do_join(space, ministry)
    do_join(do_create_space("Elsewhere"), elsewhere)
    post = make_post(coordinator, space)
    Post.objects.filter(pk=post.pk).update(label=label)
    people = [make_persona(f"of {number}", one) for number, one in enumerate(everybody)]
    see_it = {one.organisation for one in people if Post.objects.visible_to(one.viewer).filter(pk=post.pk).exists()}
    scope = {"who": Who.NAMES, "organisations": [one.uid for one in everybody]}
    assert set(asked_by(scope, space, label)) == see_it
    assert len(see_it) == {Label.CLEAR: 5, Label.GREEN: 3, Label.AMBER: 2}.get(label, 0)


def test_a_card_tells_how_many_are_asked_only_where_all_who_see_it_see_the_answers(
    coordinator: Persona, officer: Persona, nice: Organisation, space: Space
) -> None:
    narrow = make_rollcall(coordinator, space, [nice], label=Label.CLEAR, answers_label=Label.GREEN)
    public = make_rollcall(coordinator, space, [nice], label=Label.CLEAR)
    RollCall.objects.filter(pk=narrow.pk).update(asked=4711)
    RollCall.objects.filter(pk=public.pk).update(asked=5822)
    lists = ("/", f"/spaces/{space.slug}/", f"/spaces/{space.slug}/table")
    own = [f"{place}{one.post.uid}" for one in (narrow, public) for place in ("/live/card/", "/posts/")]
    for client in (officer.client, Client()):
        pages = [everything(client.get(path, follow=True)) for path in (*lists, *own)]
        assert not re.search("4,?711", "".join(pages))
        assert TITLE in pages[1]
        assert re.search("5,?822", pages[1])


def test_whoever_does_not_speak_for_a_city_is_told_nothing_of_what_waits_there(
    coordinator: Persona, officer_elsewhere: Persona, reader: Persona, torino: Organisation, space: Space
) -> None:
    """A reader's own city: its answer is for fewer, and a colleague's waits for the lead."""
    rollcall = make_rollcall(coordinator, space, [torino])
    give(rollcall, torino, reply(comment=SAID))
    # For named readers, where the question names none: nobody else's to read.
    RollCall.objects.update(answers_label=Label.RED)
    waiting = do_propose(rollcall, torino, reply("no"), officer_elsewhere.person, How.PAGE, seen=1, waits=Waits.LEAD)
    base = f"/posts/{rollcall.post.uid}/"
    assert SAID in everything(officer_elsewhere.client.get(base))
    for path in (base, f"{base}answer", f"/spaces/{space.slug}/", "/answers-waiting"):
        page = everything(reader.client.get(path))
        assert not [one for one in (SAID, waiting.uid, "own-answer") if one in page], path


def test_what_waited_for_somebody_who_speaks_no_more_waits_for_them_no_more(
    coordinator: Persona, officer: Persona, nice: Organisation, space: Space
) -> None:
    rollcall = make_rollcall(coordinator, space, [nice], label=Label.CLEAR)
    do_propose(rollcall, nice, reply(), officer.person, How.MAIL, seen=0, waits=Waits.WRITER)
    assert TITLE in everything(officer.client.get("/answers-waiting"))
    officer.person.memberships.update(role=Role.READER)
    forget_everything()
    assert TITLE not in everything(officer.client.get("/answers-waiting"))


@pytest.mark.parametrize("state", [state for state in State if state != State.PUBLISHED])
def test_a_link_to_a_question_that_is_not_published_shows_and_takes_nothing(
    state: State, coordinator: Persona, officer: Persona, nice: Organisation, space: Space
) -> None:
    rollcall = make_rollcall(coordinator, space, [nice], label=Label.CLEAR)
    path = answer_path(officer.person, rollcall, nice, "yes")
    Post.objects.filter(pk=rollcall.pk).update(state=state)
    refuses(path, officer)


@pytest.mark.parametrize("label", [Label.AMBER, Label.RED])
def test_a_link_to_a_question_for_fewer_shows_and_takes_nothing(
    label: Label, coordinator: Persona, officer: Persona, nice: Organisation, space: Space
) -> None:
    rollcall = make_rollcall(coordinator, space, [nice])
    path = answer_path(officer.person, rollcall, nice, "yes")
    Post.objects.filter(pk=rollcall.pk).update(label=label)
    SpaceMember.objects.filter(space=space, organisation=nice).delete()
    refuses(path, officer)


def test_a_link_into_an_archived_space_takes_nothing(
    coordinator: Persona, officer: Persona, nice: Organisation, space: Space
) -> None:
    path = answer_path(officer.person, make_rollcall(coordinator, space, [nice]), nice, "yes")
    Space.objects.update(state=SpaceState.ARCHIVED)
    opened, sent = Client().get(path), Client().post(path, {"f1": "yes", "seen": "0"})
    assert (opened.status_code, sent.status_code) == (403, 403)
    assert not Answer.objects.exists()


def refuses(path: str, owner: Persona) -> None:
    """Nothing for whoever holds it, signed in as its owner or not."""
    for client in (Client(), owner.client):
        opened, sent = client.get(path), client.post(path, {"f1": "yes", "seen": "0"})
        assert (opened.status_code, sent.status_code) == (410, 410)
        assert TITLE not in everything(opened) + everything(sent)
    assert not Answer.objects.exists()


@pytest.mark.parametrize("label", [Label.AMBER, Label.RED])
def test_nobody_follows_up_answers_that_they_do_not_see(
    label: Label, coordinator: Persona, officer: Persona, nice: Organisation, torino: Organisation, space: Space
) -> None:
    rollcall = make_rollcall(coordinator, space, [nice, torino])
    make_persona("speaker", torino)
    give(rollcall, torino)
    RollCall.objects.update(answers_label=label)
    SpaceMember.objects.filter(space=space, organisation=nice).delete()
    path = f"/posts/{rollcall.post.uid}/follow-up"
    typed = {"on": "f1:yes", "ask": torino.slug, "title": "How?", "body": "Tell us.", "label": Label.GREEN}
    for persona in (officer, coordinator):
        got = [persona.client.get(path), persona.client.get(path, {"on": "f1:yes"}), persona.client.post(path, typed)]
        assert [one.status_code for one in got] == [403, 403, 403]
        assert "Torino" not in "".join(map(everything, got))
    assert not Post.objects.filter(kind="question").exists()


@pytest.mark.parametrize("ending", ["csv", "json", "xlsx"])
def test_files_name_the_silent_inside_the_space_only(
    ending: str, coordinator: Persona, stranger: Persona, officer: Persona, nice: Organisation, space: Space
) -> None:
    rollcall = make_rollcall(coordinator, space, [nice, make_organisation(SILENT)], label=Label.CLEAR)
    give(rollcall, nice)
    outside = make_persona("outside", make_organisation("City of Bergen", country="NO"))
    path = f"/posts/{rollcall.post.uid}/answers.{ending}"
    # A file of rows has no place for whoever gave none.
    assert (SILENT in everything(officer.client.get(path))) == (ending != "csv")
    for client in (Client(), stranger.client, outside.client):
        file = everything(client.get(path))
        assert ("Nice" in file, SILENT in file) == (True, False)
