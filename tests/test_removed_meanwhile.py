"""An exercise is removed at any moment of what the worker does about it: nothing breaks, and nothing of it is left."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django.fixtures import Settings

from intercity.activity.kept import forget_everything
from intercity.activity.models import Activity
from intercity.kinds.rollcall.clock import ask_again, note_over, remind_silent
from intercity.kinds.rollcall.models import Repeat, RollCall
from intercity.mailbox.receiving import accept
from intercity.mailbox.settling import settle_waiting
from intercity.mailbox.tests.helpers import letter
from intercity.matching.rings import pursue
from intercity.notifications.addresses import reply_address
from intercity.notifications.delivering import deliver_digests, deliver_due
from intercity.notifications.models import Channel, Delivery
from intercity.notifications.recipients import notify
from intercity.pipeline.clock import attempt
from intercity.pipeline.following import follow
from intercity.posts.models import Post
from intercity.spaces.actions import do_create_space
from intercity.spaces.models import Space, SpaceState, Topic
from intercity.spaces.removing import do_remove
from tests.personas import Persona, make_post
from tests.test_removing_exercises import fill

Work = Callable[[], object]


class Removal:
    """Removes a space between two questions outside transactions, the first pair that was not `tried` before."""

    def __init__(self, space: Space, tried: set[tuple[str, str]]) -> None:
        self.space, self.tried = space, tried
        self.before, self.moment = "", ("", "")
        self.depth = len(connection.savepoint_ids)

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        # A transaction that is open holds its rows, or has the only writer; its end is no moment of its own.
        if len(connection.savepoint_ids) == self.depth and not sql.startswith(("RELEASE", "ROLLBACK")):
            # Each savepoint has a name of its own.
            said = "SAVEPOINT" if sql.startswith("SAVEPOINT") else sql
            moment, self.before = (self.before, said), said
            if not self.moment[1] and moment not in self.tried:
                self.moment = moment
                self.tried.add(moment)
                do_remove(self.space, None)
        return execute(sql, *rest)


@contextmanager
def taken_back() -> Iterator[None]:
    """What is written inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    forget_everything()


@pytest.fixture
def drill(
    coordinator: Persona, officer: Persona, officer_elsewhere: Persona, topic: Topic, settings: Settings, tmp_path: Path
) -> Space:
    """An exercise with one of everything, a question, and mails that answer what is asked there."""
    settings.MEDIA_ROOT, settings.MAIL_IN_DOMAIN = tmp_path, "in.network.example"
    space = do_create_space("Drill", state=SpaceState.EXERCISE)
    assert officer.organisation
    officer.organisation.duty_email = "duty@nice.example"
    officer.organisation.save()
    fill(space, coordinator, officer, officer_elsewhere, topic)
    make_post(officer_elsewhere, space, kind="question", title="Who knows?")
    RollCall.objects.update(repeat=Repeat.WEEKLY)
    person = officer_elsewhere.person
    for number, post in enumerate(Post.objects.roots()):
        mail = letter(person.email, "Some words.", Message_ID=f"<{number}@client.example>")
        accept(mail.as_bytes(), [reply_address(person, post)], person.email)
    for act in Activity.objects.all():
        notify(act)
    return space


def works() -> dict[str, Work]:
    """What the worker has to do there."""
    row = RollCall.objects.select_related("post").get()
    begun = row.post.published_at

    def job(work: Callable[[datetime], int], at: datetime) -> Work:
        return lambda: attempt(work.__name__, lambda _now: work(at))

    return {
        "tell": follow,
        "send": deliver_due,
        "send digests": lambda: deliver_digests(begun + timedelta(days=2)),
        "settle mails": job(settle_waiting, begun + timedelta(hours=1)),
        "remind": job(remind_silent, begun + 0.6 * (row.deadline - begun)),
        "note that it is over": job(note_over, row.deadline + timedelta(minutes=1)),
        "ask again": job(ask_again, begun + timedelta(days=7, hours=1)),
        "ask the next ring": job(pursue, begun + timedelta(days=7, hours=1)),
    }


@pytest.mark.proof
@pytest.mark.django_db
def test_nothing_breaks_at_whatever_moment_it_is_removed(drill: Space, caplog: pytest.LogCaptureFixture) -> None:
    for name, work in works().items():
        if name == "send digests":
            Delivery.objects.filter(channel=Channel.MAIL).exclude(person=None).update(channel=Channel.DIGEST)
        tried: set[tuple[str, str]] = set()
        gone = True
        while gone:
            with taken_back(), caplog.at_level(logging.WARNING):
                removal = Removal(drill, tried)
                with connection.execute_wrapper(removal):
                    work()
                broken = [record.getMessage() for record in caplog.records if record.exc_info]
                assert not broken, (name, removal.moment)
                gone = not Space.objects.filter(pk=drill.pk).exists()
                acts = Activity.objects.filter(space_uid=drill.uid)
                left = Delivery.objects.filter(activity_id__in=acts.values("pk"))
                assert not gone or not left.exists(), (name, removal.moment)
        assert len(tried) > 1, name
