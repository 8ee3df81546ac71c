"""Each act goes through the steps once, in order; what fails waits aside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import OperationalError, transaction

from intercity.activity.models import Activity
from intercity.activity.record import record
from intercity.notifications.models import Delivery
from intercity.organisations.actions import ask_to_speak, invite
from intercity.organisations.invitation_list import Guest
from intercity.organisations.models import Membership, Organisation
from intercity.pipeline.following import PAUSES, follow, retry_setbacks
from intercity.pipeline.models import Cursor, Setback
from intercity.pipeline.steps import Step
from intercity.posts.telling import NotYet
from intercity.spaces.models import Space
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db


class Recorder:
    """A step that notes what it gets and fails for the acts it is told to."""

    def __init__(self, name: str) -> None:
        self.seen: list[int] = []
        self.bad: dict[int, Exception] = {}
        self.then: Callable[[], object] = lambda: None
        self.step = Step(name, frozenset({"post.published"}), self)

    def __call__(self, activity: Activity) -> None:
        self.seen.append(activity.pk)
        self.then()
        if activity.pk in self.bad:
            raise self.bad[activity.pk]


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> tuple[Recorder, Recorder]:
    pair = (Recorder("first"), Recorder("second"))
    listed = tuple(recorder.step for recorder in pair)
    monkeypatch.setattr("intercity.pipeline.steps.STEPS", listed)
    monkeypatch.setattr("intercity.pipeline.following.STEPS", listed)
    return pair


def act(verb: str = "post.published") -> int:
    with transaction.atomic():
        return record(verb).pk


def cursor() -> int:
    return Cursor.objects.get().activity_id


def let_pauses_pass() -> None:
    for row in Setback.objects.filter(given_up_at=None):
        row.next_try -= timedelta(days=1)
        row.save()


def test_acts_from_before_the_first_start_are_followed_once(steps: tuple[Recorder, Recorder]) -> None:
    made = [act() for _ in range(3)]
    assert follow() == 3
    assert follow() == 0
    made.append(act())
    assert follow() == 1
    assert steps[0].seen == steps[1].seen == made
    assert cursor() == made[-1]


def test_what_cannot_be_said_yet_is_tried_again_and_no_error(
    steps: tuple[Recorder, Recorder], caplog: pytest.LogCaptureFixture
) -> None:
    pk = act()
    steps[0].bad[pk] = NotYet("soon")
    follow()
    assert Setback.objects.get().last_error == "soon"
    assert not [entry for entry in caplog.records if entry.levelname in ("WARNING", "ERROR")]
    steps[0].bad.clear()
    let_pauses_pass()
    retry_setbacks()
    assert steps[0].seen == [pk, pk]
    assert not Setback.objects.exists()


def test_acts_that_no_step_cares_about_cost_one_write_together(
    steps: tuple[Recorder, Recorder], django_assert_max_num_queries: Callable[[int], object]
) -> None:
    made = [act("posts.imported") for _ in range(100)]
    follow()
    made += [act("posts.imported") for _ in range(100)]
    with django_assert_max_num_queries(3):  # type: ignore[attr-defined]
        assert follow() == 100
    assert cursor() == made[-1]
    assert steps[0].seen == []


def test_a_failing_step_holds_up_neither_the_next_step_nor_the_next_act(steps: tuple[Recorder, Recorder]) -> None:
    bad, good = act(), act()
    steps[0].bad[bad] = ValueError("no")
    assert follow() == 2
    assert steps[1].seen == [bad, good]
    row = Setback.objects.get()
    assert (row.activity_id, row.step, row.last_error) == (bad, "first", "ValueError: no")
    assert retry_setbacks() == 0
    let_pauses_pass()
    del steps[0].bad[bad]
    assert retry_setbacks() == 1
    assert steps[0].seen == [bad, good, bad]
    assert steps[1].seen == [bad, good]
    assert not Setback.objects.exists()


def test_what_never_works_is_given_up_and_kept(steps: tuple[Recorder, Recorder]) -> None:
    bad = act()
    steps[0].bad[bad] = ValueError("no")
    follow()
    for _ in range(20):
        let_pauses_pass()
        retry_setbacks()
    row = Setback.objects.get()
    assert row.given_up_at is not None
    assert len(steps[0].seen) == row.attempts == len(PAUSES) + 1


def test_a_database_that_is_away_sets_nothing_back(steps: tuple[Recorder, Recorder]) -> None:
    row = act()
    steps[1].bad[row] = OperationalError("the server closed the connection")
    with pytest.raises(OperationalError):
        follow()
    assert not Setback.objects.exists()
    steps[1].bad.clear()
    assert follow() == 1
    assert cursor() == row


def test_it_stops_between_two_rows(steps: tuple[Recorder, Recorder]) -> None:
    made = [act() for _ in range(3)]
    assert follow(lambda: bool(steps[1].seen)) == 1
    assert steps[0].seen == steps[1].seen == made[:1]
    assert cursor() == made[0]


def test_the_cursor_never_goes_back(steps: tuple[Recorder, Recorder]) -> None:
    row = act()
    steps[0].then = lambda: Cursor.objects.update(activity_id=row + 10)
    follow()
    assert cursor() == row + 10


def test_an_answer_becomes_a_delivery_and_an_import_does_not(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_post(officer, space)
    make_post(officer_elsewhere, space, kind="comment", parent=post)
    act("posts.imported")
    follow()
    assert [d.person for d in Delivery.objects.filter(channel="mail")] == [officer.person]


def test_an_invitation_and_a_wish_to_speak_become_deliveries(
    lead: Persona, coordinator: Persona, reader: Persona, nice: Organisation
) -> None:
    invitation = invite(lead.viewer, Guest("new@nice.fr", "", nice))
    ask_to_speak(reader.viewer, Membership.objects.get(person=reader.person))
    follow()
    assert [(d.invitation, d.person) for d in Delivery.objects.order_by("pk")] == [
        (invitation, None),
        (None, coordinator.person),
    ]
