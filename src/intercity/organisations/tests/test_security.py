"""Second factors and sessions: what one needs to change them, what they protect."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client

from intercity.activity.models import Activity
from intercity.organisations.factor_forms import NewPasskeyForm
from intercity.organisations.factors import do_remove_factors
from intercity.organisations.models import Person
from intercity.organisations.tests.conftest import Post
from tests.personas import Persona

LOGIN = "/accounts/login/"
CONFIRM = "/accounts/login/code/confirm/"
SECOND = "/accounts/login/second/"
PROVE = "/accounts/reauthenticate/"


def sign_in(person: Persona, post: Post) -> Client:
    """A browser in which the person typed the mailed code."""
    browser = Client()
    browser.post(LOGIN, {"email": person.person.email})
    browser.post(CONFIRM, {"code": post.code(person.person.email)})
    return browser


def app_code(key: str, step: int = 1) -> str:
    """What an app with this key shows one period ago (0), now (1) or next (2)."""
    return format_hotp_value(hotp_value(key, list(yield_hotp_counters_from_time())[step]))


def set_up_app(browser: Client) -> tuple[str, list[str]]:
    """Set an app up by the pages; gives its key and the recovery codes."""
    page = browser.get("/me/security/app").content.decode()
    found = re.search(r"setup key: <code>([A-Z2-7 ]+)</code>", page)
    assert found
    key = found[1].replace(" ", "")
    assert browser.post("/me/security/app", {"code": app_code(key, 0)})["Location"] == "/me/security/codes"
    codes = re.findall(r"<li><code>(\d{10})</code>", browser.post("/me/security/codes").content.decode())
    assert len(codes) == 10
    return key, codes


def is_signed_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def test_an_app_is_asked_for_after_the_mailed_code_only(officer: Persona, post: Post) -> None:
    key, _codes = set_up_app(sign_in(officer, post))
    assert Client().get(SECOND)["Location"] == LOGIN
    browser = sign_in(officer, post)
    assert not is_signed_in(browser)
    assert b"Second step" in browser.get(SECOND).content
    assert browser.post(SECOND, {"code": "000000"}).status_code == 200
    browser.post(SECOND, {"code": app_code(key, 2)})
    assert is_signed_in(browser)


def test_a_code_of_the_app_works_once(officer: Persona, post: Post) -> None:
    key, _codes = set_up_app(sign_in(officer, post))
    code = app_code(key, 2)
    assert is_signed_in(second_step(officer, post, code))
    assert not is_signed_in(second_step(officer, post, code))


def second_step(person: Persona, post: Post, code: str) -> Client:
    browser = sign_in(person, post)
    browser.post(SECOND, {"code": code})
    return browser


def test_a_recovery_code_works_once_and_is_shown_once(officer: Persona, post: Post) -> None:
    first = sign_in(officer, post)
    _key, codes = set_up_app(first)
    assert is_signed_in(second_step(officer, post, codes[0]))
    assert not is_signed_in(second_step(officer, post, codes[0]))
    for page in ("/me/security", "/me/security/codes"):
        assert codes[1] not in first.get(page).content.decode()


@pytest.mark.parametrize("page", ["app", "passkeys/new", "codes", "app/remove", "passkeys/1/name", "passkeys/1/remove"])
def test_changes_need_a_fresh_proof(officer: Persona, page: str) -> None:
    browser = officer.client
    for response in (browser.get(f"/me/security/{page}"), browser.post(f"/me/security/{page}")):
        assert response.headers.get("Location", "").startswith(PROVE)


def test_who_has_no_factor_proves_it_by_a_mailed_code(officer: Persona, post: Post) -> None:
    browser = officer.client
    browser.post(PROVE, {"send": "1", "next": "/me/security/app"})
    assert b"not right" in browser.post(PROVE, {"code": "BBBB-BBBB"}).content
    response = browser.post(PROVE, {"code": post.code(officer.person.email), "next": "/me/security/app"})
    assert response["Location"] == "/me/security/app"
    assert browser.get("/me/security/app").status_code == 200
    # The code was used up, and a guessed one is worth nothing without a mail.
    other = Client()
    other.force_login(officer.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert other.post(PROVE, {"code": post.code(officer.person.email)}).status_code == 200
    assert other.get("/me/security/app").status_code == 302


def test_who_has_an_app_cannot_prove_it_by_mail(officer: Persona, post: Post) -> None:
    key, _codes = set_up_app(sign_in(officer, post))
    browser = officer.client
    before = len(post.all())
    browser.post(PROVE, {"send": "1"})
    assert len(post.all()) == before
    assert browser.get("/me/security/app/remove").status_code == 302
    browser.post(PROVE, {"code": app_code(key, 2)})
    browser.post("/me/security/app/remove")
    assert not Authenticator.objects.exists()
    row = Activity.objects.latest("id")
    assert (row.verb, row.data) == ("person.changed", {"factor": "totp", "in_use": False, "mail": "removed"})


def test_nobody_touches_the_factors_of_others(officer: Persona, lead: Persona, post: Post) -> None:
    set_up_app(sign_in(officer, post))
    theirs = Authenticator.objects.create(user=officer.person, type="webauthn", data={"name": "zq-key"})
    browser = sign_in(lead, post)
    for page in (f"passkeys/{theirs.pk}/name", f"passkeys/{theirs.pk}/remove", "app/remove"):
        assert browser.post(f"/me/security/{page}", {"name": "x"}).status_code == 404
    assert b"zq-key" not in browser.get("/me/security").content


def test_a_session_is_listed_and_ended_by_its_owner_only(officer: Persona, lead: Persona, post: Post) -> None:
    far = sign_in(officer, post)
    here = sign_in(officer, post)
    page = here.get("/me/security").content.decode()
    ends = re.findall(r"/me/security/sessions/\d+/end", page)
    assert len(ends) == 1
    sign_in(lead, post).post(ends[0])
    assert far.get("/me/security").status_code == 200
    here.post(ends[0])
    assert far.get("/me/security").status_code == 302
    assert here.get("/me/security").status_code == 200


def test_ending_all_others_reaches_sessions_that_nobody_noted(officer: Persona, post: Post) -> None:
    unnoted = officer.client
    assert unnoted.get("/me/").status_code == 200
    here = sign_in(officer, post)
    here.post("/me/security/sessions/end-others")
    assert unnoted.get("/me/").status_code == 302
    assert here.get("/me/").status_code == 200


def test_the_operator_takes_lost_factors_away(officer: Persona, post: Post) -> None:
    lost = sign_in(officer, post)
    set_up_app(lost)
    assert do_remove_factors(Person.objects.get(pk=officer.person.pk)) == 2
    assert lost.get("/me/").status_code == 302
    assert is_signed_in(sign_in(officer, post))


# Each goes wrong in another place of the library.
ANSWER = (
    '{"id": "eA", "rawId": "eA", "response": {"clientDataJSON": "e30", "authenticatorData": "eA", "signature": "eA"}}'
)
SHORT = ANSWER.replace('"eA", "signature"', '"%s", "signature"' % ("A" * 46))
GARBLED = ('{"id": "x"}', '"x"', "[1]", "7", '{"id": "eA", "rawId": 7, "response": []}', ANSWER, SHORT)


@pytest.mark.parametrize("credential", GARBLED)
def test_what_is_no_new_passkey_is_a_wrong_answer(credential: str, officer: Persona) -> None:
    form = NewPasskeyForm({"credential": credential}, user=officer.person)
    assert not form.is_valid()


def test_a_passkey_from_nowhere_signs_nobody_in_and_tells_nothing(officer: Persona, browser: Client) -> None:
    asked = browser.get("/accounts/login/passkey/", headers={"X-Requested-With": "XMLHttpRequest"}).json()
    assert asked["request_options"]["publicKey"].get("allowCredentials", []) == []
    for credential in ("", "{}", '{"response": {"userHandle": "MQ"}}', "[]", *GARBLED):
        cache.clear()
        response = browser.post("/accounts/login/passkey/", {"credential": credential})
        assert response["Location"] == LOGIN
    assert not is_signed_in(browser)
