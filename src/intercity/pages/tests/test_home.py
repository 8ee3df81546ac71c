"""GET /: what it counts, and the way to the composer."""

from __future__ import annotations

from django.test import Client

from intercity.pages.views import MOST_WAITING
from intercity.spaces.models import Label, Space, SpaceState
from tests.personas import Persona, make_post


def home(client: Client) -> str:
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def test_the_composer_of_the_newest_space_at_work_is_one_click_away(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    address = f"/spaces/{space.slug}/post/practice"
    make_post(officer, space)
    assert address in home(officer.client)
    assert address not in home(officer_elsewhere.client), "Torino is not in this space"
    assert address not in home(Client())


def test_readers_and_archives_have_no_composer(officer: Persona, reader: Persona, space: Space) -> None:
    for persona in (officer, reader):
        space.members.get_or_create(organisation=persona.organisation)
    assert "/post/practice" not in home(reader.client)
    space.state = SpaceState.ARCHIVED
    space.save()
    assert "/post/practice" not in home(officer.client)


def test_all_questions_without_an_answer_are_counted_not_only_those_shown(officer: Persona, space: Space) -> None:
    for number in range(MOST_WAITING + 2):
        make_post(officer, space, title=f"Question {number}", kind="question", label=Label.CLEAR)
    assert f"<strong>{MOST_WAITING + 2}</strong> questions without an answer" in home(Client())


def test_a_question_that_is_settled_waits_no_more(officer: Persona, space: Space) -> None:
    question = make_post(officer, space, title="Who has tents?", kind="question", label=Label.CLEAR)
    for on, waits in (("0", True), ("1", False), ("0", True)):
        officer.client.post(f"/posts/{question.uid}/settle", {"on": on})
        for client in (officer.client, Client()):
            aside = home(client).partition('<section class="box waits">')[2].partition("</section>")[0]
            assert ("Who has tents?" in aside) == waits


def test_a_space_without_organisations_does_not_count_them(officer: Persona, space: Space) -> None:
    space.members.all().delete()
    assert space.name in home(officer.client)
    assert "0 organisations" not in home(officer.client)


def test_a_space_that_publishes_nothing_is_not_named_to_strangers(
    officer: Persona, partner: Persona, space: Space
) -> None:
    Space.objects.filter(pk=space.pk).update(widest_label=Label.GREEN, name="Quiet matters")
    assert "Quiet matters" in home(officer.client)
    for client in (Client(), partner.client):
        assert "Quiet matters" not in home(client)
