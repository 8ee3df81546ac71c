"""Notes of an event: who takes them, two at once, deleted and forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.kinds.report.links import REPORT
from intercity.kinds.report.notes import actions
from intercity.kinds.report.notes.clock import forget_notes
from intercity.kinds.report.notes.models import Note, NotePart, NoteVersion
from intercity.kinds.report.notes.tests.helpers import make_event, noted, write
from intercity.posts.actions import withdraw
from intercity.posts.actions.linking import do_link
from intercity.posts.actions.removing import do_remove_post
from intercity.posts.models import Post
from intercity.spaces.actions import do_create_space
from intercity.spaces.models import Space, SpaceState
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(officer: Persona, space: Space) -> Post:
    return make_event(officer, space)


def test_lines_of_two_stand_below_each_other(event: Post, officer: Persona, colleague: Persona) -> None:
    first = write(officer, event, "Housing")
    assert write(colleague, event, "Fraud").note.body == "Housing\nFraud"
    # The first has typed on since: they go on from what they sent.
    write(officer, event, "Housing and health\nCrime", first.sent)
    assert noted(event) == "Housing and health\nCrime\nFraud"
    both = write(colleague, event, "Housing and health\nCrime\nFraud\nDebt", "3")
    again = write(officer, event, "Housing and health\nCrime\nFraud and theft", "3")
    assert again.note.body == "Housing and health\nCrime\nFraud and theft\nDebt"
    assert (both.note.version, again.note.version) == (4, 5)


def test_the_same_sending_twice_is_written_once_and_tells_nobody(event: Post, officer: Persona) -> None:
    acts = Activity.objects.count()
    for _twice in range(2):
        assert write(officer, event, "Housing", key="k").note.version == 1
    assert write(officer, event, "Housing", "1").note.version == 1
    assert noted(event) == "Housing"
    assert Activity.objects.count() == acts


def test_who_may_take_notes(
    event: Post, officer: Persona, colleague: Persona, coordinator: Persona, officer_elsewhere: Persona,
    reader: Persona, partner: Persona, stranger: Persona, space: Space,
) -> None:  # fmt: skip
    for who in (officer, colleague, coordinator):
        write(who, event, f"Line of {who.person.pk}", str(Note.objects.count() and Note.objects.get().version))
        assert "Line of" in who.client.get(f"/posts/{event.uid}/notes").content.decode()
    for who in (officer_elsewhere, reader, partner, stranger):
        with pytest.raises(PermissionDenied):
            write(who, event, "No")
        for address in ("notes", "notes/versions"):
            assert who.client.get(f"/posts/{event.uid}/{address}").status_code in (403, 404)
        assert "/notes" not in who.client.get(event.get_absolute_url()).content.decode()
    assert Client().get(f"/posts/{event.uid}/notes").status_code == 302
    assert f"/posts/{event.uid}/notes" in officer.client.get(event.get_absolute_url()).content.decode()
    other = make_post(officer, space)
    assert officer.client.get(f"/posts/{other.uid}/notes").status_code == 404
    Space.objects.update(state=SpaceState.ARCHIVED)
    assert officer.client.post(f"/posts/{event.uid}/notes/issues/save", {"body": "No"}).status_code == 403
    assert "<textarea" not in officer.client.get(f"/posts/{event.uid}/notes").content.decode()


def test_saved_by_the_button_all_parts_at_once(event: Post, officer: Persona, colleague: Persona) -> None:
    write(colleague, event, "Housing")
    page = f"/posts/{event.uid}/notes"
    sent = {"issues-body": "Crime", "issues-base": "0", "quotes-body": "Rossi: yes", "quotes-base": ""}
    assert officer.client.post(page, sent).status_code == 302
    assert (noted(event), noted(event, NotePart.QUOTES)) == ("Housing\nCrime", "Rossi: yes")
    assert not Note.objects.filter(part=NotePart.REST).exists()
    answer = officer.client.post(
        page, {"issues-body": "Kept <b>", "issues-base": "99", "rest-body": "a\x00b" + "x" * 20_001}
    )
    assert answer.status_code == 422
    assert "Kept &lt;b&gt;" in answer.content.decode()


def test_saved_as_typed(event: Post, officer: Persona, colleague: Persona) -> None:
    write(colleague, event, "Housing")
    save = f"/posts/{event.uid}/notes/issues/save"
    answer = officer.client.post(save, {"body": "Crime", "base": "0", "key": "k"}).json()
    assert (answer["body"], answer["base"], answer["sent"]) == ("Housing\nCrime", "2", "2s")
    assert "officer" in answer["by"]
    assert officer.client.get(f"/posts/{event.uid}/notes/versions").json() == {"issues": "2"}
    for rubbish in ({"base": "7"}, {"base": "x"}, {"body": "x" * 20_001}, {"key": "k" * 41}, {"body": "y\x00"}):
        answer = officer.client.post(save, {"body": "y", "base": "2", **rubbish})
        assert answer.status_code == 422, rubbish
        assert answer.json()["error"]
    assert officer.client.post(f"/posts/{event.uid}/notes/nonsense/save", {"body": "y"}).status_code == 404
    assert noted(event) == "Housing\nCrime"


def test_deleted_words_do_not_come_back(event: Post, officer: Persona, colleague: Persona) -> None:
    write(officer, event, "Housing")
    assert colleague.client.post(f"/posts/{event.uid}/notes/delete").status_code == 302
    for base in ("0", "1", "1s"):
        with pytest.raises(ValidationError, match="deleted"):
            write(officer, event, "Housing and more", base)
    assert not NoteVersion.objects.exclude(body="").exists()
    assert write(officer, event, "New", "2").note.body == "New"


def test_whoever_was_away_for_long_finds_both_texts(event: Post, officer: Persona, colleague: Persona) -> None:
    write(officer, event, "Housing")
    write(colleague, event, "Housing\nCrime", "1")
    forget_notes(timezone.now() + timedelta(days=3))
    assert write(officer, event, "Housing for all", "1").note.body == "Housing\nCrime\nHousing for all"


def move_end(post: Post, end: datetime) -> None:
    post.event.ends_at = end
    post.event.save()


def test_the_clock_deletes_what_has_served(
    event: Post, officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    write(officer, event, "Housing")
    later = timezone.now() + timedelta(days=31)
    for who, gone in ((officer_elsewhere, 0), (officer, 1)):
        assert who.organisation is not None
        do_link(event, make_post(who, space, kind="report"), REPORT, who.organisation, who.person)
        assert (forget_notes(later), noted(event) == "") == (gone, bool(gone))
    other = make_event(officer, space)
    write(officer, other, "Crime")
    move_end(other, later + timedelta(days=300))
    assert forget_notes(later + timedelta(days=150)) == 0
    move_end(other, later)
    assert forget_notes(later + timedelta(days=150)) == 1


def test_they_go_with_the_event(officer: Persona) -> None:
    space = do_create_space("Drill", state=SpaceState.EXERCISE)
    event = make_event(officer, space)
    write(officer, event, "Housing")
    withdraw(officer.viewer, event)
    assert officer.client.get(f"/posts/{event.uid}/notes").status_code == 404
    with pytest.raises(PermissionDenied):
        actions.delete(officer.viewer, Post.objects.get(pk=event.pk))
    do_remove_post(space, event.uid)
    assert not NoteVersion.objects.exists()
