"""What a process keeps of a roll call for one viewer is not handed to the next who may see less of it."""

from __future__ import annotations

import pytest
from django.test import Client

from intercity.kinds.rollcall.models import RollCall
from intercity.kinds.rollcall.tests.helpers import give, make_rollcall, reply
from intercity.organisations.models import Organisation
from intercity.posts.actions import edit
from intercity.posts.content import PostContent
from intercity.spaces.actions import remove_organisation
from intercity.spaces.models import Label, Space
from tests.leaks.channels import everything
from tests.personas import Persona, make_organisation, make_persona

pytestmark = pytest.mark.django_db
SILENT = "Zqsilentqz"
SAID = "Zqsaidqz"


@pytest.fixture
def outside(db: None) -> Client:
    """Of the network, as those inside are, but not of the space."""
    return make_persona("outside", make_organisation("City of Bergen", country="NO")).client


@pytest.fixture
def rollcall(coordinator: Persona, nice: Organisation, torino: Organisation, space: Space) -> RollCall:
    """Two of three have answered; the third is in the country of the first."""
    made = make_rollcall(coordinator, space, [nice, torino, make_organisation(SILENT)])
    give(made, nice, reply("yes", comment=SAID))
    give(made, torino, reply("no"))
    return made


def get(client: Client, rollcall: RollCall, end: str = "") -> str:
    return everything(client.get(f"/posts/{rollcall.post.uid}/{end}"))


@pytest.mark.parametrize(
    ("end", "inside_only"),
    [("answers/map.json", SILENT), ("answers?country=FR", "Not answered"), ("", "/answers/enter")],
)
def test_what_was_made_for_the_space_is_not_handed_to_the_rest_of_the_network(
    end: str, inside_only: str, rollcall: RollCall, coordinator: Persona, outside: Client
) -> None:
    assert inside_only in get(coordinator.client, rollcall, end)
    seen = get(outside, rollcall, end)
    assert "Torino" in get(outside, rollcall, "answers")
    assert inside_only not in seen
    # Nor does who asks first decide what the others get.
    assert inside_only in get(coordinator.client, rollcall, end)


def test_who_sees_the_answers_of_one_question_is_not_asked_for_the_next(
    rollcall: RollCall, coordinator: Persona, stranger: Persona, nice: Organisation, space: Space
) -> None:
    """A public question with answers for the network, beside one that is public altogether."""
    public = make_rollcall(coordinator, space, [nice], label=Label.CLEAR)
    narrow = make_rollcall(coordinator, space, [nice], label=Label.CLEAR, answers_label=Label.GREEN)
    give(narrow, nice, reply(comment=SAID))
    assert f"/posts/{public.post.uid}/answers/map" in get(stranger.client, public)
    page = get(stranger.client, narrow)
    assert "The answers are for members of the network." in page
    assert f"/posts/{narrow.post.uid}/answers" not in page
    assert SAID not in page


def test_ways_to_answers_are_offered_to_those_only_who_see_them(
    coordinator: Persona, stranger: Persona, nice: Organisation, space: Space
) -> None:
    rollcall = make_rollcall(coordinator, space, [nice], label=Label.CLEAR, answers_label=Label.GREEN)
    for client in (Client(), stranger.client):
        page = get(client, rollcall)
        assert "Playgrounds today" in page
        assert f"/posts/{rollcall.post.uid}/answers" not in page
    RollCall.objects.filter(pk=rollcall.pk).update(answers_label=Label.AMBER)
    # Whoever runs it and sees no answers is not offered to enter some either.
    page = get(coordinator.client, rollcall)
    assert "/remind" in page
    assert f"/posts/{rollcall.post.uid}/answers" not in page


def test_each_question_has_its_own_answers(
    coordinator: Persona, officer: Persona, nice: Organisation, torino: Organisation, space: Space
) -> None:
    """Two of the same space that moved equally often."""
    first, second = (make_rollcall(coordinator, space, [city]) for city in (nice, torino))
    give(first, nice)
    give(second, torino)
    for end in ("answers", "answers/map.json", ""):
        pages = [get(officer.client, one, end).partition("\n")[2] for one in (first, second)]
        assert [(">Nice<" in page or '"Nice"' in page, "Torino" in page) for page in pages] == [
            (True, False), (False, True),
        ], end  # fmt: skip


def test_ways_to_answers_go_with_the_right_to_see_them(
    coordinator: Persona, partner: Persona, officer: Persona, ministry: Organisation, nice: Organisation, space: Space,
    outside: Client,
) -> None:  # fmt: skip
    rollcall = make_rollcall(coordinator, space, [nice, ministry], label=Label.CLEAR, answers_label=Label.GREEN)
    way = f"/posts/{rollcall.post.uid}/answers/map"
    assert way in get(partner.client, rollcall)
    remove_organisation(coordinator.viewer, space, ministry)
    assert way not in get(partner.client, rollcall)
    assert way in get(officer.client, rollcall)
    details = {"deadline": rollcall.deadline, "answers_label": Label.AMBER}
    edit(coordinator.viewer, rollcall.post, PostContent(title="Asked anew", label=Label.CLEAR, details=details))
    for client, sees in ((officer.client, True), (outside, False), (coordinator.client, False)):
        page = get(client, rollcall)
        assert ("Asked anew" in page, way in page) == (True, sees)
