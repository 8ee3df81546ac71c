"""The queue of deliveries: taken once, taken again after a death, given up at last."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from intercity.notifications.leasing import LEASE, PAUSES, finish, lease_next, put_back
from intercity.notifications.models import Delivery, DeliveryState
from intercity.notifications.tests.helpers import delivery_to, the_mail
from intercity.spaces.models import Space
from tests.personas import Persona


@pytest.fixture
def delivery(officer: Persona, officer_elsewhere: Persona, space: Space) -> Delivery:
    return delivery_to(officer, officer_elsewhere, space)


def later(by: timedelta) -> None:
    """Let `by` pass: every time in the table is that much longer ago."""
    for row in Delivery.objects.all():
        row.next_try -= by
        row.lease_until = row.lease_until and row.lease_until - by
        row.save()


def test_it_is_taken_by_one_worker_only(delivery: Delivery) -> None:
    assert lease_next() == delivery
    assert lease_next() is None


def test_a_worker_that_died_leaves_it_to_the_next(delivery: Delivery) -> None:
    lease_next()
    later(LEASE)
    again = lease_next()
    assert again is not None
    assert (again, again.attempts) == (delivery, 2)


def test_who_comes_back_after_the_lease_cannot_overwrite(delivery: Delivery) -> None:
    slow = lease_next()
    later(LEASE)
    quick = lease_next()
    assert slow is not None
    assert quick is not None
    put_back(slow, "too slow")
    finish(quick, DeliveryState.SENT)
    finish(slow, DeliveryState.FAILED)
    assert the_mail().state == DeliveryState.SENT


def test_failures_wait_longer_each_time_and_end_after_a_day(delivery: Delivery) -> None:
    pauses = []
    while (taken := lease_next()) is not None:
        before = timezone.now()
        put_back(taken, "no answer")
        row = the_mail()
        pauses.append(round((row.next_try - before).total_seconds() / 60))
        later(row.next_try - before + timedelta(seconds=1))
    row = the_mail()
    assert (row.state, row.attempts, row.last_error) == (DeliveryState.FAILED, len(PAUSES) + 1, "no answer")
    assert pauses[:-1] == [1, 5, 15, 60, 180, 360, 720]


def test_a_final_one_is_not_taken_again(delivery: Delivery) -> None:
    taken = lease_next()
    assert taken is not None
    finish(taken, DeliveryState.DROPPED, "x" * 1000)
    later(LEASE * 100)
    assert lease_next() is None
    assert len(the_mail().last_error) == 300
