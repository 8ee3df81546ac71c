"""From the clock to the mailbox and back: one click confirms, and a quiet month brings something to read."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from intercity.activity.models import Activity
from intercity.adoption.actions import Wording
from intercity.adoption.actions.saying import do_say
from intercity.adoption.clock import ask_whether_in_force, sum_up_month
from intercity.adoption.months import Month
from intercity.notifications.delivering import deliver_digests, deliver_due
from intercity.notifications.recipients import notify
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db
BASE = "https://cities.example"
LINK = re.compile(rf"{BASE}(/posts/\S+/check\?as=\S+)")


@pytest.fixture(autouse=True)
def address(settings: Settings) -> None:
    settings.PUBLIC_URL = BASE


def practice_of(persona: Persona, space: Space, label: str = Label.GREEN) -> Post:
    """One that is two months old."""
    post = make_post(persona, space, kind="practice", title="Cool rooms", status="active", label=label)
    Post.objects.filter(pk=post.pk).update(published_at=timezone.now() - timedelta(days=60))
    return Post.objects.get(pk=post.pk)


def notice(verb: str) -> None:
    for act in Activity.objects.filter(verb=verb):
        notify(act)


def test_one_click_in_the_mail_confirms_a_practice(officer: Persona, colleague: Persona, space: Space) -> None:
    post = practice_of(officer, space)
    assert ask_whether_in_force(timezone.now()) == 1
    notice("practice.asked")
    assert deliver_due() == 1
    assert mail.outbox[0].to == [officer.person.email]
    found = LINK.search(str(mail.outbox[0].body))
    assert found is not None
    browser = Client()
    assert "Cool rooms" in browser.get(found[1]).content.decode()
    assert Post.objects.get(pk=post.pk).practice.confirmed_on is None
    assert browser.post(found[1], {"answer": "holds"}).status_code == 200
    assert Post.objects.get(pk=post.pk).practice.confirmed_on == timezone.localdate()
    # It opens this one page, and nothing else.
    assert browser.get(f"/posts/{post.uid}/").status_code == 404


def test_what_is_answered_before_the_mail_goes_is_not_asked(officer: Persona, space: Space) -> None:
    post = practice_of(officer, space)
    ask_whether_in_force(timezone.now())
    notice("practice.asked")
    officer.client.post(f"/posts/{post.uid}/check", {"answer": "holds"})
    deliver_due()
    assert mail.outbox == []


def test_the_month_comes_with_the_digest(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    post = practice_of(officer, space, Label.CLEAR)
    now = timezone.now()
    assert officer_elsewhere.organisation is not None
    at = Month.before(now).end - timedelta(days=2)
    do_say(post, officer_elsewhere.organisation, None, Wording("adopted"), at)
    assert sum_up_month(now) == 1
    notice("practice.month")
    assert deliver_due() == 0
    deliver_digests(now + timedelta(days=2))
    text = str(mail.outbox[0].body)
    assert mail.outbox[0].to == [officer.person.email]
    assert "Cool rooms: Torino (does the same now)." in text
