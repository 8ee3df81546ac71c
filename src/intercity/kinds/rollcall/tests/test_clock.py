"""What the clock does for roll calls: reminds twice at most, notes deadlines, asks again every week."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from intercity.activity.models import Activity
from intercity.kinds.rollcall.actions.reminding import do_remind
from intercity.kinds.rollcall.actions.repeating import next_deadline
from intercity.kinds.rollcall.clock import ask_again, note_complete, note_over, remind_silent
from intercity.kinds.rollcall.models import Field, Repeat, RollCall
from intercity.kinds.rollcall.tests.helpers import fresh, give, make_rollcall
from intercity.kinds.rollcall.tests.telling import leave
from intercity.organisations.models import Organisation
from intercity.posts.models import Post
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label, Space, SpaceState
from tests.personas import Persona

pytestmark = pytest.mark.django_db
NOW = timezone.now()


class KilledError(Exception):
    """Stands for a worker that dies."""


@pytest.fixture
def rollcall(coordinator: Persona, officer: Persona, officer_elsewhere: Persona, space: Space) -> RollCall:
    assert officer.organisation
    assert officer_elsewhere.organisation
    made = make_rollcall(coordinator, space, [officer.organisation, officer_elsewhere.organisation])
    Post.objects.update(published_at=NOW)
    RollCall.objects.update(deadline=NOW + timedelta(hours=100))
    return fresh(made.post)


def weekly(**changes: object) -> None:
    """The roll call is a week old and is asked every week."""
    Post.objects.update(published_at=NOW - timedelta(days=7, minutes=1))
    RollCall.objects.update(repeat=Repeat.WEEKLY, scope={"who": "space"}, deadline=NOW - timedelta(days=6), **changes)


def reminders(verb: str = "rollcall.reminded") -> int:
    return Activity.objects.filter(verb=verb).count()


def test_it_reminds_at_half_and_at_85_percent_of_the_time(rollcall: RollCall) -> None:
    hours = [hour for hour in range(0, 120, 5) if remind_silent(NOW + timedelta(hours=hour, minutes=1))]
    assert hours == [50, 85]
    assert list(Activity.objects.filter(verb="rollcall.reminded").values_list("data__reminder", flat=True)) == [1, 2]


def test_one_by_hand_takes_the_place_of_the_next(rollcall: RollCall) -> None:
    do_remind(rollcall, None, reminders=0, now=NOW + timedelta(hours=30))
    hours = [hour for hour in range(30, 120, 5) if remind_silent(NOW + timedelta(hours=hour, minutes=1))]
    assert hours == [85]


def test_a_worker_that_was_away_reminds_once(rollcall: RollCall) -> None:
    late = NOW + timedelta(hours=90)
    assert [remind_silent(late + timedelta(minutes=minute)) for minute in range(5)] == [1, 0, 0, 0, 0]


@pytest.mark.parametrize("state", ["closed", "withdrawn", "archived", "all answered", "named only"])
def test_it_reminds_nobody_where_nothing_is_waited_for(
    state: str, rollcall: RollCall, officer: Persona, officer_elsewhere: Persona
) -> None:
    if state == "closed":
        RollCall.objects.update(closed_at=NOW)
    elif state == "withdrawn":
        Post.objects.update(state="withdrawn")
    elif state == "archived":
        Space.objects.update(state=SpaceState.ARCHIVED)
    elif state == "named only":
        Post.objects.update(label=Label.RED)
    else:
        for persona in (officer, officer_elsewhere):
            assert persona.organisation
            give(rollcall, persona.organisation)
    assert remind_silent(NOW + timedelta(hours=60)) == 0
    assert reminders() == 0


def test_the_deadline_is_noted_once_and_again_when_it_was_moved(rollcall: RollCall) -> None:
    later = rollcall.deadline + timedelta(minutes=1)
    assert [note_over(later), note_over(later)] == [1, 0]
    RollCall.objects.update(deadline=later + timedelta(days=1))
    assert note_over(later) == 0
    assert note_over(later + timedelta(days=1, minutes=1)) == 1
    said = Activity.objects.filter(verb="rollcall.over").values_list("data__tells", "public")
    assert list(said) == [(True, False), (False, False)]


def test_what_is_long_past_stays_asleep(rollcall: RollCall) -> None:
    assert note_over(rollcall.deadline + timedelta(days=20)) == 0


def test_next_week_it_asks_the_same_of_whoever_is_in_the_space_then(
    rollcall: RollCall, space: Space, nice: Organisation, ministry: Organisation
) -> None:
    weekly()
    do_join(space, ministry)
    space.members.filter(organisation=nice).delete()
    Field.objects.filter(name="f2").update(archived_at=NOW)
    old = RollCall.objects.get()
    assert [ask_again(NOW), ask_again(NOW)] == [1, 0]
    new = RollCall.objects.exclude(pk=old.pk).get()
    assert (new.first_id, new.repeat, new.scope) == (old.pk, Repeat.WEEKLY, {"who": "space"})
    assert new.deadline == next_deadline(old.deadline, NOW)
    assert set(new.invited.values_list("organisation__slug", flat=True)) == {"city-of-torino", "ministry"}
    assert [field.label for field in new.fields.all()] == ["Are playgrounds closed?"]
    assert (new.post.title, new.post.author_id, new.answers_label) == ("Playgrounds today", old.post.author_id, "green")


def test_a_series_goes_on_from_its_newest(rollcall: RollCall) -> None:
    weekly()
    ask_again(NOW)
    Post.objects.order_by("-pk").filter(pk=Post.objects.latest("pk").pk).update(
        published_at=NOW - timedelta(days=7, minutes=1)
    )
    assert ask_again(NOW) == 1
    assert set(RollCall.objects.exclude(pk=rollcall.pk).values_list("first", flat=True)) == {rollcall.pk}
    assert RollCall.objects.count() == 3


@pytest.mark.parametrize("change", ["left", "archived", "once", "withdrawn", "nobody", "limit"])
def test_it_does_not_ask_again(change: str, rollcall: RollCall, coordinator: Persona, space: Space) -> None:
    weekly()
    if change == "left":
        leave(coordinator)
    elif change == "archived":
        Space.objects.update(state=SpaceState.ARCHIVED)
    elif change == "once":
        RollCall.objects.update(repeat=Repeat.ONCE)
    elif change == "withdrawn":
        Post.objects.update(state="withdrawn")
    elif change == "nobody":
        space.members.all().delete()
    else:
        Post.objects.update(published_at=NOW - timedelta(days=6))
    assert ask_again(NOW) == 0
    assert RollCall.objects.count() == 1


def test_the_time_of_day_stays_when_the_clocks_change(settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Paris"
    timezone.get_default_timezone.cache_clear()
    noon = datetime.fromisoformat("2027-03-25T12:00:00+01:00")
    assert next_deadline(noon, noon).isoformat() == "2027-04-01T12:00:00+02:00"
    assert next_deadline(noon, noon + timedelta(days=20)).isoformat() == "2027-04-15T12:00:00+02:00"


@pytest.mark.parametrize("job", [remind_silent, note_over, note_complete, ask_again])
def test_a_job_that_is_killed_does_it_once_all_the_same(
    job: Callable[[datetime], int], rollcall: RollCall, officer: Persona, officer_elsewhere: Persona,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The act is the last write: killed there, nothing of it stands, and the next run does it."""
    if job is ask_again:
        weekly()
    if job is note_complete:
        for persona in (officer, officer_elsewhere):
            assert persona.organisation
            give(rollcall, persona.organisation)
    when = {remind_silent: NOW + timedelta(hours=60), note_over: NOW + timedelta(hours=101)}.get(job, NOW)
    before = (Activity.objects.count(), RollCall.objects.values_list().get())

    def die(*_args: object, **_more: object) -> None:
        raise KilledError

    with monkeypatch.context() as patched:
        for writer in ("intercity.posts.actions.publishing", "intercity.kinds.rollcall.actions.answering"):
            patched.setattr(f"{writer}.record", die)
        with pytest.raises(KilledError):
            job(when)
    assert (Activity.objects.count(), RollCall.objects.values_list().get()) == before
    assert [job(when), job(when)] == [1, 0]
