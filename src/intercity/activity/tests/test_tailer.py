"""The tailer: every committed row, once, in order, soon."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, connections, transaction

from intercity.activity import waiting
from intercity.activity.models import Activity, last_id
from intercity.activity.record import record
from intercity.activity.tailer import Tailer

pytestmark = pytest.mark.django_db(transaction=True)


def act(post_uid: str = "") -> int:
    with transaction.atomic():
        return record("post.published", post_uid=post_uid).pk


class Listener:
    """Takes rows and remembers them; fails as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.ids: list[int] = []
        self.batches: list[int] = []
        self.failures = failures

    def __call__(self, rows: list[Activity]) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("not now")
        self.ids += [row.pk for row in rows]
        self.batches.append(len(rows))


@pytest.fixture
def on_disk(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """The record in a file: an SQLite database in memory has no second process that could commit."""
    if connection.vendor != "sqlite" or not connection.is_in_memory_db():
        yield
        return
    kept, name = connection.connection, connection.settings_dict["NAME"]
    connection.connection, connection.settings_dict["NAME"] = None, str(tmp_path / "record.sqlite3")
    with connection.schema_editor() as editor:
        for model in apps.get_app_config("activity").get_models():
            editor.create_model(model)
    yield
    connection.close()
    connection.connection, connection.settings_dict["NAME"] = kept, name


@pytest.fixture
def follow(on_disk: None) -> Iterator[Callable[..., Tailer]]:
    started: list[Tailer] = []

    def start(listener: Listener, start_after: int | None = None) -> Tailer:
        tailer = Tailer(listener, start_after)
        ready = threading.Event()
        tailer.start(lambda cursor: ready.set())
        assert ready.wait(10)
        started.append(tailer)
        return tailer

    yield start
    for tailer in started:
        tailer.stop()
        assert not tailer._thread.is_alive()


def test_rows_come_in_order(follow: Callable[..., Tailer]) -> None:
    listener = Listener()
    tailer = follow(listener)
    made = [act() for _ in range(20)]
    assert tailer.wait_for(made[-1], 10)
    assert listener.ids == made
    assert tailer.age() < 5


def test_what_is_not_committed_is_not_seen(follow: Callable[..., Tailer]) -> None:
    listener = Listener()
    tailer = follow(listener)
    with transaction.atomic():
        lost = record("post.published").pk
        transaction.set_rollback(True)
    kept = act()
    assert tailer.wait_for(kept, 10)
    assert listener.ids == [kept]
    assert lost <= kept


def test_it_starts_at_the_newest_row_or_where_it_is_told(follow: Callable[..., Tailer]) -> None:
    made = [act() for _ in range(3)]
    fresh, replaying = Listener(), Listener()
    tailers = [follow(fresh), follow(replaying, start_after=made[0])]
    new = act()
    assert all(tailer.wait_for(new, 10) for tailer in tailers)
    assert fresh.ids == [new]
    assert replaying.ids == [*made[1:], new]


def test_a_long_backlog_comes_in_batches(follow: Callable[..., Tailer]) -> None:
    with transaction.atomic():
        made = [record("post.published").pk for _ in range(1100)]
    listener = Listener()
    assert follow(listener, start_after=made[0] - 1).wait_for(made[-1], 20)
    assert listener.ids == made
    assert max(listener.batches) <= 500


def test_rows_are_handed_over_again_after_an_error(follow: Callable[..., Tailer]) -> None:
    listener = Listener(failures=2)
    tailer = follow(listener)
    row = act()
    assert tailer.wait_for(row, 10)
    assert listener.ids == [row]


def test_one_bad_row_does_not_stop_the_next(follow: Callable[..., Tailer]) -> None:
    listener = Listener(failures=3)
    tailer = follow(listener)
    bad = act()
    assert tailer.wait_for(bad, 10)
    good = act()
    assert tailer.wait_for(good, 10)
    assert listener.ids == [good]


def test_it_comes_back_after_its_connection_died(follow: Callable[..., Tailer]) -> None:
    listener = Listener()
    tailer = follow(listener)
    first = act()
    assert tailer.wait_for(first, 10)
    break_connection()
    second = act()
    assert tailer.wait_for(second, 20)
    assert listener.ids == [first, second]


def break_connection() -> None:
    """Cut every other connection to the database, as a restart of PostgreSQL does."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no connection that could die")
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_it_waits_for_a_row_only_as_long_as_asked(follow: Callable[..., Tailer]) -> None:
    assert not follow(Listener()).wait_for(last_id() + 1, 0.01)


def test_what_this_process_commits_is_not_waited_for(
    follow: Callable[..., Tailer], monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL wakes who waits by a notification")
    monkeypatch.setattr(waiting, "POLL_SECONDS", 30.0)
    monkeypatch.setattr(waiting, "LONGEST_SECONDS", 30.0)
    tailer = follow(Listener())
    assert tailer.wait_for(act(), 10)
