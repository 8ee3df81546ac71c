"""What Outlook, Google and Apple answer to an invitation (`invitation_replies/`), and what is made of it."""

from __future__ import annotations

import re
from base64 import encodebytes
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from intercity.kinds.event.attending import actions
from intercity.kinds.event.attending.invitations import uid_of
from intercity.kinds.event.attending.models import Registration
from intercity.kinds.event.attending.tests.helpers import fresh, guest, make_event, register, states
from intercity.kinds.event.models import Event
from intercity.mailbox.models import Incoming, Outcome, Reason
from intercity.mailbox.reading.mail import Context, read_mail
from intercity.mailbox.tests.helpers import AUTHSERV, FAIL, PASS, arrive
from intercity.notifications.addresses import reply_address
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space
from tests.personas import Persona

REPLIES = Path(__file__).parent / "invitation_replies"
NAMES = sorted(path.stem for path in REPLIES.glob("*.eml"))
STATES = {"accepted": ("coming", False), "declined": ("declined", False), "tentative": ("coming", True)}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mail_in(settings: Settings) -> None:
    settings.MAIL_IN_DOMAIN = "in.network.example"
    settings.MAIL_IN_AUTHSERV = AUTHSERV


@pytest.fixture
def post(officer: Persona, space: Space) -> Post:
    return make_event(officer, space)


def mail_of(
    name: str, persona: Persona, post: Post, *, sequence: int = 0, at: datetime | None = None, uid: str = "",
    sender: str = "", verdict: str = "",
) -> bytes:  # fmt: skip
    """One of the mails, as this person's program would have written it."""
    text = (REPLIES / f"{name}.eml").read_bytes().decode()
    words = {
        "@ORGANIZER@": reply_address(persona.person, post), "@ATTENDEE@": sender or persona.person.email,
        "@UID@": uid or uid_of(post), "@SEQUENCE@": str(sequence),
        "@STAMP@": f"{at or timezone.now() + timedelta(minutes=1):%Y%m%dT%H%M%SZ}",
    }  # fmt: skip
    for word, said in words.items():
        text = text.replace(word, said)
    text = re.sub(r"@BASE64@\r\n(.*?)@END@\r\n", lambda found: packed(found[1]), text, flags=re.DOTALL)
    return (f"Authentication-Results: {verdict}\r\n{text}" if verdict else text).encode()


def packed(text: str) -> str:
    return encodebytes(text.encode()).decode().replace("\n", "\r\n")


def answer(name: str, persona: Persona, post: Post, **fields: object) -> Incoming:
    return arrive(mail_of(name, persona, post, **fields), reply_address(persona.person, post))  # type: ignore[arg-type]


def now_is(persona: Persona) -> tuple[str, bool]:
    row = Registration.objects.get(person=persona.person)
    return row.state, row.tentative


@pytest.mark.parametrize("name", NAMES)
def test_each_program_is_understood(name: str, officer_elsewhere: Persona, post: Post) -> None:
    said = name.split("-")[1]
    other = "declined" if said != "declined" else "accepted"
    register(officer_elsewhere, post)
    answer(f"google-{other}", officer_elsewhere, post, at=timezone.now() + timedelta(seconds=1))
    assert answer(name, officer_elsewhere, post).outcome == Outcome.READ
    assert now_is(officer_elsewhere) == STATES[said]
    # Only the person's own word counts for the edition of the invitation; no comment was made of it.
    assert Registration.objects.get().sequence == 0
    assert not Post.objects.filter(root=post).exists()


def test_there_are_replies_of_all_three() -> None:
    assert len(NAMES) >= 8
    assert {name.split("-")[0] for name in NAMES} == {"outlook", "google", "apple"}


def test_the_same_mail_again_changes_nothing(officer_elsewhere: Persona, post: Post) -> None:
    register(officer_elsewhere, post)
    at = timezone.now() + timedelta(minutes=1)
    for name in ("google-declined", "apple-declined", "google-declined"):
        answer(name, officer_elsewhere, post, at=at)
    assert now_is(officer_elsewhere) == ("declined", False)
    assert states(post) == [("officer elsewhere", "declined")]


def test_late_answers_change_nothing(officer_elsewhere: Persona, post: Post) -> None:
    register(officer_elsewhere, post)
    assert answer("google-declined", officer_elsewhere, post, at=timezone.now() - timedelta(hours=1)).outcome == "read"
    assert now_is(officer_elsewhere)[0] == "coming"
    Event.objects.filter(post=post).update(sequence=2)
    answer("apple-declined", officer_elsewhere, post, sequence=1)
    assert now_is(officer_elsewhere)[0] == "coming"
    answer("apple-declined", officer_elsewhere, post, sequence=2)
    assert now_is(officer_elsewhere)[0] == "declined"


def test_who_declines_gives_the_place_to_the_next(officer_elsewhere: Persona, post: Post) -> None:
    Event.objects.filter(post=post).update(capacity=1)
    second = guest(2)
    for one in (officer_elsewhere, second):
        register(one, post)
    answer("outlook-declined-fr", officer_elsewhere, post)
    assert [state for _name, state in states(post)] == ["declined", "coming"]
    answer("outlook-accepted", officer_elsewhere, post, at=timezone.now() + timedelta(minutes=2))
    assert [state for _name, state in states(post)] == ["waiting", "coming"]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"sender": "forger@evil.example"}, Reason.NOT_THE_PERSON),
        ({"verdict": FAIL}, Reason.FORGED),
    ],
)
def test_forged_ones_are_refused(
    fields: dict[str, str], reason: Reason, officer_elsewhere: Persona, post: Post
) -> None:
    register(officer_elsewhere, post)
    row = answer("google-declined", officer_elsewhere, post, **fields)
    assert (row.reason, now_is(officer_elsewhere)[0]) == (reason, "coming")


def test_nobody_answers_for_somebody_else(officer_elsewhere: Persona, post: Post) -> None:
    """Who was handed the invitation on answers as themselves; and one's own mail names another one."""
    second = guest(2)
    register(officer_elsewhere, post)
    raw = mail_of("google-declined", officer_elsewhere, post, sender=second.person.email, verdict=PASS)
    row = arrive(raw, reply_address(officer_elsewhere.person, post))
    assert row.reason == Reason.NOT_THE_PERSON
    other = raw.replace(f"From: Officer Elsewhere <{second.person.email}>".encode(),
                        f"From: <{officer_elsewhere.person.email}>".encode())  # fmt: skip
    assert arrive(other, reply_address(officer_elsewhere.person, post)).reason == Reason.NOT_THE_PERSON
    assert now_is(officer_elsewhere)[0] == "coming"


def test_what_answers_no_invitation_of_ours_is_a_machines_mail(officer_elsewhere: Persona, post: Post) -> None:
    assert answer("google-accepted", officer_elsewhere, post).outcome == Outcome.AUTOMATIC
    register(officer_elsewhere, post)
    assert answer("google-declined", officer_elsewhere, post, uid="other@x.example").outcome == Outcome.AUTOMATIC
    assert now_is(officer_elsewhere)[0] == "coming"


def test_after_the_end_and_under_narrower_labels_nothing_is_taken(officer_elsewhere: Persona, post: Post) -> None:
    register(officer_elsewhere, post)
    Event.objects.filter(post=post).update(
        starts_at=timezone.now() - timedelta(days=2), ends_at=timezone.now() - timedelta(days=1)
    )
    assert answer("apple-declined", officer_elsewhere, post).reason == Reason.CLOSED
    Post.objects.filter(pk=post.pk).update(label=Label.RED)
    assert answer("google-declined", officer_elsewhere, post).reason == Reason.NOT_VISIBLE
    assert now_is(officer_elsewhere)[0] == "coming"


def test_the_page_after_the_mail_and_the_mail_after_the_page(officer_elsewhere: Persona, post: Post) -> None:
    register(officer_elsewhere, post)
    answer("google-declined", officer_elsewhere, post, at=timezone.now() + timedelta(seconds=1))
    register(officer_elsewhere, post)
    # A program that holds the invitation from before cannot take back what was pressed since.
    answer("apple-declined", officer_elsewhere, post, sequence=0)
    assert now_is(officer_elsewhere)[0] == "coming"
    answer("apple-declined", officer_elsewhere, post, sequence=1)
    assert now_is(officer_elsewhere)[0] == "declined"
    actions.do_unregister(fresh(post), officer_elsewhere.person)
    assert now_is(officer_elsewhere)[0] == "declined"


@pytest.mark.parametrize(
    "text",
    [
        "", "METHOD:REPLY", "BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR", "BEGIN:VCALENDAR\n" * 500,
        "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:x\nDTSTAMP:99999999T999999Z\nSEQUENCE:9e9\n"
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.example\nEND:VEVENT\nEND:VCALENDAR",
        "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:x\nATTENDEE;PARTSTAT=DELEGATED:mailto:a@b.example\n"
        "DTSTAMP:20261123T100000Z\nEND:VEVENT\nEND:VCALENDAR",
    ],
)  # fmt: skip
def test_broken_files_are_no_answer(text: str) -> None:
    head = "From: a@b.example\nSubject: Accepted: x\nContent-Type: text/calendar; method=REPLY\n\n"
    assert read_mail((head + text).encode(), Context()).invitation is None
