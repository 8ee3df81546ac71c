"""How did it go? Who used what we shared?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.adoption.actions import Told, Wording, say, take_back, tell_how_it_went
from intercity.adoption.actions.saying import do_say
from intercity.adoption.clock import ask_how_it_went, sum_up_month
from intercity.adoption.models import Adoption, Review, Round
from intercity.adoption.months import Month
from intercity.adoption.telling import check
from intercity.adoption.telling import practice as teller
from intercity.posts.models import Post
from intercity.posts.telling import NotForThem
from intercity.spaces.models import Label, Space, SpaceState
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def practice(officer: Persona, space: Space) -> Post:
    return make_post(officer, space, kind="practice", title="Cool rooms", label=Label.CLEAR)


def newest(verb: str) -> Activity:
    return Activity.objects.filter(verb=verb).latest("pk")


def test_it_is_asked_after_30_and_90_days_how_it_went(officer_elsewhere: Persona, practice: Post) -> None:
    say(officer_elsewhere.viewer, practice, Wording("adopted"))
    days = [day for day in range(0, 130, 5) if ask_how_it_went(NOW + timedelta(days=day, minutes=5))]
    assert days == [30, 90]
    assert list(check.listeners(newest("adoption.asked"))) == [officer_elsewhere.person]


def test_who_did_not_take_it_over_is_not_asked(officer_elsewhere: Persona, practice: Post) -> None:
    say(officer_elsewhere.viewer, practice, Wording("adopted"))
    say(officer_elsewhere.viewer, practice, Wording("rejected", "Too dear"))
    assert ask_how_it_went(NOW + timedelta(days=31)) == 0


def test_exercises_and_archives_are_left_alone(officer_elsewhere: Persona, practice: Post) -> None:
    say(officer_elsewhere.viewer, practice, Wording("adopted"))
    for state in (SpaceState.EXERCISE, SpaceState.ARCHIVED):
        Space.objects.update(state=state)
        assert ask_how_it_went(NOW + timedelta(days=31)) == 0
        Round.objects.all().delete()
    Space.objects.update(state=SpaceState.ACTIVE)
    assert ask_how_it_went(NOW + timedelta(days=31)) == 1
    path = f"/posts/{practice.uid}/how"
    assert officer_elsewhere.client.get(path).status_code == 200
    Space.objects.update(state=SpaceState.ARCHIVED)
    assert officer_elsewhere.client.post(path, {"again": "yes"}).status_code == 403


def test_how_it_went_is_told_and_shown(officer: Persona, officer_elsewhere: Persona, practice: Post) -> None:
    path = f"/posts/{practice.uid}/how"
    assert officer_elsewhere.client.get(path).status_code == 404
    say(officer_elsewhere.viewer, practice, Wording("adopted"))
    ask_how_it_went(NOW + timedelta(days=31))
    asked = newest("adoption.asked")
    letter = check.letter(asked, officer_elsewhere.person, practice)
    assert letter.buttons[0].path == path
    assert officer.client.get(path).status_code == 404
    assert officer_elsewhere.client.get(path).status_code == 200
    sent = {"again": "yes", "outcome": "Fewer calls at night", "cost": "2,000 euros"}
    assert officer_elsewhere.client.post(path, {**sent, "again": ""}).status_code == 422
    assert officer_elsewhere.client.post(path, sent).status_code == 302
    page = Client().get(f"/posts/{practice.uid}/adoptions").content.decode()
    assert "Fewer calls at night" in page
    assert "2,000 euros" in page
    with pytest.raises(NotForThem):
        check.letter(asked, officer_elsewhere.person, practice)
    assert list(teller.listeners(newest("adoption.reviewed"))) == [officer.person]
    assert "Fewer calls at night" in teller.letter(newest("adoption.reviewed"), officer.person, practice).lead


def test_the_owner_hears_of_what_is_new_only(officer: Persona, officer_elsewhere: Persona, practice: Post) -> None:
    say(officer_elsewhere.viewer, practice, Wording("rejected", "Too dear"))
    act = newest("adoption.changed")
    assert teller.cares(act)
    assert list(teller.listeners(act)) == [officer.person]
    letter = teller.letter(act, officer.person, practice)
    assert "Torino" in letter.subject
    assert "Too dear" in letter.lead
    say(officer_elsewhere.viewer, practice, Wording("rejected", "Too dear for us"))
    assert not teller.cares(newest("adoption.changed"))
    take_back(officer_elsewhere.viewer, practice)
    assert not teller.cares(newest("adoption.changed"))
    with pytest.raises(NotForThem):
        teller.letter(act, officer.person, practice)


def test_each_month_a_city_hears_who_used_what_it_shared(
    officer: Persona, officer_elsewhere: Persona, practice: Post, space: Space
) -> None:
    month = Month.before(NOW)
    inside = month.begin + timedelta(days=3)
    assert sum_up_month(NOW) == 0
    assert officer_elsewhere.organisation is not None
    do_say(practice, officer_elsewhere.organisation, None, Wording("adopted"), inside)
    comment = make_post(officer_elsewhere, space, kind="comment", title="", parent=practice)
    Post.objects.filter(pk=comment.pk).update(published_at=inside)
    later = NOW + timedelta(hours=2)
    if Month.before(later) != month:
        later = NOW
    assert [sum_up_month(later), sum_up_month(later)] == [1, 0]
    act = newest("practice.month")
    assert list(teller.listeners(act)) == [officer.person]
    letter = teller.letter(act, officer.person, None)
    assert "Cool rooms" in letter.lead
    assert "Torino (does the same now)" in letter.lead
    assert "Torino (wrote to you)" in letter.lead
    Post.objects.update(label=Label.AMBER)
    with pytest.raises(NotForThem):
        teller.letter(act, officer.person, None)


def test_what_happened_in_another_month_is_not_summed_up(officer_elsewhere: Persona, practice: Post) -> None:
    month = Month.before(NOW)
    assert officer_elsewhere.organisation is not None
    for at in (month.begin - timedelta(seconds=1), month.end):
        do_say(practice, officer_elsewhere.organisation, None, Wording("adopted"), at)
        assert sum_up_month(NOW + timedelta(hours=0)) == 0
        Adoption.objects.all().delete()


def test_a_review_is_kept_once_for_each_time(officer_elsewhere: Persona, practice: Post) -> None:
    say(officer_elsewhere.viewer, practice, Wording("adopted"))
    ask_how_it_went(NOW + timedelta(days=31))
    review = Review.objects.select_related("adoption__post").get()
    for outcome in ("Good", "Very good"):
        tell_how_it_went(officer_elsewhere.viewer, review, Told("yes", outcome))
    assert [row.outcome for row in Review.objects.all()] == ["Very good"]
