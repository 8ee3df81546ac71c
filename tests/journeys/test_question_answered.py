"""A city asks, three are asked by mail, one answers by mail, and a fourth reads of it the next morning.

Real browser, real SMTP in both directions, real processes. Only the morning is told by an argument.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import make_msgid
from smtplib import SMTP

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as SMTPServer  # noqa: N811
from aiosmtpd.smtp import Envelope, Session
from playwright.sync_api import Page, expect

from benchmarks.server import Installation, free_port
from tests.journeys.conftest import Window, serve_demo
from tests.journeys.test_side_by_side import publish, wait_for_news

pytestmark = [pytest.mark.proof, pytest.mark.browser]
OpenWindow = Callable[..., Window]

TITLE = "How do you keep medicines cold without power?"
ASKED = f"Nice asks you: {TITLE}"
ANSWER = "We keep three refrigerated vans outside the central pharmacy.\n\nCall our desk, we can send you the plan."
CITIES = [f"city-of-{name}" for name in ("madrid", "torino", "liege", "sofia", "split", "antwerp", "wien", "lyon")]
MORNING = """
import django
django.setup()
from django.utils import timezone
from intercity.notifications.delivering import deliver_digests
from intercity.notifications.times import next_digest
from intercity.organisations.models import Person
from intercity.posts.telling import Pace
reader = Person.objects.get(email="{email}")
print(deliver_digests(next_digest(reader, Pace.DAILY, timezone.now())))
"""


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
            come = self.changed.wait_for(lambda: any(words in letter["Subject"] for letter in self.to(slug)), 60)
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


@pytest.fixture(scope="module")
def letters() -> Iterator[tuple[Letters, int]]:
    """A mail server, and its port."""
    kept, port = Letters(), free_port()
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    yield kept, port
    controller.stop()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, letters: tuple[Letters, int]) -> Iterator[Installation]:
    """The demo network, with real mail instead of the demo's own mailbox."""
    yield from serve_demo(
        tmp_path_factory.mktemp("mailing"),
        EMAIL_URL=f"smtp://127.0.0.1:{letters[1]}",
        MAIL_IN_DOMAIN="in.network.example",
        MAIL_IN_PORT=str(free_port()),
    )


def choose_three(page: Page) -> list[str]:
    """Keep three cities of those that are proposed, each with a reason, and ask them; gives their slugs."""
    page.wait_for_url("**/ask")
    proposed = [box.input_value() for box in page.locator("input[name=ask]").all()]
    chosen = [slug for slug in proposed if slug in CITIES][:3]
    assert len(chosen) == 3
    for slug in proposed:
        page.locator(f"#ask-{slug}").set_checked(slug in chosen)
    for slug in chosen:
        expect(page.locator(f"label[for=ask-{slug}] .why")).not_to_be_empty()
    page.get_by_role("button", name="Ask them").click()
    expect(page.get_by_text("3 organisations were asked.")).to_be_visible()
    return chosen


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


def test_an_answer_by_mail_reaches_whoever_asked_and_the_next_morning_everybody(
    window: OpenWindow, demo: Installation, letters: tuple[Letters, int]
) -> None:
    mail, nice = letters[0], window().be("officer-nice")
    publish(nice.page, TITLE, "green", "question")
    asked = choose_three(nice.page)
    thread = nice.page.url
    wait_for_news(nice.page)

    for slug in asked:
        letter = mail.wait_for(slug, ASKED)
        assert "Why you: " in text_of(letter)
        assert "Not us" in text_of(letter, "html")

    reply(mail.wait_for(asked[1], ASKED), ANSWER, int(demo.variables["MAIL_IN_PORT"]))
    taken = time.monotonic()
    expect(nice.page.get_by_text("three refrigerated vans")).to_be_visible()
    seconds = time.monotonic() - taken
    print(f"the open page shows the answer {seconds:.2f} s after the mail was taken")
    assert nice.page.url == thread
    expect(nice.page.locator("#thread")).not_to_contain_text("The officer on duty")
    expect(nice.page.locator("#thread")).not_to_contain_text("Why you")

    nice.page.get_by_role("button", name="This answers our question").click()
    expect(nice.page.locator("#thread").get_by_text("Accepted answer")).to_be_visible()
    nice.picture("question-answered")
    mail.wait_for(asked[1], "accepted")

    fourth = next(slug for slug in CITIES if slug not in asked)
    assert not [letter for letter in mail.to(fourth) if TITLE in letter["Subject"]]
    demo.python(MORNING.format(email=officer(fourth)))
    digest = mail.wait_for(fourth, TITLE)
    for sort in ("plain", "html"):
        for words in (TITLE, "The", "town hall", *ANSWER.split("\n\n"), "Accepted answer"):
            assert words in text_of(digest, sort)
