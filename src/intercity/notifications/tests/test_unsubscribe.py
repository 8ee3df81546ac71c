"""Stopping mail without signing in."""

from __future__ import annotations

import pytest
from django.core.signing import Signer
from django.test import Client

from intercity.activity.models import Activity
from intercity.notifications.links import make_token
from intercity.notifications.models import Mute
from intercity.organisations.models import Person
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_post


@pytest.fixture
def post(officer: Persona, space: Space) -> Post:
    return make_post(officer, space, title="Cool rooms")


@pytest.fixture
def url(officer: Persona, post: Post) -> str:
    return f"/unsubscribe/{make_token(officer.person, post)}/"


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


def test_opening_the_link_stops_nothing(url: str, browser: Client) -> None:
    response = browser.get(url)
    assert response.status_code == 200
    assert browser.head(url).status_code == 200
    assert not Mute.objects.exists()
    assert 'value="thread"' in response.content.decode()


def test_one_click_of_a_mail_program_stops_the_conversation(
    url: str, browser: Client, officer: Persona, post: Post
) -> None:
    response = browser.post(url, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert Mute.objects.filter(person=officer.person, post=post).count() == 1
    assert browser.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200


def test_the_buttons_stop_one_or_all_and_begin_again(url: str, browser: Client, officer: Persona) -> None:
    person = Person.objects.filter(pk=officer.person.pk)
    browser.post(url, {"what": "thread"})
    assert Mute.objects.count() == 1
    assert person.get().mail_replies
    assert 'value="resume"' in browser.get(url).content.decode()
    browser.post(url, {"what": "all"})
    assert not person.get().mail_replies
    assert browser.post(url, {"what": "resume"}, follow=True).status_code == 200
    assert person.get().mail_replies
    assert not Mute.objects.exists()
    assert 'value="thread"' in browser.get(url).content.decode()


def test_only_a_changed_setting_is_recorded(url: str, browser: Client, officer: Persona) -> None:
    rows = Activity.objects.filter(verb="person.changed", person_uid=officer.person.uid)
    browser.post(url, {"what": "thread"})
    assert rows.count() == 0
    for _ in range(2):
        browser.post(url, {"what": "all"})
    assert rows.count() == 1


def test_a_forged_token_is_unknown(officer: Persona, post: Post, browser: Client) -> None:
    plain = f"{officer.person.uid}-{post.uid}"
    signature = make_token(officer.person, post).rpartition(":")[2]
    for token in (plain, f"{plain}:", f"{plain}:{signature[:-1]}", Signer().sign(plain), "x", ":", "%00"):
        assert browser.get(f"/unsubscribe/{token}/").status_code == 404
        assert browser.post(f"/unsubscribe/{token}/").status_code == 404
    assert not Mute.objects.exists()


def test_a_signature_does_not_fit_another_person_or_post(
    officer: Persona, officer_elsewhere: Persona, post: Post, space: Space, browser: Client
) -> None:
    signature = make_token(officer.person, post).rpartition(":")[2]
    other = make_post(officer, space)
    for person, about in ((officer_elsewhere.person, post), (officer.person, other)):
        assert browser.post(f"/unsubscribe/{person.uid}-{about.uid}:{signature}/").status_code == 404
    assert not Mute.objects.exists()


def test_signed_in_as_another_it_still_stops_the_mail_of_the_one_it_names(
    url: str, officer: Persona, officer_elsewhere: Persona
) -> None:
    officer_elsewhere.client.post(url)
    assert Mute.objects.get().person == officer.person


def test_a_link_that_was_passed_on_does_not_tell_the_title(
    url: str, browser: Client, officer: Persona, post: Post, stranger: Persona
) -> None:
    assert b"Cool rooms" not in browser.get(url).content
    assert b"Cool rooms" not in stranger.client.get(url).content
    assert b"Cool rooms" in officer.client.get(url).content
    Post.objects.filter(pk=post.pk).update(label=Label.CLEAR)
    assert b"Cool rooms" in browser.get(url).content


def test_a_person_or_post_that_is_gone(officer: Persona, space: Space, browser: Client) -> None:
    post = make_post(officer, space)
    token = make_token(officer.person, post)
    Post.objects.all().delete()
    assert browser.get(f"/unsubscribe/{token}/").status_code == 404


def test_other_methods_are_refused(url: str, browser: Client) -> None:
    assert browser.put(url).status_code == 405
