"""The morning after, the report goes to those who attended, once, and only to whoever may read it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from intercity.activity.models import Activity
from intercity.kinds.report.clock import send_to_attendees
from intercity.kinds.report.links import REPORT
from intercity.kinds.report.telling import attended
from intercity.posts import attendees
from intercity.posts.actions import do_link
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 5, 5, 9, tzinfo=UTC)


@pytest.fixture
def report(officer: Persona, space: Space) -> Post:
    """Of an event, published the evening before."""
    event = make_post(officer, space, kind="finding", title="The workshop", label=Label.CLEAR, sort="issue")
    made = make_post(officer, space, kind="report", title="What came of it", label=Label.CLEAR)
    assert officer.organisation is not None
    do_link(event, made, REPORT, officer.organisation, officer.person)
    Post.objects.filter(pk=made.pk).update(published_at=MORNING - timedelta(hours=12))
    return made


def test_it_goes_out_once_and_not_before_the_morning(report: Post) -> None:
    assert send_to_attendees(MORNING - timedelta(hours=11)) == 0
    assert send_to_attendees(MORNING.replace(hour=1)) == 0
    assert send_to_attendees(MORNING) == 1
    assert send_to_attendees(MORNING + timedelta(hours=1)) == 0
    assert Activity.objects.filter(verb="report.sent", post_uid=report.uid).count() == 1


@pytest.mark.parametrize("why", ["old", "withdrawn", "named", "without an event"])
def test_what_is_not_for_attendees_stays(report: Post, why: str) -> None:
    rows = Post.objects.filter(pk=report.pk)
    if why == "old":
        rows.update(published_at=MORNING - timedelta(days=40))
    elif why == "withdrawn":
        rows.update(state="withdrawn")
    elif why == "named":
        rows.update(label=Label.RED)
    else:
        report.links_in.all().delete()
    assert send_to_attendees(MORNING) == 0


def test_who_attended_is_told_of_which_event(
    report: Post, reader: Persona, stranger: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [reader.person.pk, stranger.person.pk, reader.person.pk]
    monkeypatch.setattr(attendees, "all_rolls", lambda: (lambda post: keys if str(post) == "The workshop" else (),))
    send_to_attendees(MORNING)
    act = Activity.objects.get(verb="report.sent")
    assert list(attended.listeners(act)) == sorted([reader.person, stranger.person], key=lambda one: one.pk)
    letter = attended.letter(act, reader.person, report)
    assert "The workshop" in letter.lead
