"""What those who take part are mailed, and what their calendars make of it."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar
from pytest_django import Settings

from intercity.activity.models import Activity, last_id
from intercity.kinds.event.actions import cancel, reinstate
from intercity.kinds.event.attending import actions
from intercity.kinds.event.attending.clock import remind
from intercity.kinds.event.attending.tests.helpers import fresh, guest, make_event, register
from intercity.kinds.event.models import Event
from intercity.notifications.addresses import reply_address
from intercity.notifications.delivering import deliver_due
from intercity.notifications.recipients import notify
from intercity.posts import actions as posts
from intercity.posts.content import PostContent
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space, SpaceMember
from tests.personas import Persona

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mail_in(settings: Settings) -> None:
    settings.MAIL_IN_DOMAIN = "in.network.example"


def mails_of(known: int) -> list[EmailMessage]:
    """What goes out because of the acts after `known`, as a mail program gets it."""
    mail.outbox.clear()
    for act in Activity.objects.filter(pk__gt=known).order_by("pk"):
        notify(act)
    while deliver_due():
        pass
    return [message_from_bytes(one.message().as_bytes(), policy=policy.default) for one in mail.outbox]  # type: ignore[misc]


def calendars(message: EmailMessage) -> list[tuple[str, Any]]:
    """Method and entry of each calendar part: of the alternative with its own method, of the file by its text."""
    found = []
    for part in message.walk():
        if part.get_content_type() in ("text/calendar", "application/ics"):
            calendar = Calendar.from_ical(part.get_payload(decode=True))
            method = part.get_param("method") or str(calendar["METHOD"])
            assert method == calendar["METHOD"]
            found.append((method, calendar.walk("VEVENT")[0]))
    return found


def one_mail(known: int, to: Persona) -> tuple[EmailMessage, list[tuple[str, Any]]]:
    (found,) = [one for one in mails_of(known) if one["To"] == to.person.email]
    return found, calendars(found)


def test_whoever_registers_gets_an_invitation_that_their_calendar_can_answer(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_event(officer, space, place="Torino, Piazza", link="https://video.example/x")
    known = last_id()
    register(officer_elsewhere, post)
    message, found = one_mail(known, officer_elsewhere)
    assert "You take part: Safe squares" in message["Subject"]
    text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Join online\nhttps://video.example/x" in text
    # The reader's own clock in both places, and no other.
    assert (text.count("(Brussels time)"), text.count("(Paris)")) == (2, 0)
    assert [method for method, _entry in found] == ["REQUEST", "REQUEST"]
    _method, entry = found[0]
    assert entry["SUMMARY"] == "Safe squares"
    assert entry["DTSTART"].dt == fresh(post).event.starts_at.replace(microsecond=0)
    assert str(entry["ORGANIZER"]) == f"mailto:{reply_address(officer_elsewhere.person, post)}"
    assert str(entry["ATTENDEE"]) == f"mailto:{officer_elsewhere.person.email}"
    assert (entry["ATTENDEE"].params["PARTSTAT"], entry["ATTENDEE"].params["RSVP"]) == ("ACCEPTED", "TRUE")
    assert (entry["SEQUENCE"], "video.example" in entry["LOCATION"]) == (0, True)
    assert message.get_content_type() == "multipart/mixed"
    alternative = next(part for part in message.walk() if part.get_content_type() == "multipart/alternative")
    assert [part.get_content_type() for part in alternative.iter_parts()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]


def test_what_changes_for_calendars_is_sent_again_with_a_higher_sequence(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_event(officer, space)
    register(officer_elsewhere, post)
    starts = timezone.now() + timedelta(days=6)
    known, details = last_id(), {"starts_at": starts, "ends_at": starts + timedelta(hours=1)}
    text = PostContent(title=post.title, body=post.body, label=post.label, details=details)
    posts.edit(officer.viewer, fresh(post), text)
    message, found = one_mail(known, officer_elsewhere)
    assert "Changed" in message["Subject"]
    assert (found[0][1]["SEQUENCE"], found[0][0]) == (1, "REQUEST")
    known = last_id()
    posts.edit(officer.viewer, fresh(post), PostContent(title=post.title, body="More words", label=post.label))
    assert not [one for one in mails_of(known) if calendars(one)]


def test_leaving_and_calling_off_take_it_out_of_the_calendar(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_event(officer, space)
    register(officer_elsewhere, post)
    known = last_id()
    actions.unregister(officer_elsewhere.viewer, fresh(post))
    _message, found = one_mail(known, officer_elsewhere)
    assert [(method, entry["STATUS"], entry["SEQUENCE"]) for method, entry in found] == [("CANCEL", "CANCELLED", 1)] * 2
    known = last_id()
    register(officer_elsewhere, post)
    _message, found = one_mail(known, officer_elsewhere)
    assert (found[0][0], found[0][1]["SEQUENCE"]) == ("REQUEST", 2)


def test_who_waits_hears_of_the_place_with_the_invitation(officer: Persona, space: Space) -> None:
    post, first, second = make_event(officer, space, capacity=1), guest(1), guest(2)
    register(first, post)
    known = last_id()
    register(second, post)
    message, found = one_mail(known, second)
    assert ("waiting list" in message["Subject"], found) == (True, [])
    known = last_id()
    actions.unregister(first.viewer, fresh(post))
    message, found = one_mail(known, second)
    assert "You have a place" in message["Subject"]
    assert [method for method, _entry in found] == ["REQUEST", "REQUEST"]


def test_the_day_before_everybody_with_a_place_is_reminded_once(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_event(officer, space)
    register(officer_elsewhere, post)
    starts = fresh(post).event.starts_at
    assert remind(starts - timedelta(hours=25)) == 0
    known = last_id()
    assert (remind(starts - timedelta(hours=23)), remind(starts - timedelta(hours=22)), remind(starts)) == (1, 0, 0)
    message, found = one_mail(known, officer_elsewhere)
    assert ("Soon" in message["Subject"], found) == (True, [])
    # Put off by a week, it is reminded of again.
    Event.objects.filter(post=post).update(starts_at=starts + timedelta(days=7), ends_at=starts + timedelta(days=8))
    assert remind(starts + timedelta(days=6, hours=1)) == 1


@pytest.mark.parametrize("out", [False, True])
def test_of_narrower_labels_the_calendar_gets_time_and_address_only(
    out: bool, officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    for persona in (officer, officer_elsewhere):
        SpaceMember.objects.get_or_create(space=space, organisation=persona.organisation)
    post = make_event(officer, space, Label.AMBER, place="Zqplaceqz", link="https://zqlinkqz.example/")
    known = last_id()
    register(officer_elsewhere, post)
    if out:
        known = last_id()
        actions.unregister(officer_elsewhere.viewer, fresh(post))
    message, found = one_mail(known, officer_elsewhere)
    whole = message.as_string() + "".join(entry.to_ical().decode() for _method, entry in found)
    for word in ("Safe squares", "Zqplaceqz", "zqlinkqz", "Bring maps", "City of Nice", "reply+"):
        assert word not in whole
    assert [method for method, _entry in found] == ["CANCEL" if out else "PUBLISH"] * 2
    assert found[0][1]["URL"].endswith(f"/posts/{post.uid}/")
    assert found[0][1]["DTSTART"].dt == Post.objects.get(pk=post.pk).event.starts_at.replace(microsecond=0)


def test_what_is_cancelled_goes_from_calendars_and_comes_back(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post, waits = make_event(officer, space, capacity=1), guest(1)
    for one in (officer_elsewhere, waits):
        register(one, post)
    known = last_id()
    cancel(officer.viewer, fresh(post), "Storm.")
    sent = {one["To"]: one for one in mails_of(known)}
    assert "Storm." in sent[officer_elsewhere.person.email].as_string()
    found = calendars(sent[officer_elsewhere.person.email])
    assert [(method, entry["SEQUENCE"]) for method, entry in found] == [("CANCEL", 1)] * 2
    assert calendars(sent[waits.person.email]) == []
    known = last_id()
    reinstate(officer.viewer, fresh(post))
    message, found = one_mail(known, officer_elsewhere)
    assert "after all" in message["Subject"]
    _method, entry = found[0]
    assert (entry["SEQUENCE"], entry["STATUS"]) == (2, "CONFIRMED")
