"""A mail of ours is answered: what its reader's program makes of it comes back as an answer at the right place."""

from __future__ import annotations

import email
from email.message import Message
from email.policy import default

import pytest
from django.core import mail

from intercity.mailbox.models import Outcome
from intercity.mailbox.tests.helpers import arrive, letter
from intercity.notifications.addresses import read_bounce
from intercity.notifications.delivering import deliver_due
from intercity.notifications.models import Delivery
from intercity.notifications.tests.helpers import delivery_to
from intercity.posts.models import Post
from intercity.spaces.models import Space
from tests.personas import Persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(officer: Persona, officer_elsewhere: Persona, space: Space) -> Message:
    """The mail about an answer of Torino, as Nice gets it."""
    delivery_to(officer, officer_elsewhere, space, title="Cool rooms")
    deliver_due()
    (message,) = mail.outbox
    return email.message_from_bytes(message.message().as_bytes(), policy=default)


def text_of(message: Message) -> str:
    """Its plain part."""
    return str(message.get_body(("plain",)).get_content())  # type: ignore[attr-defined]


def shapes(message: Message) -> dict[str, str]:
    """An answer to it as different programs write it."""
    quoted = "\n".join(f"> {line}" for line in text_of(message).splitlines())
    head = f"From: {message['From']}\nSent: Monday\nTo: me\nSubject: {message['Subject']}\n\n"
    intro = f"On 23.11.2026 10:11, {message['From']} wrote:"
    return {
        "marked": f"The region pays.\n\n{intro}\n{quoted}\n",
        "below": f"{intro}\n{quoted}\n\nThe region pays.\n",
        "unmarked": f"The region pays.\n\n{head}{text_of(message)}\n",
        "nothing": "The region pays.\n",
    }


@pytest.mark.parametrize("shape", ["marked", "below", "unmarked", "nothing"])
def test_it_stands_under_what_it_answers(shape: str, sent: Message, officer: Persona) -> None:
    answered = Post.objects.exclude(root=None).get()
    row = arrive(letter(officer.person.email, body=shapes(sent)[shape]), str(sent["Reply-To"]))
    assert row.outcome == Outcome.POSTED
    written = Post.objects.get(uid=row.post_uid)
    assert (written.body, written.parent, written.author) == ("The region pays.", answered, officer.person)


def test_nothing_but_our_own_words_is_no_answer(sent: Message, officer: Persona) -> None:
    body = shapes(sent)["marked"].replace("The region pays.", "")
    assert arrive(letter(officer.person.email, body=body), str(sent["Reply-To"])).outcome == Outcome.DROPPED


def test_our_own_mail_coming_back_is_a_machines(sent: Message, officer: Persona) -> None:
    assert arrive(sent.as_bytes(), str(sent["Reply-To"])).outcome == Outcome.AUTOMATIC


def test_its_envelope_names_the_delivery(sent: Message) -> None:
    assert read_bounce(mail.outbox[0].from_email) == Delivery.objects.get(channel="mail").uid
