"""Over a real SMTP connection: what arrives, and what happens when the server refuses, drops or is away."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.utils import timezone
from pytest_django.fixtures import Settings

from intercity.config.mail import mail_settings
from intercity.notifications.delivering import deliver_due
from intercity.notifications.leasing import LEASE
from intercity.notifications.models import Delivery, DeliveryState
from intercity.notifications.tests.helpers import comment_on, delivery_to, noticed, the_mail
from intercity.spaces.models import Space
from tests.personas import Persona, make_post


class Mailbox:
    """Keeps what arrives; answers to the next mails as told."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        self.connections: set[Any] = set()
        self.answers: list[str] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.connections.add(session.peer)
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.raw.append(envelope.content)
        return answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def port(settings: Settings) -> int:
    """Where the mail server will be; the settings say so."""
    chosen = free_port()
    for name, value in mail_settings(f"smtp://127.0.0.1:{chosen}", demo=False).items():
        setattr(settings, name, value)
    return chosen


@pytest.fixture
def start(port: int) -> Iterator[Callable[[], Mailbox]]:
    running: list[Controller] = []

    def begin() -> Mailbox:
        mailbox = Mailbox()
        running.append(Controller(mailbox, hostname="127.0.0.1", port=port))
        running[-1].start()
        return mailbox

    yield begin
    for controller in running:
        controller.stop()


@pytest.fixture
def delivery(officer: Persona, officer_elsewhere: Persona, space: Space) -> Delivery:
    return delivery_to(officer, officer_elsewhere, space, title="Cool rooms")


def an_hour_passes() -> None:
    for row in Delivery.objects.all():
        row.next_try -= timedelta(hours=1)
        row.lease_until = row.lease_until and row.lease_until - LEASE
        row.save()


def test_it_arrives_whole(start: Callable[[], Mailbox], delivery: Delivery, officer: Persona) -> None:
    mailbox = start()
    assert deliver_due() == 1
    assert deliver_due() == 0
    (raw,) = mailbox.raw
    message = message_from_bytes(raw)
    assert (message["To"], message["Message-ID"]) == (officer.person.email, delivery.message_id)
    assert [part.get_content_type() for part in message.walk()][1:] == ["text/plain", "text/html"]
    assert max(len(line) for line in raw.splitlines()) < 998


def test_a_round_uses_one_connection(
    start: Callable[[], Mailbox], officer: Persona, colleague: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    mailbox = start()
    post = make_post(officer, space)
    comment_on(post, colleague)
    noticed(comment_on(post, officer_elsewhere))
    assert deliver_due() == 2
    assert (len(mailbox.raw), len(mailbox.connections)) == (2, 1)


def test_a_server_that_is_away_is_tried_again(
    port: int, start: Callable[[], Mailbox], delivery: Delivery, officer_elsewhere: Persona
) -> None:
    assert deliver_due() == 1
    row = the_mail()
    assert (row.state, row.attempts) == (DeliveryState.QUEUED, 1)
    assert "refused" in row.last_error
    assert row.next_try > timezone.now()
    mailbox = start()
    assert deliver_due() == 0
    an_hour_passes()
    assert deliver_due() == 1
    assert the_mail().state == DeliveryState.SENT
    assert message_from_bytes(mailbox.raw[0])["Message-ID"] == delivery.message_id


def test_a_server_that_is_away_ends_the_round(
    port: int, officer: Persona, colleague: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_post(officer, space)
    comment_on(post, colleague)
    noticed(comment_on(post, officer_elsewhere))
    assert deliver_due() == 1
    assert Delivery.objects.filter(channel="mail", attempts=0).count() == 1


@pytest.mark.parametrize("answer", ["451 Come back later", "554 We do not like this", "421 Closing"])
def test_a_refusal_is_kept_and_tried_again(answer: str, start: Callable[[], Mailbox], delivery: Delivery) -> None:
    mailbox = start()
    mailbox.answers = [answer]
    assert deliver_due() == 1
    row = the_mail()
    assert row.state == DeliveryState.QUEUED
    assert answer[:3] in row.last_error
    an_hour_passes()
    assert deliver_due() == 1
    assert the_mail().state == DeliveryState.SENT
    assert len(mailbox.raw) == 1


def test_one_refused_mail_does_not_hold_up_the_next(
    start: Callable[[], Mailbox], officer: Persona, colleague: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    mailbox = start()
    mailbox.answers = ["550 No such mailbox"]
    post = make_post(officer, space)
    comment_on(post, colleague)
    noticed(comment_on(post, officer_elsewhere))
    assert deliver_due() == 2
    assert len(mailbox.raw) == 1


def test_after_a_kill_between_sending_and_noting_the_same_mail_goes_again(
    start: Callable[[], Mailbox], delivery: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox = start()

    def killed(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("intercity.notifications.delivering.finish", killed)
        with pytest.raises(KeyboardInterrupt):
            deliver_due()
    assert deliver_due() == 0
    an_hour_passes()
    assert deliver_due() == 1
    first, second = (message_from_bytes(raw)["Message-ID"] for raw in mailbox.raw)
    assert first == second
    assert the_mail().state == DeliveryState.SENT


def test_a_mail_that_kills_its_worker_is_given_up(delivery: Delivery) -> None:
    Delivery.objects.update(attempts=100)
    assert deliver_due() == 1
    assert the_mail().state == DeliveryState.FAILED
