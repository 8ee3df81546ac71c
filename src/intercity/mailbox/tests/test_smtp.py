"""A real conversation with the receiver, over a socket."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from smtplib import LMTP, SMTP, SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused

import pytest
from aiosmtpd.controller import Controller
from django.db import DatabaseError
from pytest_django.fixtures import Settings

from intercity.mailbox.models import Incoming, Outcome
from intercity.mailbox.smtp import Receiver, protocol
from intercity.mailbox.tests.helpers import PASS, letter
from intercity.notifications.addresses import bounce_address, reply_address, space_address
from intercity.notifications.models import Delivery
from intercity.posts.models import Post
from intercity.spaces.models import Space
from tests.personas import Persona

pytestmark = pytest.mark.django_db(transaction=True)
FROM = "bounces@client.example"


class Server(Controller):
    """The receiver, in a thread of the test."""

    def __init__(self, port: int) -> None:
        self.receiver = Receiver()
        super().__init__(self.receiver, hostname="127.0.0.1", port=port)

    def factory(self) -> object:
        return protocol(self.receiver)

    def settled(self) -> None:
        """Return once everything that was taken is settled; SQLite in memory lets two threads not wait in turn."""
        self.receiver._settlers.submit(lambda: None).result()


@pytest.fixture
def server() -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = Server(port)
    running.start()
    yield running
    running.stop()
    running.receiver.close()


def talk(server: Server) -> SMTP:
    return SMTP("127.0.0.1", server.port, timeout=20)


def test_an_answer_comes_in(server: Server, officer: Persona, post: Post) -> None:
    with talk(server) as client:
        message = letter(officer.person.email, body="Two halls.\n\n> asked\n")
        assert client.send_message(message, FROM, [reply_address(officer.person, post)]) == {}
    server.settled()
    answer = Post.objects.get(root=post)
    assert (answer.body, answer.uid) == ("Two halls.", Incoming.objects.get().post_uid)


def test_the_same_mail_delivered_twice_posts_once(server: Server, officer: Persona, post: Post) -> None:
    for _ in range(2):
        with talk(server) as client:
            client.send_message(letter(officer.person.email), FROM, [reply_address(officer.person, post)])
        server.settled()
    assert Post.objects.filter(root=post).count() == Incoming.objects.count() == 1


def test_bytes_arrive_as_they_were_sent(server: Server, officer: Persona, post: Post) -> None:
    raw = (
        f"From: {officer.person.email}\r\nContent-Type: text/plain; charset=windows-1251\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\n"
    ).encode() + "..Отваряме\r\n.училищата\r\n".encode("cp1251")
    with talk(server) as client:
        client.sendmail(FROM, [reply_address(officer.person, post)], raw, ["BODY=8BITMIME"])
    server.settled()
    assert Post.objects.get(root=post).body == "..Отваряме\n.училищата"


def test_others_are_refused_before_a_byte_of_the_mail(server: Server, officer: Persona, post: Post) -> None:
    good = reply_address(officer.person, post)
    forged = good.replace("@", "x@")
    others = ["a@elsewhere.example", "postmaster@in.network.example", forged, "@", "x" * 65 + "@in.network.example"]
    for address in others:
        with talk(server) as client, pytest.raises(SMTPRecipientsRefused) as refused:
            client.sendmail(FROM, [address], b"x")
        assert next(iter(refused.value.recipients.values()))[0] // 100 == 5, address
    with talk(server) as client:
        assert set(client.sendmail(FROM, [good, *others[:2]], letter(officer.person.email).as_bytes())) == set(
            others[:2]
        )


def test_a_space_is_not_found_out_by_asking(server: Server, space: Space) -> None:
    with talk(server) as client:
        client.ehlo()
        client.mail(FROM)
        answers = {client.rcpt(address) for address in (space_address(space), "no-such-space@in.network.example")}
    assert len(answers) == 1


def test_what_is_too_large_is_not_taken(server: Server, officer: Persona, post: Post, settings: Settings) -> None:
    settings.MAIL_IN_LIMIT = 5000
    with talk(server) as client, pytest.raises((SMTPDataError, SMTPSenderRefused)) as refused:
        client.sendmail(FROM, [reply_address(officer.person, post)], b"From: a@b.example\r\n\r\n" + b"x" * 6000)
    assert refused.value.smtp_code == 552
    assert not Incoming.objects.exists()


def test_too_much_is_put_off(server: Server, officer: Persona, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intercity.mailbox.receiving.MOST_FROM_ONE", 1)
    address = reply_address(officer.person, post)
    with talk(server) as client:
        client.send_message(letter(officer.person.email), FROM, [address])
        server.settled()
        with pytest.raises(SMTPDataError) as refused:
            client.send_message(letter(officer.person.email, Message_ID="<2@x.example>"), FROM, [address])
    assert refused.value.smtp_code == 451


def test_it_is_not_acknowledged_when_it_cannot_be_written(
    server: Server, officer: Persona, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: object) -> None:
        raise DatabaseError("away")

    monkeypatch.setattr("intercity.mailbox.receiving.write", away)
    with talk(server) as client, pytest.raises(SMTPDataError) as refused:
        client.send_message(letter(officer.person.email), FROM, [reply_address(officer.person, post)])
    assert refused.value.smtp_code == 451


def test_a_bounce_comes_without_a_sender(server: Server) -> None:
    message = letter("mailer-daemon@mx.example", X_Failed_Recipients="a@b.example")
    with talk(server) as client:
        client.sendmail("", [bounce_address(Delivery(uid="d" * 12))], message.as_bytes())
    server.settled()
    row = Incoming.objects.get()
    assert (row.outcome, row.delivery_uid, row.envelope_sender) == (Outcome.BOUNCE, "d" * 12, "<>")


def test_over_lmtp_each_recipient_has_a_mail_of_its_own(
    server: Server, officer: Persona, post: Post, space: Space, settings: Settings
) -> None:
    settings.MAIL_IN_LMTP = True
    with LMTP("127.0.0.1", server.port) as client:
        both = [reply_address(officer.person, post), space_address(space)]
        refused = client.sendmail(FROM, both, letter(officer.person.email, verdict=PASS).as_bytes())
    assert {address: answer[0] for address, answer in refused.items()} == {both[1]: 452}
    server.settled()
    assert Incoming.objects.get().outcome == Outcome.POSTED


def test_secret_addresses_are_not_logged(server: Server, officer: Persona, post: Post) -> None:
    said: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    listener = Listener()
    logging.getLogger().addHandler(listener)
    address = reply_address(officer.person, post)
    with talk(server) as client:
        client.send_message(letter(officer.person.email), FROM, [address])
        client.rcpt(address)
    server.settled()
    logging.getLogger().removeHandler(listener)
    assert not [line for line in said if "reply+" in line]
