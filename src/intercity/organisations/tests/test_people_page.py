"""Members of an organisation: who sees them, who lets them speak, and that an end is an end."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from intercity.activity.models import Activity
from intercity.organisations import actions
from intercity.organisations.models import Invitation, Membership, Organisation, Role
from tests.personas import Persona, make_organisation, make_persona

STATUS = [
    ("lead", 200),
    ("coordinator", 200),
    ("officer", 403),
    ("colleague", 403),
    ("officer_elsewhere", 403),
    ("reader", 403),
    ("partner", 404),
    ("stranger", 404),
]


def membership(persona: Persona) -> Membership:
    return Membership.objects.get(person=persona.person)


@pytest.fixture
def newcomer(nice: Organisation) -> Persona:
    """Came in by the mail domain: reads for Nice."""
    return make_persona("newcomer", nice, Role.READER, speaks=False)


@pytest.mark.parametrize(("name", "status"), STATUS)
def test_who_opens_the_page(name: str, status: int, request: pytest.FixtureRequest, nice: Organisation) -> None:
    persona: Persona = request.getfixturevalue(name)
    assert persona.client.get(f"/organisations/{nice.slug}/people").status_code == status


def test_whoever_is_not_signed_in_is_asked_to(nice: Organisation, browser: Client) -> None:
    response = browser.get(f"/organisations/{nice.slug}/people")
    assert response["Location"] == f"/accounts/login/?next=/organisations/{nice.slug}/people"


@pytest.mark.parametrize(("name", "status"), [(name, 302 if code == 200 else code) for name, code in STATUS])
def test_who_invites_a_colleague(name: str, status: int, request: pytest.FixtureRequest, nice: Organisation) -> None:
    persona: Persona = request.getfixturevalue(name)
    data = {"email": "new@nice.fr", "role": "officer"}
    assert persona.client.post(f"/organisations/{nice.slug}/people/invite", data).status_code == status
    assert Invitation.objects.exists() == (status == 302)


def test_a_wrong_address_keeps_what_was_typed(lead: Persona, nice: Organisation) -> None:
    data = {"email": "nobody", "name": "Zoé", "role": "lead"}
    response = lead.client.post(f"/organisations/{nice.slug}/people/invite", data)
    assert response.status_code == 400
    assert "Zoé" in response.content.decode()


@pytest.mark.parametrize(("name", "status"), [(name, 302 if code == 200 else code) for name, code in STATUS])
@pytest.mark.parametrize("act", ["verify", "role", "end"])
def test_who_decides_about_members(
    name: str, status: int, act: str, request: pytest.FixtureRequest, newcomer: Persona
) -> None:
    persona: Persona = request.getfixturevalue(name)
    response = persona.client.post(f"/memberships/{membership(newcomer).pk}/{act}", {"role": "officer"})
    assert response.status_code == status
    unchanged = newcomer.viewer.acting is not None and not newcomer.viewer.acting.may_speak
    assert unchanged == (status != 302)


@pytest.mark.parametrize("act", ["verify", "role", "end", "act", "ask", "listed"])
def test_members_change_by_button_only(lead: Persona, newcomer: Persona, act: str) -> None:
    assert lead.client.get(f"/memberships/{membership(newcomer).pk}/{act}").status_code == 405


def test_a_verified_member_may_speak_and_the_record_says_by_whom(lead: Persona, newcomer: Persona) -> None:
    actions.ask_to_speak(newcomer.viewer, membership(newcomer))
    assert b"Asks to speak" in lead.client.get(f"/organisations/{lead.organisation.slug}/people").content
    actions.verify_membership(lead.viewer, membership(newcomer), Role.EDITOR)
    row = membership(newcomer)
    assert (row.may_speak, row.role, row.verified_by, row.asks_to_speak) == (True, Role.EDITOR, lead.person, False)
    act = Activity.objects.latest("id")
    assert (act.verb, act.person_uid, act.data["person_uid"]) == (
        "membership.verified",
        lead.person.uid,
        newcomer.person.uid,
    )


def test_the_first_verified_speaker_confirms_an_imported_city(coordinator: Persona) -> None:
    madrid = make_organisation("Madrid", country="ES", unclaimed=True)
    reader = make_persona("ana", madrid, Role.READER, speaks=False)
    actions.verify_membership(coordinator.viewer, membership(reader))
    madrid.refresh_from_db()
    assert not madrid.unclaimed
    assert reader.viewer.reads_network


@pytest.mark.parametrize("role", ["king", ""])
def test_a_role_that_does_not_exist_is_refused(lead: Persona, newcomer: Persona, role: str) -> None:
    for act in ("verify", "role"):
        path = f"/memberships/{membership(newcomer).pk}/{act}"
        assert lead.client.post(path, {"role": role}).status_code == 403


def test_back_to_reading_takes_the_voice_away(lead: Persona, officer: Persona, nice: Organisation) -> None:
    actions.change_role(lead.viewer, membership(officer), Role.READER)
    assert not officer.viewer.may_speak_for(nice.pk)


def test_an_end_takes_everything_at_once(lead: Persona, nice: Organisation) -> None:
    client = lead.client
    assert client.get(f"/organisations/{nice.slug}/people").status_code == 200
    actions.end_membership(lead.viewer, membership(lead))
    assert client.get(f"/organisations/{nice.slug}/people").status_code == 404
    assert client.post(f"/memberships/{membership(lead).pk}/act").status_code == 403
    assert (lead.viewer.reads_network, lead.viewer.memberships) == (False, ())
    assert Activity.objects.latest("id").verb == "membership.ended"


def test_what_has_ended_cannot_be_verified(coordinator: Persona, newcomer: Persona) -> None:
    row = membership(newcomer)
    actions.end_membership(newcomer.viewer, row)
    with pytest.raises(PermissionDenied):
        actions.verify_membership(coordinator.viewer, row)
    assert coordinator.client.post(f"/memberships/{row.pk}/verify", {"role": "officer"}).status_code == 404


def test_one_leaves_by_oneself_and_nobody_ends_colleagues(officer: Persona, colleague: Persona) -> None:
    assert officer.client.post(f"/memberships/{membership(colleague).pk}/end").status_code == 403
    response = officer.client.post(f"/memberships/{membership(officer).pk}/end")
    assert response["Location"] == "/me/"
    assert officer.viewer.memberships == ()


def test_a_next_page_elsewhere_is_not_followed(lead: Persona, officer: Persona, nice: Organisation) -> None:
    data = {"role": "editor", "next": "https://example.com/"}
    response = lead.client.post(f"/memberships/{membership(officer).pk}/role", data)
    assert response["Location"] == f"/organisations/{nice.slug}/people"
