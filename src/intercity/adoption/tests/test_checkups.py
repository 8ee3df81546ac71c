"""Is it still in force? Asked by the clock, answered with one click, shown on the card."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.adoption.actions import answer_check
from intercity.adoption.clock import ask_whether_in_force
from intercity.adoption.links import check_path
from intercity.adoption.models import CheckUp, Round
from intercity.adoption.telling import check
from intercity.organisations.models import Membership
from intercity.posts.cards import render_card
from intercity.posts.models import Post, Source
from intercity.posts.telling import NotForThem
from intercity.spaces.models import Label, Space, SpaceState
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db
NOW = timezone.now()
MONTH = timedelta(days=30, hours=1)


def later(months: int) -> int:
    """The job, so many months from now."""
    return ask_whether_in_force(NOW + months * MONTH)


@pytest.fixture
def practice(officer: Persona, space: Space) -> Post:
    return make_post(officer, space, kind="practice", title="Cool rooms", status="active", label=Label.CLEAR)


def card(post: Post) -> str:
    return render_card(Post.objects.all().for_cards().get(pk=post.pk), "en")


def last_asked() -> Activity:
    return Activity.objects.filter(verb="practice.asked").latest("pk")


def test_it_is_asked_every_month_and_not_before(practice: Post) -> None:
    assert ask_whether_in_force(NOW) == 0
    assert later(1) == 1
    assert later(1) == 0
    assert later(2) == 1
    assert Activity.objects.filter(verb="practice.asked", post_uid=practice.uid).count() == 2


def test_it_looks_at_everything_once_in_an_hour(practice: Post) -> None:
    assert ask_whether_in_force(NOW) == 0
    CheckUp.objects.create(post=practice, due_at=NOW)
    assert ask_whether_in_force(NOW + timedelta(minutes=59)) == 0
    assert ask_whether_in_force(NOW + timedelta(minutes=61)) == 1
    assert Round.objects.count() == 1


def test_a_job_that_is_run_beside_itself_asks_once(practice: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intercity.adoption.clock.PAUSE", timedelta(0))
    assert (later(1), later(1)) == (1, 0)


def test_only_what_its_city_says_is_in_force_is_asked(officer: Persona, practice: Post, space: Space) -> None:
    for fields in ({"state": "withdrawn"}, {"source": Source.IMPORTED}, {"label": Label.RED}):
        before = Post.objects.filter(pk=practice.pk).values(*fields).get()
        Post.objects.filter(pk=practice.pk).update(**fields)
        assert later(1) == 0
        Post.objects.filter(pk=practice.pk).update(**before)
        Round.objects.all().delete()
    for state in (SpaceState.EXERCISE, SpaceState.ARCHIVED):
        Space.objects.filter(pk=space.pk).update(state=state)
        assert later(1) == 0
        Round.objects.all().delete()
    Space.objects.filter(pk=space.pk).update(state=SpaceState.ACTIVE)
    make_post(officer, space, kind="practice", status="ended")
    make_post(officer, space, kind="question")
    assert later(1) == 1


def test_the_link_of_the_mail_works_without_signing_in(officer: Persona, practice: Post) -> None:
    later(1)
    path, browser = check_path(practice, officer.person), Client()
    assert "Cool rooms" in browser.get(path).content.decode()
    assert Post.objects.get(pk=practice.pk).practice.confirmed_on is None
    assert "Thank you" in browser.post(path, {"answer": "holds"}).content.decode()
    assert Post.objects.get(pk=practice.pk).practice.confirmed_on == timezone.localdate()
    assert Activity.objects.filter(verb="practice.confirmed", person_uid=officer.person.uid).count() == 1
    assert "confirmed" in card(practice)


def test_the_link_is_good_for_one_person_and_one_practice(officer: Persona, practice: Post, space: Space) -> None:
    other = make_post(officer, space, kind="practice", title="Fans")
    path = check_path(practice, officer.person)
    for wrong in (path[:-1], path.replace(practice.uid, other.uid, 1), f"/posts/{practice.uid}/check"):
        assert Client().post(wrong, {"answer": "ended"}).status_code == 302
    Membership.objects.filter(person=officer.person).update(ended_at=timezone.now())
    assert Client().get(path).status_code == 403
    assert Client().post(path, {"answer": "ended"}).status_code == 403
    assert Post.objects.get(pk=practice.pk).practice.status == "active"


def test_a_link_that_is_too_old_asks_to_sign_in(
    officer: Persona, practice: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = check_path(practice, officer.person)
    monkeypatch.setattr("intercity.adoption.links.LONGEST_LIFE", -1)
    assert Client().get(path).status_code == 302


def test_answers_from_the_page(
    officer: Persona, colleague: Persona, officer_elsewhere: Persona, practice: Post
) -> None:
    path = f"/posts/{practice.uid}/check"
    assert officer_elsewhere.client.get(path).status_code == 403
    with pytest.raises(PermissionDenied):
        answer_check(officer_elsewhere.viewer, practice, "ended")
    assert colleague.client.post(path, {"answer": "nonsense"}).status_code == 200
    answer = officer.client.post(path, {"answer": "changed"})
    assert answer.headers["Location"] == f"/posts/{practice.uid}/edit"
    assert colleague.client.post(path, {"answer": "ended"}).status_code == 302
    row = Post.objects.get(pk=practice.pk).practice
    assert (row.status, row.ends_on) == ("ended", timezone.localdate())
    newest = practice.revisions.first()
    assert newest is not None
    assert newest.details["status"] == "ended"
    assert later(3) == 0


def test_who_looks_after_it_finds_the_way_on_its_page(officer: Persona, reader: Persona, practice: Post) -> None:
    path, link = f"/posts/{practice.uid}/", f"/posts/{practice.uid}/check"
    assert link in officer.client.get(path).content.decode()
    for client in (reader.client, Client()):
        assert link not in client.get(path).content.decode()
    answer_check(officer.viewer, practice, "ended")
    assert link not in officer.client.get(path).content.decode()
    assert "Thank you" in officer.client.post(link, {"answer": "holds"}).content.decode()
    assert Post.objects.get(pk=practice.pk).practice.status == "ended"


def test_unanswered_twice_the_card_says_so(officer: Persona, practice: Post) -> None:
    later(1)
    later(2)
    assert "Unconfirmed since" not in card(practice)
    later(3)
    assert "Unconfirmed since" in card(practice)
    answer_check(officer.viewer, practice, "holds")
    assert "Unconfirmed since" not in card(practice)
    assert CheckUp.objects.get().missed == 0


def test_a_word_under_the_practice_is_an_answer(officer: Persona, practice: Post) -> None:
    """Who answers the mail by mail writes a comment."""
    for month in range(1, 6):
        later(month)
        comment = make_post(officer, practice.space, kind="comment", title="", body="Still so", parent=practice)
        Post.objects.filter(pk=comment.pk).update(published_at=NOW + month * MONTH + timedelta(days=2))
    assert CheckUp.objects.get().missed == 0
    assert "Unconfirmed" not in card(practice)


def test_a_word_after_a_long_silence_ends_it(officer: Persona, practice: Post) -> None:
    for month in (1, 2, 3):
        later(month)
    assert "Unconfirmed since" in card(practice)
    comment = make_post(officer, practice.space, kind="comment", title="", body="Still so", parent=practice)
    Post.objects.filter(pk=comment.pk).update(published_at=NOW + 3 * MONTH + timedelta(days=2))
    later(4)
    assert "Unconfirmed" not in card(practice)
    for month in (5, 6):
        later(month)
    assert "Unconfirmed since" in card(practice)


def test_whoever_looks_after_it_is_told(officer: Persona, colleague: Persona, lead: Persona, practice: Post) -> None:
    later(1)
    asked = last_asked()
    assert list(check.listeners(asked)) == [officer.person]
    letter = check.letter(asked, officer.person, practice)
    assert "Cool rooms" in letter.subject
    assert Client().get(letter.buttons[0].path).status_code == 200
    Membership.objects.filter(person=officer.person).update(ended_at=timezone.now())
    assert list(check.listeners(asked)) == [lead.person, colleague.person]
    answer_check(colleague.viewer, practice, "holds")
    with pytest.raises(NotForThem):
        check.letter(asked, colleague.person, practice)
