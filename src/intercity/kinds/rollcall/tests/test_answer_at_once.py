"""Two officers of one city answer at the same moment, each in a transaction of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction

from intercity.activity.models import Activity
from intercity.kinds.rollcall.actions.answering import do_answer, do_propose
from intercity.kinds.rollcall.models import Answer, AnswerVersion, How, Proposal, Waits
from intercity.kinds.rollcall.tests.helpers import make_rollcall, reply
from intercity.spaces.models import Space
from tests.personas import Persona

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer: nothing can interleave"),
    pytest.mark.django_db(transaction=True),
]


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


def somebody_waits() -> bool:
    """Whether a transaction waits for a lock right now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def test_one_wins_and_the_other_is_shown_both(
    coordinator: Persona, officer: Persona, colleague: Persona, space: Space
) -> None:
    assert officer.organisation
    rollcall = make_rollcall(coordinator, space, [officer.organisation])
    client, path = colleague.client, f"/posts/{rollcall.post.uid}/answer"
    told: list[int | str] = []

    def second() -> None:
        response = client.post(path, {"f1": "no", "comment": "Mine", "seen": "0"})
        told.extend((response.status_code, response.content.decode()))

    with transaction.atomic():
        do_answer(rollcall, officer.organisation, reply("yes"), officer.person, How.PAGE, seen=0)
        thread = in_thread(second)
        while thread.is_alive() and not somebody_waits():
            pass
        assert thread.is_alive()
    thread.join(30)
    assert told[0] == 409
    assert "Mine" in str(told[1])
    assert Answer.objects.get().values == {"f1": "yes"}
    assert client.post(path, {"f1": "no", "comment": "Mine", "seen": "1"}).status_code == 302
    assert list(AnswerVersion.objects.order_by("version").values_list("values__f1", flat=True)) == ["yes", "no"]
    assert Activity.objects.filter(verb="rollcall.answered").count() == 2


def test_a_proposal_is_settled_once_and_nobody_waits_for_ever(
    coordinator: Persona, officer: Persona, colleague: Persona, space: Space
) -> None:
    assert officer.organisation
    rollcall = make_rollcall(coordinator, space, [officer.organisation])
    waiting = do_propose(
        rollcall, officer.organisation, reply("yes"), officer.person, How.MAIL, seen=0, waits=Waits.WRITER
    )
    client, told = officer.client, []

    def second() -> None:
        told.append(client.post(f"/proposals/{waiting.uid}", {"f1": "yes", "seen": "0"}).status_code)

    with transaction.atomic():
        do_answer(rollcall, officer.organisation, reply("no"), colleague.person, How.PAGE, seen=0)
        thread = in_thread(second)
        while thread.is_alive() and not somebody_waits():
            pass
        assert thread.is_alive()
    thread.join(30)
    # The colleague's answer took the proposal's place before it could be confirmed.
    assert told == [403]
    assert Proposal.objects.get().state == "replaced"
    assert Answer.objects.get().values == {"f1": "no"}
