"""Who cannot see an event any more: their place, and what their calendar and they are told of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from intercity.activity.models import last_id
from intercity.kinds.event.attending.clock import fill
from intercity.kinds.event.attending.losing import Looking
from intercity.kinds.event.attending.models import Registration
from intercity.kinds.event.attending.tests.helpers import fresh, guest, make_event, register, states
from intercity.kinds.event.attending.tests.test_mails import _mail_in, calendars, mails_of, one_mail  # noqa: F401
from intercity.kinds.event.models import Event
from intercity.notifications.models import Delivery, Follow
from intercity.posts import actions as posts
from intercity.posts.content import PostContent
from intercity.posts.models import State
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label, Space
from tests.personas import Persona

pytestmark = pytest.mark.django_db


def look() -> int:
    return Looking()(timezone.now())


def test_who_is_left_out_hears_no_new_word_and_their_place_goes_on(
    officer: Persona, colleague: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    assert officer.organisation is not None
    do_join(space, officer.organisation)
    post = make_event(officer, space, capacity=1)
    for one in (officer_elsewhere, colleague):
        register(one, post)
    assert look() == 0
    old = fresh(post).event.starts_at
    known, starts = last_id(), old + timedelta(days=9)
    details = {"starts_at": starts, "ends_at": starts + timedelta(hours=1), "place": "Zqplaceqz", "mode": "onsite"}
    text = PostContent(title="Zqtitleqz", body="Zqbodyqz", label=Label.AMBER, details=details)
    posts.edit(officer.viewer, fresh(post), text)
    assert (look(), look()) == (1, 0)
    assert [state for _name, state in states(post)] == ["lost", "coming"]
    sent = mails_of(known)
    (found,) = [one for one in sent if one["To"] == officer_elsewhere.person.email]
    entries = calendars(found)
    whole = found.as_string() + "".join(entry.to_ical().decode() for _method, entry in entries)
    for word in (
        "Zqtitleqz",
        "Zqplaceqz",
        "Zqbodyqz",
        "Safe squares",
        "Bring maps",
        "City of Nice",
        f"/posts/{post.uid}",
    ):
        assert word not in whole
    method, entry = entries[0]
    assert (method, len(entries), entry["STATUS"], entry["SEQUENCE"]) == ("CANCEL", 2, "CANCELLED", 2)
    assert str(entry["UID"]).startswith(post.uid)
    assert entry["DTSTART"].dt == old.replace(microsecond=0)
    assert set(entry) == {"UID", "SEQUENCE", "DTSTAMP", "STATUS", "DTSTART", "ORGANIZER", "ATTENDEE"}
    inbox = officer_elsewhere.client.get(reverse("inbox")).content.decode()
    assert ("Zqtitleqz" in inbox, "You do not take part any more" in inbox) == (False, True)


def test_who_sees_it_again_is_back_with_a_new_invitation(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_event(officer, space)
    register(officer_elsewhere, post)
    fresh(post).__class__.objects.filter(pk=post.pk).update(state=State.HIDDEN)
    assert look() == 1
    known = last_id()
    post.__class__.objects.filter(pk=post.pk).update(state=State.PUBLISHED)
    assert look() == 1
    _message, found = one_mail(known, officer_elsewhere)
    assert (found[0][0], found[0][1]["SEQUENCE"], found[0][1]["SUMMARY"]) == ("REQUEST", 2, "Safe squares")
    assert [state for _name, state in states(post)] == ["coming"]


def test_what_is_over_or_was_called_off_ends_nothing(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_event(officer, space)
    register(officer_elsewhere, post)
    post.__class__.objects.filter(pk=post.pk).update(state=State.HIDDEN)
    Event.objects.filter(post=post).update(cancelled_at=timezone.now())
    assert look() == 0
    past = timezone.now() - timedelta(days=1)
    Event.objects.filter(post=post).update(cancelled_at=None, starts_at=past - timedelta(hours=1), ends_at=past)
    assert (look(), Registration.objects.get().state) == (0, "coming")


def test_a_place_made_by_an_edit_is_told_once_with_what_else_changed(officer: Persona, space: Space) -> None:
    post, first, second = make_event(officer, space, capacity=1), guest(1), guest(2)
    for one in (first, second):
        register(one, post)
    Follow.objects.create(person=first.person, post=post)
    starts, known = timezone.now() + timedelta(days=8), last_id()
    details = {"starts_at": starts, "ends_at": starts + timedelta(hours=1), "capacity": 2}
    text = PostContent(title=post.title, body=post.body, label=post.label, details=details)
    posts.edit(officer.viewer, fresh(post), text)
    assert (fill(timezone.now()), fill(timezone.now())) == (1, 0)
    sent = mails_of(known)
    assert sorted(one["Subject"] for one in sent if one["To"] == second.person.email) == [
        "You have a place: Safe squares"
    ]
    # Who takes part and follows it hears of the change once, with the file.
    (changed,) = [one for one in sent if one["To"] == first.person.email]
    assert [method for method, _entry in calendars(changed)] == ["REQUEST", "REQUEST"]
    assert Delivery.objects.filter(person=first.person, activity_id__gt=known).count() == 2
