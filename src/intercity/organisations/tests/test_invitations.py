"""Invitations: who may send them, what the link does, and when it stops."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.organisations import actions
from intercity.organisations.invitation_list import Guest
from intercity.organisations.mails import invitation_mail
from intercity.organisations.models import Invitation, Membership, Organisation, Person, Role
from intercity.organisations.tests.conftest import Post
from intercity.organisations.viewers import viewer_for
from tests.personas import Persona, make_organisation


def link(invitation: Invitation) -> str:
    return f"/invitations/{invitation.token}/"


@pytest.fixture
def invitation(lead: Persona, nice: Organisation) -> Invitation:
    """For new@nice.fr, to be officer of Nice."""
    return actions.invite(lead.viewer, Guest("new@nice.fr", "Zoé", nice))


def test_a_lead_invites_and_the_mail_carries_the_link(lead: Persona, nice: Organisation) -> None:
    invitation = actions.invite(lead.viewer, Guest("new@nice.fr", "Zoé", nice))
    message = invitation_mail(invitation)
    assert message.to == ["new@nice.fr"]
    assert f"http://127.0.0.1:8000{link(invitation)}" in message.body
    assert "Nice" in message.subject
    row = Activity.objects.latest("id")
    assert row.verb == "membership.invited"
    assert "new@nice.fr" not in str(row.data)
    assert invitation.token not in str(row.data)


def test_the_act_names_the_language_of_the_mail(lead: Persona, nice: Organisation) -> None:
    nice.languages = ["oc", "fr"]
    nice.save()
    for language in ("", "bg"):
        actions.invite(lead.viewer, Guest("a@nice.fr", "", nice), language=language)
    acts = Activity.objects.filter(verb="membership.invited").order_by("id")
    assert [act.data["language"] for act in acts] == ["fr", "bg"]


@pytest.mark.parametrize("name", ["officer", "colleague", "officer_elsewhere", "partner", "reader", "stranger"])
def test_others_cannot_invite(name: str, request: pytest.FixtureRequest, nice: Organisation) -> None:
    persona: Persona = request.getfixturevalue(name)
    with pytest.raises(PermissionDenied):
        actions.invite(persona.viewer, Guest("new@nice.fr", "", nice))
    assert not Invitation.objects.exists()


def test_a_lead_cannot_invite_for_another_city(lead: Persona, torino: Organisation) -> None:
    with pytest.raises(PermissionDenied):
        actions.invite(lead.viewer, Guest("new@torino.it", "", torino))


def test_inviting_twice_keeps_one_link(lead: Persona, nice: Organisation, invitation: Invitation) -> None:
    again = actions.invite(lead.viewer, Guest("new@nice.fr", "", nice, Role.LEAD))
    assert (again.pk, again.token, again.role, again.name) == (invitation.pk, invitation.token, Role.LEAD, "Zoé")


def test_who_has_the_role_is_not_invited(lead: Persona, officer: Persona, nice: Organisation) -> None:
    with pytest.raises(ValidationError, match="already"):
        actions.invite(lead.viewer, Guest(officer.person.email, "", nice))
    assert actions.invite(lead.viewer, Guest(officer.person.email, "", nice, Role.LEAD))


def test_opening_the_link_accepts_nothing(invitation: Invitation, browser: Client) -> None:
    for _scanner in range(2):
        page = browser.get(link(invitation)).content.decode()
        assert browser.head(link(invitation)).status_code in (200, 405)
    assert "lead" in page
    assert "Nice" in page
    assert not Person.objects.filter(email="new@nice.fr").exists()


def test_the_button_makes_the_account_and_signs_in(invitation: Invitation, browser: Client, nice: Organisation) -> None:
    assert browser.post(link(invitation))["Location"] == "/me/"
    person = Person.objects.get(email="new@nice.fr")
    assert person.name == "Zoé"
    assert viewer_for(person).may_speak_for(nice.pk)
    assert int(browser.session["_auth_user_id"]) == person.pk
    assert Activity.objects.latest("id").verb == "membership.verified"


def test_the_link_works_once(invitation: Invitation, browser: Client) -> None:
    browser.post(link(invitation))
    other = Client()
    for response in (other.get(link(invitation)), other.post(link(invitation))):
        assert response.status_code == 410
    assert "_auth_user_id" not in other.session


def test_an_expired_link_explains(invitation: Invitation, browser: Client) -> None:
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    response = browser.post(link(invitation))
    assert response.status_code == 410
    assert b"expired" in response.content
    assert not Person.objects.filter(email="new@nice.fr").exists()


def test_a_forged_link_is_not_found(browser: Client) -> None:
    for token in ("nonsense", "%00", "x" * 2000):
        assert browser.get(f"/invitations/{token}/").status_code == 404


def test_somebody_else_who_is_signed_in_cannot_accept(invitation: Invitation, stranger: Persona) -> None:
    client = stranger.client
    for response in (client.get(link(invitation)), client.post(link(invitation))):
        assert response.status_code == 403
        assert b"somebody else" in response.content
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def test_the_same_person_signed_in_just_gets_the_membership(
    lead: Persona, stranger: Persona, nice: Organisation
) -> None:
    invitation = actions.invite(lead.viewer, Guest(stranger.person.email, "", nice, Role.READER))
    client = stranger.client
    assert client.post(link(invitation)).status_code == 302
    assert stranger.viewer.organisation_ids == {nice.pk}
    assert not stranger.viewer.may_speak_for(nice.pk)


def test_an_invitation_never_takes_a_role_away(lead: Persona, officer: Persona, nice: Organisation) -> None:
    invitation = actions.invite(lead.viewer, Guest(officer.person.email, "", nice, Role.LEAD))
    Membership.objects.filter(person=officer.person).update(role=Role.LEAD)
    Invitation.objects.update(role=Role.READER)
    actions.accept_invitation(invitation)
    assert officer.viewer.acting is not None
    assert officer.viewer.acting.role == Role.LEAD


def test_an_ended_member_invited_as_reader_comes_back_as_reader_only(
    lead: Persona, officer: Persona, nice: Organisation
) -> None:
    actions.end_membership(lead.viewer, Membership.objects.get(person=officer.person))
    invitation = actions.invite(lead.viewer, Guest(officer.person.email, "", nice, Role.READER))
    actions.accept_invitation(invitation)
    assert officer.viewer.organisation_ids == {nice.pk}
    assert not officer.viewer.may_speak_for(nice.pk)


def test_a_closed_account_cannot_come_back_by_a_link(invitation: Invitation, browser: Client) -> None:
    Person.objects.create_user("new@nice.fr", is_active=False)
    assert browser.post(link(invitation)).status_code == 410
    assert "_auth_user_id" not in browser.session


def test_the_first_speaker_confirms_an_imported_city(coordinator: Persona) -> None:
    madrid = make_organisation("Madrid", country="ES", unclaimed=True)
    reads = actions.invite(coordinator.viewer, Guest("r@madrid.es", "", madrid, Role.READER))
    actions.accept_invitation(reads)
    assert Organisation.objects.get(pk=madrid.pk).unclaimed
    speaks = actions.invite(coordinator.viewer, Guest("o@madrid.es", "", madrid))
    actions.accept_invitation(speaks)
    assert not Organisation.objects.get(pk=madrid.pk).unclaimed
    assert Activity.objects.get(verb="organisation.changed").public


def test_an_invited_address_may_also_sign_in_by_code(invitation: Invitation, browser: Client, post: Post) -> None:
    browser.post("/accounts/login/", {"email": "new@nice.fr"})
    browser.post("/accounts/login/code/confirm/", {"code": post.code("new@nice.fr")})
    invitation.refresh_from_db()
    assert invitation.accepted_by == Person.objects.get(email="new@nice.fr")


def test_taking_back_stops_the_link_at_once(lead: Persona, invitation: Invitation, browser: Client) -> None:
    assert lead.client.post(f"/invitations/{invitation.pk}/cancel").status_code == 302
    assert browser.get(link(invitation)).status_code == 410


def test_sending_again_is_a_new_act_and_gives_fourteen_new_days(lead: Persona, invitation: Invitation) -> None:
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    lead.client.post(f"/invitations/{invitation.pk}/again")
    fresh = Invitation.objects.get()
    assert fresh.token != invitation.token
    assert fresh.expires_at > timezone.now() + timedelta(days=13)
    acts = Activity.objects.filter(verb="membership.invited")
    assert [act.data["invitation"] for act in acts] == [fresh.pk, fresh.pk]


@pytest.mark.parametrize(
    ("name", "status"), [("officer", 403), ("officer_elsewhere", 403), ("reader", 403), ("stranger", 404)]
)
@pytest.mark.parametrize("verb", ["again", "cancel"])
def test_others_cannot_touch_an_invitation(
    name: str, status: int, verb: str, request: pytest.FixtureRequest, invitation: Invitation
) -> None:
    persona: Persona = request.getfixturevalue(name)
    assert persona.client.post(f"/invitations/{invitation.pk}/{verb}").status_code == status
    invitation.refresh_from_db()
    assert invitation.expires_at > timezone.now()


def test_the_first_coordinator_link_works_once_for_a_day(db: None, browser: Client) -> None:
    old = actions.do_first_coordinator_invitation()
    invitation = actions.do_first_coordinator_invitation()
    assert timedelta(hours=23) < invitation.expires_at - timezone.now() <= timedelta(hours=24)
    assert browser.get(link(old)).status_code == 404
    assert browser.post(link(invitation), {"email": "", "name": ""}).status_code == 200
    browser.post(link(invitation), {"email": "First@City.example", "name": "Ana"})
    person = Person.objects.get()
    assert (person.email, person.name, person.is_coordinator) == ("first@city.example", "Ana", True)
    assert Client().get(link(invitation)).status_code == 410
    with pytest.raises(PermissionDenied):
        actions.do_first_coordinator_invitation()


def test_only_a_coordinator_makes_another(coordinator: Persona, lead: Persona) -> None:
    with pytest.raises(PermissionDenied):
        actions.invite_coordinator(lead.viewer, "x@city.example")
    actions.accept_invitation(actions.invite_coordinator(coordinator.viewer, "X@city.example"))
    assert Person.objects.get(email="x@city.example").is_coordinator


def test_the_command_invites_or_says_what_is_wrong(nice: Organisation) -> None:
    invitation = actions.invite_by_command("New@Nice.fr", nice.slug, Role.LEAD)
    assert (invitation.email, invitation.role, invitation.invited_by) == ("new@nice.fr", Role.LEAD, None)
    for arguments in (("nobody", nice.slug, "lead"), ("a@b.fr", "nowhere", "lead"), ("a@b.fr", nice.slug, "king")):
        with pytest.raises(ValidationError):
            actions.invite_by_command(*arguments)


def test_invitations_of_a_lead_who_left_stop(lead: Persona, coordinator: Persona, invitation: Invitation) -> None:
    actions.end_membership(coordinator.viewer, Membership.objects.get(person=lead.person))
    with pytest.raises(ValidationError):
        actions.accept_invitation(invitation)


def test_who_was_sent_away_does_not_come_back_by_an_older_invitation(
    reader: Persona, torino: Organisation, coordinator: Persona
) -> None:
    waiting = actions.invite(coordinator.viewer, Guest(reader.person.email, "", torino, Role.LEAD))
    actions.end_membership(coordinator.viewer, Membership.objects.get(person=reader.person))
    with pytest.raises(ValidationError):
        actions.accept_invitation(waiting)
    actions.enter_by_mail(reader.person.email)
    assert reader.viewer.memberships == ()


def test_a_link_never_opens_an_account_that_exists(invitation: Invitation, browser: Client) -> None:
    Person.objects.create_user(invitation.email)
    response = browser.post(f"/invitations/{invitation.token}/")
    assert response["Location"].startswith("/accounts/login/?next=/invitations/")
    assert "_auth_user_id" not in browser.session
    assert Invitation.objects.get().accepted_at is None


def test_a_forwarded_link_says_for_whom_it_is(invitation: Invitation, browser: Client) -> None:
    page = browser.get(f"/invitations/{invitation.token}/").content.decode()
    assert f"only for {invitation.email}" in page
