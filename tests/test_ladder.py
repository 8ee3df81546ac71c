"""How well people are known, and that nobody stays a member unasked for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.notifications.expiring import build_expiring, queue_expiring
from intercity.notifications.models import Delivery
from intercity.organisations.actions import enter_by_mail
from intercity.organisations.clock import look_after_memberships
from intercity.organisations.ladder import climb
from intercity.organisations.models import MailDomain, Membership, Organisation
from intercity.posts.telling import NotForThem
from tests.personas import Persona

NOW = timezone.now()
YEAR, MONTH = timedelta(days=365), timedelta(days=30)


def age(persona: Persona, days: int) -> Membership:
    """Make the persona a member of so many days."""
    then = NOW - timedelta(days=days)
    Membership.objects.filter(person=persona.person).update(began_at=then, verified_at=then)
    return Membership.objects.get(person=persona.person)


def test_each_step_is_shown_with_day_and_name_to_members_only(
    officer: Persona, lead: Persona, stranger: Persona, nice: Organisation
) -> None:
    Membership.objects.filter(person=officer.person).update(verified_at=NOW, verified_by=lead.person)
    Authenticator.objects.create(user=officer.person, type="totp", data={})
    Authenticator.objects.create(user=lead.person, type="recovery_codes", data={})
    steps = {one.person_id: [step.reached for step in one.steps] for one in climb(nice.memberships.all())}
    assert steps[officer.person.pk][2:] == [True, True]
    assert steps[lead.person.pk][3] is False
    shown = f"by {lead.person}"
    assert shown in officer.client.get(nice.get_absolute_url()).content.decode()
    for browser in (Client(), stranger.client):
        assert "ladder" not in browser.get(nice.get_absolute_url()).content.decode()


def test_signing_in_from_the_listed_domain_is_noted_once(officer: Persona, nice: Organisation) -> None:
    MailDomain.objects.create(organisation=nice, domain=officer.person.email.partition("@")[2])
    for _again in range(2):
        enter_by_mail(officer.person.email)
    assert Membership.objects.get(person=officer.person).domain_confirmed_at is not None
    assert Activity.objects.filter(verb="membership.changed").count() == 1


def test_a_reminder_a_month_before_then_the_end_with_its_reason(officer: Persona) -> None:
    age(officer, 334)
    assert look_after_memberships(NOW) == 0
    age(officer, 335)
    assert (look_after_memberships(NOW), look_after_memberships(NOW)) == (1, 0)
    assert look_after_memberships(NOW + MONTH - timedelta(hours=1)) == 0
    assert look_after_memberships(NOW + MONTH) == 1
    row = Activity.objects.latest("id")
    assert (row.verb, row.person_uid, row.data["why"]) == ("membership.ended", "", "expired")
    assert officer.client.get("/me/").content.count(b"You act for no organisation yet") == 1


def test_nobody_ends_unreminded_after_a_long_pause(officer: Persona) -> None:
    age(officer, 800)
    assert look_after_memberships(NOW) == 1
    assert look_after_memberships(NOW + MONTH - timedelta(hours=1)) == 0
    assert Membership.objects.present().filter(person=officer.person).exists()


def test_one_press_gives_another_year_and_stops_the_mail(officer: Persona, stranger: Persona) -> None:
    membership = age(officer, 340)
    look_after_memberships(NOW)
    act = Activity.objects.latest("id")
    queue_expiring(act)
    assert Delivery.objects.get().person == officer.person
    assert "still work for City of Nice" in build_expiring(act, officer.person).subject
    address = f"/memberships/{membership.pk}/still-here"
    assert stranger.client.post(address).status_code == 404
    assert officer.client.get(address).status_code == 405
    assert b"Still here" in officer.client.get("/me/").content
    officer.client.post(address)
    with pytest.raises(NotForThem):
        build_expiring(act, officer.person)
    assert look_after_memberships(NOW + YEAR - MONTH - timedelta(hours=1)) == 0
    assert look_after_memberships(NOW + YEAR) == 1
