"""Real mail in both directions for journeys: the mail server of all cities, and a demo network that uses it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from smtplib import SMTP

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as SMTPServer  # noqa: N811
from aiosmtpd.smtp import Envelope, Session

from benchmarks.server import Installation, free_port
from tests.journeys.conftest import serve_demo


class Letters:
    """The mail server of all cities: keeps what arrives, and lets somebody wait for it."""

    def __init__(self) -> None:
        self.arrived: list[EmailMessage] = []
        self.changed = threading.Condition()

    async def handle_DATA(self, server: SMTPServer, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        with self.changed:
            self.arrived.append(letter)
            self.changed.notify_all()
        return "250 OK"

    def to(self, slug: str) -> list[EmailMessage]:
        """What the officer of a city got, the oldest first."""
        return [letter for letter in self.arrived if letter["To"] == officer(slug)]

    def wait_for(self, slug: str, words: str) -> EmailMessage:
        """The first letter to the officer of a city whose subject has these words, as soon as it is there."""
        with self.changed:
            come = self.changed.wait_for(lambda: any(words in letter["Subject"] for letter in self.to(slug)), 180)
        assert come, f"{slug} got no letter '{words}': {[letter['Subject'] for letter in self.to(slug)]}"
        return next(letter for letter in self.to(slug) if words in letter["Subject"])


def officer(slug: str) -> str:
    """The address of a city's officer."""
    return f"officer@{slug}.invalid"


def text_of(letter: EmailMessage, sort: str = "plain") -> str:
    """One of the two bodies of a letter."""
    part = letter.get_body((sort,))
    assert part is not None
    return str(part.get_content())


def keep_letters() -> Iterator[tuple[Letters, int]]:
    """A mail server, and its port, until the caller is done."""
    kept, port = Letters(), free_port()
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    yield kept, port
    controller.stop()


def serve_with_mail(folder: Path, port: int) -> Iterator[Installation]:
    """The demo network, with real mail over the server at `port` instead of the demo's own mailbox."""
    yield from serve_demo(
        folder,
        EMAIL_URL=f"smtp://127.0.0.1:{port}",
        MAIL_IN_DOMAIN="in.network.example",
        MAIL_IN_PORT=str(free_port()),
    )


def reply(letter: EmailMessage, words: str, port: int) -> None:
    """Answer as a mail program does: words above, a signature, and the whole letter quoted below."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = letter["To"], letter["Reply-To"], f"RE: {letter['Subject']}"
    mail["In-Reply-To"] = mail["References"] = letter["Message-ID"]
    mail["Message-ID"] = make_msgid(domain="mail.city.invalid")
    quoted = "".join(f"> {line}\n" for line in text_of(letter).splitlines())
    mail.set_content(f"{words}\n\n-- \nThe officer on duty\n\nOn Monday, Intercity wrote:\n{quoted}")
    with connect(port) as client:
        client.send_message(mail)


def connect(port: int) -> SMTP:
    """To the receiver of mail, as soon as that process is up."""
    until = time.monotonic() + 60
    while True:
        try:
            return SMTP("127.0.0.1", port, timeout=60)
        except ConnectionRefusedError:
            assert time.monotonic() < until, "mail is not taken"
            time.sleep(0.1)
