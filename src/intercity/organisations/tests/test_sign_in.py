"""Signing in by a mailed code: who gets one, what it opens, what it never tells."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.organisations.models import MailDomain, Membership, Organisation, Person, Role
from intercity.organisations.tests.conftest import Post
from intercity.organisations.viewers import viewer_for
from tests.personas import Persona

LOGIN = "/accounts/login/"
CONFIRM = "/accounts/login/code/confirm/"


@pytest.fixture
def domain(nice: Organisation) -> MailDomain:
    return MailDomain.objects.create(organisation=nice, domain="nice.fr")


def ask(browser: Client, email: str) -> None:
    response = browser.post(LOGIN, {"email": email})
    assert response.status_code == 302
    assert response["Location"] == CONFIRM


def is_signed_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def test_an_officer_signs_in_with_the_code(officer: Persona, browser: Client, post: Post) -> None:
    ask(browser, "Officer@Example.org")
    message = post.to("officer@example.org")[0]
    assert post.code("officer@example.org") in message.subject
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    code = post.code("officer@example.org").lower().replace("-", " ")
    response = browser.post(CONFIRM, {"code": code})
    assert response["Location"] == "/"
    assert int(browser.session["_auth_user_id"]) == officer.person.pk


def test_the_next_page_is_kept_through_both_steps(officer: Persona, browser: Client, post: Post) -> None:
    page = browser.get(f"{LOGIN}?next=/me/").content.decode()
    assert 'name="next" value="/me/"' in page
    response = browser.post(LOGIN, {"email": officer.person.email, "next": "/me/"})
    response = browser.post(response["Location"], {"code": post.code(officer.person.email), "next": "/me/"})
    assert response["Location"] == "/me/"


def test_nobody_is_sent_elsewhere_after_signing_in(officer: Persona, browser: Client, post: Post) -> None:
    browser.post(LOGIN, {"email": officer.person.email, "next": "https://example.com/"})
    response = browser.post(CONFIRM, {"code": post.code(officer.person.email), "next": "https://example.com/"})
    assert response["Location"] == "/"


def test_the_mail_speaks_the_persons_language(officer: Persona, browser: Client, post: Post) -> None:
    Person.objects.filter(pk=officer.person.pk).update(language="fr")
    ask(browser, officer.person.email)
    response = browser.post(CONFIRM, {"code": post.code(officer.person.email)})
    assert response.cookies["django_language"].value == "fr"


def test_a_wrong_code_is_refused_and_five_end_it(officer: Persona, browser: Client, post: Post) -> None:
    ask(browser, officer.person.email)
    for _attempt in range(4):
        assert b"not right" in browser.post(CONFIRM, {"code": "BBBB-BBBB"}).content
    assert browser.post(CONFIRM, {"code": "BBBB-BBBB"}).status_code == 302
    browser.post(CONFIRM, {"code": post.code(officer.person.email)})
    assert not is_signed_in(browser)


def test_a_code_opens_only_the_browser_that_asked(officer: Persona, browser: Client, post: Post) -> None:
    ask(browser, officer.person.email)
    other = Client()
    ask(other, "somebody@else.example")
    other.post(CONFIRM, {"code": post.code(officer.person.email)})
    assert not is_signed_in(other)


def test_an_unknown_address_sees_the_same_and_gets_no_mail(officer: Persona, browser: Client, post: Post) -> None:
    known, unknown = Client(), Client()
    ask(known, "officer@example.org")
    ask(unknown, "nobodyx@example.org")
    pages = [
        client.get(CONFIRM).content.decode().replace(address, "…")
        for client, address in ((known, "officer@example.org"), (unknown, "nobodyx@example.org"))
    ]
    tokens = [page.split("csrfmiddlewaretoken")[0] for page in pages]
    assert tokens[0] == tokens[1]
    assert post.to("nobodyx@example.org") == []
    assert not Person.objects.filter(email="nobodyx@example.org").exists()
    for code in ("", "-", "BBBB-BBBB"):
        unknown.post(CONFIRM, {"code": code})
    assert not is_signed_in(unknown)


def test_a_listed_domain_gives_reading_once_the_code_came_back(
    domain: MailDomain, nice: Organisation, browser: Client, post: Post
) -> None:
    ask(browser, "New@Nice.fr")
    code = post.code("new@nice.fr")
    assert not Person.objects.filter(email="new@nice.fr").exists()
    browser.post(CONFIRM, {"code": code})
    person = Person.objects.get(email="new@nice.fr")
    membership = Membership.objects.get(person=person)
    assert (membership.organisation, membership.role, membership.verified_at) == (nice, Role.READER, None)
    viewer = viewer_for(person)
    assert viewer.reads_network
    assert not viewer.may_speak_for(nice.pk)
    row = Activity.objects.latest("id")
    assert (row.verb, row.person_uid, row.data["role"]) == ("membership.began", person.uid, "reader")


def test_a_wrong_code_makes_nobody(domain: MailDomain, browser: Client, post: Post) -> None:
    ask(browser, "new@nice.fr")
    browser.post(CONFIRM, {"code": "BBBB-BBBB"})
    browser.post(CONFIRM, {"code": ""})
    assert not Person.objects.filter(email="new@nice.fr").exists()


@pytest.mark.parametrize("address", ["a@sub.nice.fr", "a@nice.fr.example", "a@xnice.fr"])
def test_a_domain_that_looks_alike_gives_nothing(domain: MailDomain, browser: Client, post: Post, address: str) -> None:
    ask(browser, address)
    assert post.all() == []


def test_a_domain_taken_off_the_list_meanwhile_gives_nothing(domain: MailDomain, browser: Client, post: Post) -> None:
    ask(browser, "new@nice.fr")
    code = post.code("new@nice.fr")
    domain.delete()
    assert browser.post(CONFIRM, {"code": code})["Location"] == LOGIN
    assert not Person.objects.exists()
    assert not is_signed_in(browser)


def test_an_ended_membership_is_not_begun_again_by_the_domain(
    domain: MailDomain, nice: Organisation, browser: Client, post: Post
) -> None:
    person = Person.objects.create_user("gone@nice.fr")
    Membership.objects.create(person=person, organisation=nice, ended_at=timezone.now())
    ask(browser, person.email)
    browser.post(CONFIRM, {"code": post.code(person.email)})
    assert is_signed_in(browser)
    assert viewer_for(person).memberships == ()


def test_a_closed_account_gets_no_code_not_even_by_its_domain(domain: MailDomain, browser: Client, post: Post) -> None:
    Person.objects.create_user("closed@nice.fr", is_active=False)
    ask(browser, "closed@nice.fr")
    assert post.all() == []


def test_asking_too_often_is_stopped(officer: Persona, browser: Client, post: Post) -> None:
    for _attempt in range(3):
        ask(Client(), officer.person.email)
    response = Client().post(LOGIN, {"email": officer.person.email})
    assert response.status_code == 200
    assert b"Too many attempts" in response.content
    assert len(post.to(officer.person.email)) == 3


def test_signing_out_needs_a_button(officer: Persona) -> None:
    client = officer.client
    assert client.get("/accounts/logout/").status_code == 200
    assert is_signed_in(client)
    client.post("/accounts/logout/")
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "path",
    ["signup/", "password/reset/", "password/change/", "email/", "confirm-email/", "password/set/", "phone/change/"],
)
def test_pages_that_make_no_sense_here_do_not_exist(browser: Client, path: str) -> None:
    response = browser.get(f"/accounts/{path}")
    assert response.status_code == 404 or response["Location"] == LOGIN


def test_every_page_of_the_sign_in_is_ours(officer: Persona, browser: Client) -> None:
    for name in ("account_login", "account_inactive"):
        assert b'class="mark"' in browser.get(reverse(name)).content
    ask(browser, officer.person.email)
    page = browser.get(CONFIRM).content
    assert b'class="mark"' in page
    assert b"one-time-code" in page


NEVER_GIVEN = ['"abcdefgh\\000ijkl"', '"\\000"', "a" * 8_000, "ABCDEFGHIJKL", "abcdefgh;", "\xff" * 12]


@pytest.mark.parametrize("key", NEVER_GIVEN)
def test_a_session_that_we_never_gave_is_as_good_as_none(key: str, officer: Persona, browser: Client) -> None:
    answer = browser.get("/me/", HTTP_COOKIE=f"sessionid={key}")
    assert answer.status_code == 302
    assert answer["Location"].startswith(LOGIN)
    assert browser.get("/", HTTP_COOKIE=f"sessionid={key}").status_code == 200
    assert browser.post(LOGIN, {"email": officer.person.email}, HTTP_COOKIE=f"sessionid={key}").status_code == 302
