"""Whom another organisation's account service lets in, and as what."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from intercity.organisations.models import MailDomain, Membership, Organisation, Person, Role
from intercity.organisations.oidc import person_for
from tests.personas import Persona

BY_CLAIM = {
    "organisations": {"claim": "city", "values": {"Nice": "city-of-nice"}},
    "roles": {"claim": "roles", "values": {"Chef": "lead", "Agent": "officer"}},
}
ANA = {"email": "Ana@nice.fr", "email_verified": True, "name": "Ana", "city": "Nice"}


def let_in(mapping: dict[str, Any], **claims: Any) -> Person | None:
    account = SocialAccount(provider="x", uid="1", extra_data={"userinfo": claims, "id_token": {}})
    return person_for(mapping, SocialLogin(account=account))


def test_claims_map_to_organisation_and_role(nice: Organisation) -> None:
    person = let_in(BY_CLAIM, **ANA)
    assert person is not None
    membership = Membership.objects.get(person=person)
    assert (person.email, membership.organisation, membership.role) == ("ana@nice.fr", nice, Role.OFFICER)
    assert membership.may_speak


@pytest.mark.parametrize(
    ("roles", "role"), [("Chef", "lead"), (["Agent", "Chef"], "lead"), (["lead"], "officer"), (7, "officer")]
)
def test_no_role_above_officer_unless_mapped(nice: Organisation, roles: object, role: str) -> None:
    person = let_in({**BY_CLAIM, "role": "lead"}, **ANA, roles=roles)
    assert Membership.objects.get(person=person).role == role


@pytest.mark.parametrize(
    "changed",
    [{"email_verified": False}, {"email_verified": "true"}, {"email": ""}, {"city": "Torino"}, {"city": None}],
)
def test_without_proven_address_and_organisation_nobody_comes_in(nice: Organisation, changed: dict[str, Any]) -> None:
    assert let_in(BY_CLAIM, **{**ANA, **changed}) is None
    assert not Person.objects.exists()


def test_own_domains_stand_for_the_proof_of_these_addresses_only(nice: Organisation) -> None:
    mapping = {"organisation": "city-of-nice", "own_domains": ["nice.fr"]}
    assert let_in(mapping, email="a@nice.fr") is not None
    for other in ("a@nice.fr.example", "a@fr", "a@torino.it"):
        assert let_in(mapping, email=other, email_verified=True) is None


def test_what_a_provider_says_of_the_address_counts_for_its_own_claim_only(nice: Organisation) -> None:
    mapping = {**BY_CLAIM, "email_claim": "upn"}
    assert let_in(mapping, **ANA, upn="boss@nice.fr") is None
    assert let_in({**mapping, "own_domains": ["nice.fr"]}, **ANA, upn="boss@nice.fr") is not None


def test_a_listed_mail_domain_gives_reading_as_by_mail(nice: Organisation) -> None:
    MailDomain.objects.create(organisation=nice, domain="nice.fr")
    person = let_in({}, email="a@nice.fr", email_verified=True)
    assert Membership.objects.get(person=person).role == Role.READER


def test_who_was_sent_away_or_closed_does_not_come_back(nice: Organisation, officer: Persona) -> None:
    Membership.objects.filter(person=officer.person).update(ended_at=timezone.now())
    claims = {"email": officer.person.email, "email_verified": True, "city": "Nice"}
    assert let_in(BY_CLAIM, **claims) == officer.person
    assert not Membership.objects.present().filter(person=officer.person).exists()
    Person.objects.filter(pk=officer.person.pk).update(is_active=False)
    assert let_in(BY_CLAIM, **claims) is None


def test_a_provider_inside_is_asked_only_where_the_operator_names_it(
    client: Client, db: None, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802
            asked.append(self.path)
            found = {"authorization_endpoint": "https://login.example/", "token_endpoint": "https://login.example/t"}
            body = json.dumps(found if len(asked) == 1 else {}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        host = f"127.0.0.1:{server.server_address[1]}"
        app = {"provider_id": "nice", "name": "Nice", "client_id": "x", "secret": "x"}
        apps = [{**app, "settings": {"server_url": f"http://{host}"}}]
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}
        begin = reverse("openid_connect_login", args=["nice"])
        settings.OIDC_PRIVATE_HOSTS = frozenset()
        assert client.get(begin)["Location"] == reverse("account_login")
        assert not asked
        assert b"does not answer" in client.get(reverse("account_login")).content
        settings.OIDC_PRIVATE_HOSTS = frozenset({host})
        assert client.get(begin)["Location"].startswith("https://login.example/?")
        # The second time it forgets its own addresses.
        assert client.get(begin)["Location"] == reverse("account_login")
        server.shutdown()
