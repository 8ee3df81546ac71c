"""Stopping mail without signing in."""

from __future__ import annotations

import pytest
from django.core.signing import Signer
from django.test import Client

from intercity.activity.models import last_id
from intercity.notifications.choices import choice_of
from intercity.notifications.links import make_token, signer
from intercity.notifications.models import By, Follow, Preference
from intercity.notifications.tellers.answer import ANSWER
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_post


@pytest.fixture
def post(officer: Persona, space: Space) -> Post:
    return make_post(officer, space, title="Cool rooms")


@pytest.fixture
def url(officer: Persona, post: Post) -> str:
    return f"/unsubscribe/{make_token(officer.person, 'answer', post)}/"


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


def mailed(persona: Persona) -> bool:
    """Whether they get mail about answers."""
    return choice_of(persona.person, ANSWER).by == By.MAIL


def test_opening_the_link_stops_nothing(url: str, browser: Client) -> None:
    response = browser.get(url)
    assert response.status_code == 200
    assert browser.head(url).status_code == 200
    assert not Follow.objects.exists()
    assert 'value="thread"' in response.content.decode()


def test_one_click_of_a_mail_program_stops_the_conversation(
    url: str, browser: Client, officer: Persona, post: Post
) -> None:
    response = browser.post(url, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert Follow.objects.filter(person=officer.person, post=post).count() == 1
    assert browser.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200


def test_the_buttons_stop_one_or_all_and_begin_again(url: str, browser: Client, officer: Persona) -> None:
    browser.post(url, {"what": "thread"})
    assert Follow.objects.count() == 1
    assert mailed(officer)
    assert 'value="resume"' in browser.get(url).content.decode()
    browser.post(url, {"what": "all"})
    assert not mailed(officer)
    assert browser.post(url, {"what": "resume"}, follow=True).status_code == 200
    assert mailed(officer)
    assert not Follow.objects.exists()
    assert 'value="thread"' in browser.get(url).content.decode()


def test_what_somebody_wishes_is_nobody_elses_business(url: str, browser: Client, officer: Persona) -> None:
    known = last_id()
    for what in ("thread", "all", "resume"):
        browser.post(url, {"what": what})
    assert last_id() == known


def test_mail_without_a_conversation_stops_by_its_event(officer: Persona, browser: Client) -> None:
    url = f"/unsubscribe/{make_token(officer.person, 'followed')}/"
    assert 'value="thread"' not in browser.get(url).content.decode()
    assert browser.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    row = Preference.objects.get()
    assert (row.person, row.event, row.by) == (officer.person, "followed", By.INSIDE)
    assert mailed(officer)


def test_links_of_old_mails_still_work(officer: Persona, post: Post, browser: Client) -> None:
    old = signer().sign(f"{officer.person.uid}-{post.uid}")
    assert browser.post(f"/unsubscribe/{old}/").status_code == 302
    assert Follow.objects.get().muted


def test_a_forged_token_is_unknown(officer: Persona, post: Post, browser: Client) -> None:
    plain = f"{officer.person.uid}-{post.uid}-answer"
    signature = make_token(officer.person, "answer", post).rpartition(":")[2]
    for token in (plain, f"{plain}:", f"{plain}:{signature[:-1]}", Signer().sign(plain), "x", ":", "%00"):
        assert browser.get(f"/unsubscribe/{token}/").status_code == 404
        assert browser.post(f"/unsubscribe/{token}/").status_code == 404
    assert not Follow.objects.exists()


def test_a_signature_does_not_fit_another_person_or_post(
    officer: Persona, officer_elsewhere: Persona, post: Post, space: Space, browser: Client
) -> None:
    signature = make_token(officer.person, "answer", post).rpartition(":")[2]
    other = make_post(officer, space)
    for person, about in ((officer_elsewhere.person, post), (officer.person, other)):
        assert browser.post(f"/unsubscribe/{person.uid}-{about.uid}-answer:{signature}/").status_code == 404
    assert not Follow.objects.exists()


def test_signed_in_as_another_it_still_stops_the_mail_of_the_one_it_names(
    url: str, officer: Persona, officer_elsewhere: Persona
) -> None:
    officer_elsewhere.client.post(url)
    assert Follow.objects.get().person == officer.person


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
    token = make_token(officer.person, "answer", post)
    Post.objects.all().delete()
    assert browser.get(f"/unsubscribe/{token}/").status_code == 404


def test_other_methods_are_refused(url: str, browser: Client) -> None:
    assert browser.put(url).status_code == 405
