"""One's own account."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.organisations import actions
from intercity.organisations.middleware import ACTING_KEY
from intercity.organisations.models import Membership, Organisation, Person, Role
from tests.personas import Persona

SETTINGS = {"name": "Zoé", "position": "Head", "phone": "+33 4", "language": "fr", "time_zone": "Europe/Paris"}


def test_whoever_is_not_signed_in_is_asked_to(browser: Client, db: None) -> None:
    assert browser.get("/me/")["Location"] == "/accounts/login/?next=/me/"


@pytest.mark.parametrize("name", ["officer", "lead", "coordinator", "reader", "partner", "stranger"])
def test_everybody_has_the_page(name: str, request: pytest.FixtureRequest) -> None:
    persona: Persona = request.getfixturevalue(name)
    assert persona.client.get("/me/").status_code == 200


def test_settings_are_kept_and_the_pages_change_language(officer: Persona) -> None:
    response = officer.client.post("/me/", SETTINGS)
    assert response.cookies["django_language"].value == "fr"
    person = Person.objects.get(pk=officer.person.pk)
    assert (person.name, person.phone, person.language, person.time_zone) == ("Zoé", "+33 4", "fr", "Europe/Paris")


@pytest.mark.parametrize("change", [{"language": "xx"}, {"time_zone": "Mars/Base"}, {"name": ""}])
def test_nonsense_is_refused(officer: Persona, change: dict[str, str]) -> None:
    assert b"errorlist" in officer.client.post("/me/", {**SETTINGS, **change}).content
    assert Person.objects.get(pk=officer.person.pk).phone == ""


def test_nobody_becomes_coordinator_by_a_form(officer: Persona) -> None:
    officer.client.post("/me/", {**SETTINGS, "is_coordinator": "on", "email": "other@example.org"})
    person = Person.objects.get(pk=officer.person.pk)
    assert (person.is_coordinator, person.email) == (False, officer.person.email)


def test_one_changes_only_oneself(officer: Persona, colleague: Persona) -> None:
    with pytest.raises(PermissionDenied):
        actions.change_person(officer.viewer, colleague.person)


def test_one_chooses_for_whom_one_speaks(officer: Persona, torino: Organisation) -> None:
    second = Membership.objects.create(
        person=officer.person, organisation=torino, role=Role.OFFICER, verified_at=timezone.now()
    )
    client = officer.client
    client.post(f"/memberships/{second.pk}/act")
    assert client.session[ACTING_KEY] == second.pk
    assert "for Torino" in client.get("/me/").content.decode()


def test_one_cannot_act_for_others_or_for_the_past(officer: Persona, officer_elsewhere: Persona) -> None:
    client = officer.client
    theirs = Membership.objects.get(person=officer_elsewhere.person)
    assert client.post(f"/memberships/{theirs.pk}/act").status_code == 403
    own = Membership.objects.get(person=officer.person)
    actions.end_membership(officer.viewer, own)
    assert client.post(f"/memberships/{own.pk}/act").status_code == 403
    assert ACTING_KEY not in client.session


def test_a_reader_asks_to_speak_for_oneself_only(reader: Persona, officer: Persona, officer_elsewhere: Persona) -> None:
    own = Membership.objects.get(person=reader.person)
    assert officer_elsewhere.client.post(f"/memberships/{own.pk}/ask").status_code == 403
    reader.client.post(f"/memberships/{own.pk}/ask")
    own.refresh_from_db()
    assert own.asks_to_speak
    assert not own.may_speak
    speaks = Membership.objects.get(person=officer.person)
    assert officer.client.post(f"/memberships/{speaks.pk}/ask").status_code == 403


def test_asking_again_is_no_new_act(reader: Persona) -> None:
    own = Membership.objects.get(person=reader.person)
    for _press in range(3):
        assert reader.client.post(f"/memberships/{own.pk}/ask").status_code == 302
    assert Activity.objects.filter(verb="membership.changed").count() == 1


def test_one_chooses_only_for_oneself_whether_to_be_called(officer: Persona, colleague: Persona) -> None:
    theirs = Membership.objects.get(person=colleague.person)
    assert officer.client.post(f"/memberships/{theirs.pk}/listed", {"listed": "0"}).status_code == 403
    own = Membership.objects.get(person=officer.person)
    officer.client.post(f"/memberships/{own.pk}/listed", {"listed": "0"})
    own.refresh_from_db()
    assert not own.listed
