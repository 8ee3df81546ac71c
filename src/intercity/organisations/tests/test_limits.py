"""Too much in a short time: counted across processes, and said with when to come back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from intercity.organisations.limits import LEASE, TooOftenError, forget_counts, raise_counts, spend, spend_lightly
from intercity.organisations.limits import windows_of as windows
from intercity.organisations.models import Invitation
from tests.personas import Persona


@pytest.fixture
def few(settings: Settings) -> Settings:
    """Two of everything in a day, for each person, mail address and organisation."""
    one = dict.fromkeys(("person", "organisation", "mail"), (2, 86400))
    settings.INTERCITY_LIMITS = dict.fromkeys(settings.INTERCITY_LIMITS, one)
    return settings


def test_each_key_is_counted_by_itself_until_one_has_enough(few: Settings, db: None) -> None:
    for _twice in range(2):
        spend("post", {"person": "a", "organisation": "x"})
    with pytest.raises(TooOftenError) as refused:
        spend("post", {"person": "b", "organisation": "x"})
    assert 0 < refused.value.seconds <= 86400
    spend("flag", {"person": "a", "organisation": "x"})
    few.INTERCITY_LIMITS_TIMES = 0
    spend("post", {"person": "a", "organisation": "x"}, 100)


def test_old_counts_are_forgotten_and_new_ones_stay(few: Settings, db: None) -> None:
    [window] = windows("post", {"person": "a"})
    assert raise_counts([window], 2) == {window.key: 2}
    assert forget_counts(timezone.now()) == 0
    assert raise_counts([window], 3) == {window.key: 5}
    assert forget_counts(timezone.now() + timedelta(days=2)) == 1


def test_what_is_asked_very_often_is_counted_many_at_a_time(
    settings: Settings, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.INTERCITY_LIMITS = {"search": {"person": (2 * LEASE, 86400)}}
    with django_assert_num_queries(2):
        for _each in range(2 * LEASE):
            spend_lightly("search", {"person": "often"})
    with pytest.raises(TooOftenError):
        spend_lightly("search", {"person": "often"})


def test_codes_are_counted_the_same_for_addresses_that_nobody_knows(few: Settings, officer: Persona) -> None:
    for email in (officer.person.email, "nobody@example.org"):
        answers = [Client().post(reverse("account_login"), {"email": email}) for _each in range(3)]
        assert [answer.status_code for answer in answers] == [302, 302, 429], email
        assert int(answers[-1]["Retry-After"]) > 0


def test_invitations_are_limited_and_the_form_stays_filled(few: Settings, lead: Persona) -> None:
    assert lead.organisation is not None
    address = reverse("organisation_invite", args=[lead.organisation.slug])
    told = {"email": "a@example.org", "role": "officer", "name": "", "language": ""}
    assert [lead.client.post(address, told).status_code for _each in range(2)] == [302, 302]
    # Sent twice, it is one invitation.
    assert Invitation.objects.count() == 1
    answer = lead.client.post(address, {**told, "email": "third@example.org"})
    assert (answer.status_code, "third@example.org" in answer.content.decode()) == (429, True)
    assert Invitation.objects.count() == 1
