"""A city asks, three are asked by mail, one answers by mail, and a fourth reads of it the next morning.

Real browser, real SMTP in both directions, real processes. Only the morning is told by an argument.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from benchmarks.server import Installation
from tests.journeys.conftest import Window
from tests.journeys.mailing import Letters, keep_letters, officer, reply, serve_with_mail, text_of
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


@pytest.fixture(scope="module")
def letters() -> Iterator[tuple[Letters, int]]:
    """What cities are mailed."""
    yield from keep_letters()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, letters: tuple[Letters, int]) -> Iterator[Installation]:
    """A demo network of its own, with real mail."""
    yield from serve_with_mail(tmp_path_factory.mktemp("mailing"), letters[1])


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
