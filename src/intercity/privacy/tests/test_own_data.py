"""Download my data, and the page that closes an account."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from intercity.activity.models import Activity
from intercity.moderation.models import Case, Decision, Rule
from intercity.moderation.models import Sort as Sorts
from intercity.organisations.actions import change_person, end_membership
from intercity.organisations.models import Person, Role
from intercity.organisations.models.person import ERASING
from intercity.posts.actions import do_react
from intercity.posts.models import Attachment, Draft, Post, Revision
from intercity.posts.models.reaction import Sort
from intercity.spaces.models import Space
from tests.personas import Persona, make_persona, make_post

pytestmark = pytest.mark.django_db


def test_the_file_holds_ones_own_and_nobody_elses(
    officer: Persona, officer_elsewhere: Persona, space: Space, colleague: Persona
) -> None:
    change_person(officer.viewer, officer.person)
    make_post(officer, space, kind="practice", title="Cool rooms", status="active", problem="Too warm")
    make_post(officer_elsewhere, space, title="Words of Torino")
    for persona in (officer, colleague):
        Draft.objects.create(person=persona.person, key="a", data={"title": [f"Begun by {persona.person.name}"]})
    response = officer.client.post("/me/data", {"form": "json"})
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Disposition"].startswith("attachment")
    said = json.loads(response.content)
    assert said["account"][0]["email"] == officer.person.email
    assert "password" not in said["account"][0]
    assert len(said["sessions"]) == 1
    (post,) = said["What you wrote for your organisation"]
    assert (post["title"], post["details"]["problem"]) == ("Cool rooms", "Too warm")
    assert {act["act"] for act in said["acts"]} == {"person.changed", "post.published"}
    text = response.content.decode() + officer.client.post("/me/data", {"form": "html"}).content.decode()
    assert text.count("Begun by officer") == 2
    assert "Words of Torino" not in text
    assert "Begun by colleague" not in text
    assert "Cool rooms" not in officer.client.get("/me/data").content.decode()


def test_who_left_does_not_get_what_was_changed_since(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, body="Mine, once")
    client = officer.client
    end_membership(officer.viewer, officer.person.memberships.get())
    assert officer.organisation
    do_react(post, officer.organisation, Sort.USEFUL, officer.person)
    Post.objects.filter(pk=post.pk).update(body="Changed by colleagues", title="Changed by colleagues")
    Attachment.objects.create(post=post, uploaded_by=officer.person, name="Changed by colleagues", size=1, path="a")
    Revision.objects.filter(post=post).update(body="Changed by colleagues")
    text = client.post("/me/data", {"form": "json"}).content.decode()
    assert post.uid in text
    assert "Changed by colleagues" not in text


def test_a_version_that_was_for_others_and_the_author_of_a_flagged_post_are_not_told(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_post(officer, space, body="For all")
    Revision.objects.filter(post=post).update(label="red", body="Only for some")
    case = Case.objects.create(post=post)
    Decision.objects.create(
        case=case, sort=Sorts.choices[0][0], rule=Rule.choices[0][0], reason="Said to the author",
        by=officer.person, person=officer_elsewhere.person,
    )  # fmt: skip
    (membership,) = officer.person.memberships.all()
    membership.verified_by = officer_elsewhere.person
    membership.save()
    text = officer.client.post("/me/data", {"form": "json"}).content.decode()
    assert "For all" in text
    for hidden in ("Only for some", "Said to the author", officer_elsewhere.person.uid):
        assert hidden not in text


def test_nobody_downloads_without_an_account_or_by_a_link(officer: Persona, db: None) -> None:
    assert Client().post("/me/data")["Location"].startswith("/accounts/login/")
    checked = Client(enforce_csrf_checks=True)
    checked.force_login(officer.person)
    assert checked.post("/me/data", {"form": "json"}).status_code == 403
    assert checked.post("/me/erase", {"address": officer.person.email}).status_code == 403


def test_with_the_address_typed_the_account_is_closed_everywhere_at_once(officer: Persona) -> None:
    here, elsewhere = officer.client, officer.client
    assert here.post("/me/erase", {"address": "other@example.org"}).status_code == 422
    assert Person.objects.get(pk=officer.person.pk).is_active
    assert here.post("/me/erase", {"address": officer.person.email.upper()})["Location"] == "/privacy"
    for client in (here, elsewhere):
        assert client.get("/me/")["Location"].startswith("/accounts/login/")
    person = Person.objects.get(pk=officer.person.pk)
    assert (person.is_active, person.password) == (False, ERASING)
    act = Activity.objects.latest("pk")
    assert (act.verb, act.person_uid, act.data) == ("person.erasing", person.uid, {})


def test_the_only_coordinator_is_refused_and_the_only_lead_is_told(coordinator: Persona, lead: Persona) -> None:
    refused = coordinator.client.post("/me/erase", {"address": coordinator.person.email})
    assert refused.status_code == 422
    assert "Make somebody else coordinator first" in refused.content.decode()
    assert "You are the only lead of City of Nice" in lead.client.get("/me/erase").content.decode()
    assert lead.organisation
    make_persona("second", lead.organisation, Role.LEAD)
    assert "You are the only lead" not in lead.client.get("/me/erase").content.decode()
