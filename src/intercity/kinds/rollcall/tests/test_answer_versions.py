"""/posts/<uid>/answers/of/<slug>, and the box with one's own answer on the page of a roll call."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from intercity.kinds.rollcall.actions.answering import do_answer, do_withdraw
from intercity.kinds.rollcall.models import AnswerVersion, How, RollCall
from intercity.kinds.rollcall.tests.helpers import give, make_rollcall, reply
from intercity.organisations.models import Organisation, Type
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_organisation, make_persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def rollcall(coordinator: Persona, nice: Organisation, torino: Organisation, space: Space) -> RollCall:
    return make_rollcall(coordinator, space, [nice, torino])


def address(rollcall: RollCall, organisation: Organisation) -> str:
    return f"/posts/{rollcall.post.uid}/answers/of/{organisation.slug}"


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def change_twice(rollcall: RollCall, officer: Persona) -> None:
    assert officer.organisation
    do_answer(rollcall, officer.organisation, reply("yes", 3, comment="All closed"), officer.person, How.PAGE, seen=0)
    do_answer(rollcall, officer.organisation, reply("no", 3, comment="All open"), officer.person, How.MAIL, seen=1)
    do_withdraw(rollcall, officer.organisation, officer.person)


def test_every_version_says_what_it_changed(rollcall: RollCall, officer: Persona, officer_elsewhere: Persona) -> None:
    change_twice(rollcall, officer)
    page = text(officer_elsewhere.client.get(address(rollcall, officer.organisation)))  # type: ignore[arg-type]
    assert page.index("Version 3") < page.index("Version 2") < page.index("Version 1")
    assert "It no longer counted." in page
    for words in ("closed", "open", "Yes", "No"):
        assert words in page
    assert "<h3>How many?</h3>" not in page
    assert "by mail" in page
    assert "officer" in page


def test_who_may_not_see_the_answers_sees_no_versions(
    coordinator: Persona, nice: Organisation, space: Space, officer: Persona, officer_elsewhere: Persona
) -> None:
    rollcall = make_rollcall(coordinator, space, [nice], answers_label=Label.RED)
    give(rollcall, nice)
    for slug in (nice.slug, "city-of-ghent"):
        refused = officer_elsewhere.client.get(f"/posts/{rollcall.post.uid}/answers/of/{slug}")
        assert (refused.status_code, "named people only" in text(refused)) == (403, True)
    assert officer.client.get(address(rollcall, nice)).status_code == 200


def test_earlier_versions_of_public_answers_are_not_for_the_public(
    coordinator: Persona,
    nice: Organisation,
    space: Space,
    stranger: Persona,
    partner: Persona,
    officer_elsewhere: Persona,
) -> None:
    rollcall = make_rollcall(coordinator, space, [nice], label=Label.CLEAR)
    give(rollcall, nice)
    assert Client().get(address(rollcall, nice)).status_code == 302
    assert stranger.client.get(address(rollcall, nice)).status_code == 403
    assert partner.client.get(address(rollcall, nice)).status_code == 403
    assert officer_elsewhere.client.get(address(rollcall, nice)).status_code == 200


def test_people_are_named_only_to_those_who_may_see_people(
    rollcall: RollCall, ministry: Organisation, partner: Persona, space: Space, nice: Organisation, colleague: Persona
) -> None:
    writer = make_persona("Maria Rossi", nice)
    do_answer(rollcall, nice, reply(), writer.person, How.PAGE, seen=0)
    make_rollcall(colleague, space, [ministry])
    assert "Rossi" not in text(partner.client.get(address(rollcall, nice)))
    assert "Rossi" in text(colleague.client.get(address(rollcall, nice)))


def test_who_has_not_answered_and_who_is_not_asked_look_the_same(
    rollcall: RollCall, torino: Organisation, officer: Persona
) -> None:
    nowhere = make_organisation("City of Nowhere")
    assert officer.client.get(address(rollcall, torino)).status_code == 404
    assert officer.client.get(address(rollcall, nowhere)).status_code == 404


def test_who_took_their_answer_back_is_among_those_that_are_named_inside_only(
    rollcall: RollCall, nice: Organisation, officer: Persona, officer_elsewhere: Persona
) -> None:
    outside = make_persona("outside", make_organisation("City of Ghent"))
    give(rollcall, nice)
    assert outside.client.get(address(rollcall, nice)).status_code == 200
    do_withdraw(rollcall, nice, officer.person)
    answers = [one.client.get(address(rollcall, nice)).status_code for one in (outside, officer, officer_elsewhere)]
    assert answers == [404, 200, 200]


def test_many_versions_come_in_pages(rollcall: RollCall, nice: Organisation, officer: Persona) -> None:
    for number in range(1, 24):
        give(rollcall, nice, reply("yes", number))
    first = text(officer.client.get(address(rollcall, nice)))
    assert first.count("<section") == 20
    assert "?before=4" in first
    last = text(officer.client.get(f"{address(rollcall, nice)}?before=4"))
    assert "Version 3" in last
    assert "Version 4" not in last


def test_the_box_is_yellow_only_while_the_city_has_not_answered(
    rollcall: RollCall, nice: Organisation, officer: Persona, stranger: Persona, coordinator: Persona
) -> None:
    post = f"/posts/{rollcall.post.uid}/"
    assert 'class="box own-answer waits"' in text(officer.client.get(post))
    for other in (stranger, coordinator):
        assert "own-answer" not in text(other.client.get(post))
    give(rollcall, nice, reply("yes", 64, comment="Four in parks have stewards."))
    shown = text(officer.client.get(post))
    assert 'class="box own-answer"' in shown
    assert "Four in parks have stewards." in shown


def test_a_closed_one_takes_nothing_more(rollcall: RollCall, nice: Organisation, officer: Persona) -> None:
    RollCall.objects.update(closed_at=timezone.now())
    shown = text(officer.client.get(f"/posts/{rollcall.post.uid}/"))
    assert "City of Nice has not answered" in shown
    assert "own-answer waits" not in shown
    assert f"/posts/{rollcall.post.uid}/answer" not in shown.partition("own-answer")[2].partition("</section>")[0]


def test_what_the_coordinator_entered_is_confirmed_in_the_box(
    rollcall: RollCall, nice: Organisation, officer: Persona
) -> None:
    do_answer(rollcall, nice, reply("yes"), None, How.COORDINATOR, seen=0, confirmed=False)
    client, post = officer.client, f"/posts/{rollcall.post.uid}/"
    shown = text(client.get(post))
    assert "Entered by the coordinator for you" in shown
    assert f"/posts/{rollcall.post.uid}/answers/confirm" in shown
    client.post(f"/posts/{rollcall.post.uid}/answers/confirm", {"organisation": nice.slug, "seen": "1"})
    assert AnswerVersion.objects.latest("pk").confirmed
    assert "answers/confirm" not in text(client.get(post)).partition("own-answer")[2].partition("</section>")[0]


def test_a_body_of_another_level_that_is_asked_has_its_box_too(
    coordinator: Persona, space: Space, nice: Organisation
) -> None:
    body = make_organisation("Water agency", type=Type.INSTITUTE, level="national")
    speaker = make_persona("speaker", body)
    rollcall = make_rollcall(coordinator, space, [nice, body])
    assert "Water agency has not answered" in text(speaker.client.get(f"/posts/{rollcall.post.uid}/"))
