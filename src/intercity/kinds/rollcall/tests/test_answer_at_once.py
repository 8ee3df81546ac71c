"""Two officers of one city answer at the same moment, each in a transaction of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection, connections, transaction
from django.test import Client

from intercity.activity.models import Activity
from intercity.kinds.rollcall.actions.answering import do_answer, do_propose
from intercity.kinds.rollcall.actions.closing import do_close, do_reopen
from intercity.kinds.rollcall.links import answer_path
from intercity.kinds.rollcall.models import Answer, AnswerVersion, How, Proposal, Waits
from intercity.kinds.rollcall.tests.helpers import fresh, make_rollcall, reply
from intercity.organisations.models import Organisation
from intercity.spaces.models import Space
from tests.personas import Persona, make_persona

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
    # The colleague's answer stands; the proposal waits on, and its writer is shown both.
    assert told == [409]
    assert Proposal.objects.get().state == "open"
    assert Answer.objects.get().values == {"f1": "no"}


def test_an_answer_that_meets_the_closing_is_counted_or_refused(
    coordinator: Persona, officer: Persona, nice: Organisation, space: Space
) -> None:
    rollcall = make_rollcall(coordinator, space, [nice])
    path = answer_path(officer.person, rollcall, nice)
    signed_in, from_mail = officer.client, Client()
    told: list[int] = []

    def by_page() -> None:
        told.append(signed_in.post(f"/posts/{rollcall.post.uid}/answer", {"f1": "yes", "seen": "0"}).status_code)

    def by_link() -> None:
        told.append(from_mail.post(path, {"f1": "yes", "seen": "0"}).status_code)

    for act in (by_page, by_link):
        with transaction.atomic():
            do_close(rollcall, "Done.", coordinator.person)
            thread = in_thread(act)
            while thread.is_alive() and not somebody_waits():
                pass
            assert thread.is_alive()
        thread.join(30)
        do_reopen(rollcall, coordinator.person)
    assert told == [409, 409]
    assert not Answer.objects.exists()


def test_a_closing_that_meets_an_answer_waits_for_it(coordinator: Persona, nice: Organisation, space: Space) -> None:
    rollcall = make_rollcall(coordinator, space, [nice])
    with transaction.atomic():
        do_answer(rollcall, nice, reply("yes"), None, How.PAGE, seen=0)
        thread = in_thread(lambda: do_close(rollcall, "Done.", None))
        while thread.is_alive() and not somebody_waits():
            pass
        assert thread.is_alive()
    thread.join(30)
    verbs = Activity.objects.filter(verb__in=("rollcall.answered", "rollcall.closed")).order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["rollcall.answered", "rollcall.closed"]
    assert Answer.objects.get().at < fresh(rollcall.post).closed_at  # type: ignore[operator]


def test_eight_links_used_at_once_give_one_answer(coordinator: Persona, nice: Organisation, space: Space) -> None:
    people = [make_persona(f"officer{number}", nice) for number in range(8)]
    rollcall = make_rollcall(coordinator, space, [nice])
    paths = [answer_path(one.person, rollcall, nice) for one in people]
    start, told = threading.Barrier(8), []

    def use(path: str) -> None:
        start.wait(30)
        told.append(Client().post(path, {"f1": "yes", "comment": path[-8:], "seen": "0"}).status_code)

    threads = [in_thread(partial(use, path)) for path in paths]
    for thread in threads:
        thread.join(60)
    assert sorted(told) == [302, *[409] * 7]
    assert Answer.objects.get().version == AnswerVersion.objects.count() == 1
