"""Appending: only listed verbs, only inside a transaction, and ids that become visible in rising order."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction
from django.db.transaction import TransactionManagementError

from intercity.activity.models import Activity, last_id, last_public_id
from intercity.activity.record import record


def test_an_unlisted_verb_is_refused(db: None) -> None:
    with pytest.raises(KeyError), transaction.atomic():
        record("post.admired")


@pytest.mark.django_db(transaction=True)
def test_it_belongs_inside_a_transaction() -> None:
    with pytest.raises(TransactionManagementError):
        record("space.created")
    assert not Activity.objects.exists()


def test_only_public_acts_move_the_public_world(db: None) -> None:
    record("space.created", public=True)
    public = last_public_id()
    record("post.published")
    assert (last_public_id(), last_id()) == (public, public + 1)


def in_thread(act: Callable[[], None]) -> threading.Thread:
    """Run `act` in a thread of its own, with a connection of its own that is closed at the end."""

    def work() -> None:
        try:
            act()
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def somebody_waits_for_the_lock() -> bool:
    """Whether a transaction waits for an advisory lock right now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return bool(cursor.fetchone()[0])


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer: nothing can interleave")
@pytest.mark.django_db(transaction=True)
def test_a_later_id_is_never_seen_before_an_earlier_one() -> None:
    """Without the lock the second transaction commits first, and a follower at its id has skipped the first."""
    recorded, released = threading.Event(), threading.Event()
    ids: dict[str, int] = {}

    def first() -> None:
        with transaction.atomic():
            ids["first"] = record("post.published").pk
            recorded.set()
            assert released.wait(30)

    def second() -> None:
        with transaction.atomic():
            ids["second"] = record("post.published").pk

    one = in_thread(first)
    assert recorded.wait(30)
    two = in_thread(second)
    while two.is_alive() and not somebody_waits_for_the_lock():
        pass
    seen_early = list(Activity.objects.values_list("pk", flat=True))
    released.set()
    one.join(30)
    two.join(30)
    assert seen_early == []
    assert list(Activity.objects.order_by("pk").values_list("pk", flat=True)) == [ids["first"], ids["second"]]
