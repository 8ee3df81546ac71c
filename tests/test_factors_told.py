"""Ways of signing in: each change is mailed to its person, and no key of an app lies open in the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.core import mail
from django.core.cache import cache
from django.test import RequestFactory
from django.utils import timezone
from pytest_django.fixtures import Settings

from intercity.activity.models import Activity
from intercity.cli.checks.factors import check_factors
from intercity.cli.checks.finding import Status
from intercity.notifications.delivering import deliver_due
from intercity.notifications.models import Delivery
from intercity.organisations.factors import do_remove_factors
from intercity.organisations.models import Person
from intercity.organisations.oidc import ProviderAdapter
from intercity.organisations.sealing import MARK, sealed_parts
from intercity.organisations.tests.conftest import Post
from intercity.organisations.tests.test_security import (
    PROVE,
    SECOND,
    app_code,
    is_signed_in,
    second_step,
    set_up_app,
    sign_in,
)
from intercity.pipeline.steps import steps_for
from tests.personas import Persona


@pytest.fixture
def post(db: None, mailoutbox: list[mail.EmailMessage]) -> Post:
    """Nothing has left yet, and nobody has tried too often."""
    cache.clear()
    return Post()


def told_by_mail(person: Persona) -> list[str]:
    """The sentences of the mails that left for the person since, each once however often the worker dies."""
    for _twice in range(2):
        for act in Activity.objects.all():
            for step in steps_for(act):
                step.run(act)
    before = len(mail.outbox)
    deliver_due()
    assert all(message.to == [person.person.email] for message in mail.outbox[before:])
    assert all("http://127.0.0.1:8000/me/security" in message.body for message in mail.outbox[before:])
    return [message.body.splitlines()[2].strip() for message in mail.outbox[before:]]


def test_every_change_of_factors_is_mailed_to_its_person(officer: Persona, post: Post) -> None:
    first = sign_in(officer, post)
    key, codes = set_up_app(first)
    made = ["An authenticator app was added to your account."]
    made += ["New recovery codes were made for your account. Older ones no longer work."]
    assert told_by_mail(officer) == made
    # Suspended or not: it is their account.
    Person.objects.update(suspended_until=timezone.now() + timedelta(days=1))
    second_step(officer, post, codes[0])
    first.post(PROVE, {"code": app_code(key, 2)})
    passkey = Authenticator.objects.create(user=officer.person, type="webauthn", data={"name": "zq-key"})
    first.post(f"/me/security/passkeys/{passkey.pk}/name", {"name": "zq-other"})
    first.post(f"/me/security/passkeys/{passkey.pk}/remove")
    do_remove_factors(Person.objects.get(pk=officer.person.pk))
    assert told_by_mail(officer) == [
        "A recovery code of your account was used. It does not work again.",
        "A passkey was removed from your account.",
        "The operator removed your passkeys, app and recovery codes, and signed you out.",
    ]
    assert "zq-" not in str(list(Activity.objects.values_list("data")))
    assert not Delivery.objects.exclude(state="sent").exists()


def test_keys_are_sealed_and_another_secret_says_that_it_cannot_open_them(
    officer: Persona, post: Post, settings: Settings
) -> None:
    key, codes = set_up_app(sign_in(officer, post))
    assert len([kept for _person, kept in sealed_parts() if kept.startswith(MARK)]) == 2
    assert key not in str(list(Authenticator.objects.values_list("data")))
    # As they were written before.
    Authenticator.objects.filter(type="totp").update(data={"secret": key})
    assert is_signed_in(second_step(officer, post, app_code(key, 2)))
    assert [finding.status for finding in check_factors()] == [Status.OK]
    settings.SECRET_KEY = "another"
    assert [finding.status for finding in check_factors()] == [Status.PROBLEM]
    browser = sign_in(officer, post)
    assert b"cannot check your codes" in browser.post(SECOND, {"code": codes[0]}).content
    assert officer.client.get("/me/security").status_code == 200
    assert do_remove_factors(officer.person) == 2
    assert [finding.status for finding in check_factors()] == [Status.OK]


def test_the_first_sign_in_through_another_service_is_mailed(
    officer: Persona, rf: RequestFactory, settings: Settings
) -> None:
    app = {"provider_id": "eu", "name": "EU Login", "client_id": "x", "secret": "x", "settings": {"server_url": "x"}}
    settings.OIDC_APPS = [app]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    said = {"userinfo": {"email": officer.person.email, "email_verified": True}}
    login = SocialLogin(account=SocialAccount(provider="eu", uid="1", extra_data=said))
    login.state = {"process": "login"}
    ProviderAdapter().pre_social_login(rf.get("/"), login)
    assert told_by_mail(officer) == ["Your account was used with EU Login for the first time."]
