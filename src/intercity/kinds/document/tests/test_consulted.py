"""Who is asked in a consultation, once when it begins and once before it ends; guidance that is valid no more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from intercity.activity.models import Activity, last_id
from intercity.kinds.document import clock
from intercity.kinds.document.actions import settling
from intercity.kinds.document.models import Document, Status
from intercity.kinds.document.tests.helpers import make_document
from intercity.notifications.delivering import deliver_due
from intercity.notifications.models import Preference
from intercity.notifications.recipients import notify
from intercity.posts import actions
from intercity.posts.content import PostContent
from intercity.posts.models import Post
from intercity.posts.telling import Pace
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label, Space
from tests.personas import Persona

pytestmark = pytest.mark.django_db


def told(known: int) -> dict[str, mail.EmailMessage]:
    """The mails of the acts after `known`, by receiver."""
    mail.outbox.clear()
    for act in Activity.objects.filter(pk__gt=known).order_by("pk"):
        notify(act)
    while deliver_due():
        pass
    return {one.to[0]: one for one in mail.outbox}


def consult(persona: Persona, post: Post, days: int = 10) -> None:
    until = timezone.localdate() + timedelta(days=days)
    settling.settle(persona.viewer, Post.objects.get(pk=post.pk), Status.CONSULTATION, until)


def test_who_belongs_to_the_space_is_asked_once_and_reminded_when_silent(
    officer: Persona, officer_elsewhere: Persona, colleague: Persona, stranger: Persona, space: Space,
    settings: Settings,
) -> None:  # fmt: skip
    settings.MAIL_IN_DOMAIN = "in.network.example"
    assert officer_elsewhere.organisation is not None
    do_join(space, officer_elsewhere.organisation)
    post, known, theirs = make_document(officer, space), last_id(), officer_elsewhere.person.email
    consult(officer, post)
    sent = told(known)
    assert set(sent) == {theirs}
    assert sent[theirs].subject == "What do you think? Prevention"
    # An answer to the mail is a comment.
    assert "reply+" in sent[theirs].extra_headers["Reply-To"]
    known, now = last_id(), timezone.now()
    consult(officer, post, 9)
    assert told(known) == {}
    assert clock.remind(now + timedelta(days=5)) == 0
    known = last_id()
    assert (clock.remind(now + timedelta(days=7)), clock.remind(now + timedelta(days=8))) == (1, 0)
    assert set(told(known)) == {theirs}
    said = PostContent(body="Chapter two is thin.")
    actions.comment(officer_elsewhere.viewer, Post.objects.get(pk=post.pk), said)
    consult(officer, post, 8)
    known = last_id()
    assert clock.remind(now + timedelta(days=6)) == 1
    assert told(known) == {}


def test_narrow_documents_say_nothing_in_mails_and_preferences_hold(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    assert officer_elsewhere.organisation is not None
    do_join(space, officer_elsewhere.organisation)
    post, known = make_document(officer, space), last_id()
    Post.objects.filter(pk=post.pk).update(label=Label.AMBER, title="Zqnameqz", body="Zqbodyqz")
    consult(officer, post)
    (message,) = told(known).values()
    assert "Zq" not in message.subject + message.body
    settling.settle(officer.viewer, Post.objects.get(pk=post.pk), Status.DRAFT)
    Preference.objects.create(person=officer_elsewhere.person, event="consulted", pace=Pace.NEVER)
    known = last_id()
    consult(officer, post)
    assert told(known) == {}


def test_guidance_goes_from_public_pages_when_its_last_day_has_passed(officer: Persona, space: Space) -> None:
    today = timezone.localdate()
    post = make_document(officer, space, is_guidance=True, valid_until=today)
    Post.objects.filter(pk=post.pk).update(label=Label.CLEAR)
    assert clock.note_validity(timezone.now()) == 0
    known = last_id()
    assert clock.note_validity(timezone.now() + timedelta(days=1)) == 1
    (act,) = Activity.objects.filter(pk__gt=known)
    assert (act.verb, act.public, act.post_uid) == ("document.validity", True, post.uid)
    assert clock.note_validity(timezone.now() + timedelta(days=1)) == 0
    Document.objects.update(valid_until=today - timedelta(days=1))
    assert "Valid until" not in Client().get(f"/spaces/{space.slug}/?kind=update").content.decode()
