"""Nice posts; Madrid and the public see it, or not, within a second."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Window

pytestmark = [pytest.mark.proof, pytest.mark.browser]
SPACE = "/spaces/heatwave-exercise/"
OpenWindow = Callable[..., Window]


def publish(page: Page, title: str, label: str, kind: str = "update") -> None:
    """Post through the composer."""
    page.goto(f"{SPACE}post/{kind}")
    page.locator("input[name=title]").fill(title)
    page.locator("textarea[name=body]").fill("The **town hall** stays open until midnight.")
    page.locator(f"input[name=label][value={label}]").check()
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url("**/posts/**")


def wait_for_stream(page: Page) -> None:
    """Open the stream of the space with its live connection up."""
    page.goto(SPACE)
    wait_for_news(page)


def wait_for_news(page: Page) -> None:
    """Return when news reach this page."""
    expect(page.locator("html[data-live=open]")).to_be_attached()


def test_a_public_post_reaches_everybody(window: OpenWindow) -> None:
    nice, madrid, public = window().be("officer-nice"), window().be("officer-madrid"), window()
    for other in (madrid, public):
        wait_for_stream(other.page)
    publish(nice.page, "Town hall open tonight", "clear")
    for other in (madrid, public):
        bar = other.page.locator("button.new")
        expect(bar).to_have_text("1 new post")
    for other in (madrid, public):
        other.page.locator("button.new").click()
        expect(other.page.locator("#cards .card h3").first).to_have_text("Town hall open tonight")


def test_a_network_post_reaches_members_only(window: OpenWindow) -> None:
    nice, madrid, public = window().be("officer-nice"), window().be("officer-madrid"), window()
    for other in (madrid, public):
        wait_for_stream(other.page)
    publish(nice.page, "Not for the newspapers", "green")
    expect(madrid.page.locator("button.new")).to_have_text("1 new post")
    # A public post afterwards shows that the public stream is alive and in order: the first one never came.
    publish(nice.page, "For the newspapers", "clear")
    expect(public.page.locator("button.new")).to_have_text("1 new post")
    public.page.locator("button.new").click()
    assert "Not for the newspapers" not in public.page.content()
    public.page.reload()
    assert "For the newspapers" in public.page.content()
    assert "Not for the newspapers" not in public.page.content()


def test_an_answer_appears_in_the_open_thread_and_as_mail(window: OpenWindow) -> None:
    nice, madrid = window().be("officer-nice"), window().be("officer-madrid")
    publish(nice.page, "Who has spare fans tonight?", "green")
    madrid.page.goto(nice.page.url)
    nice.page.reload()
    wait_for_news(nice.page)
    madrid.page.locator("textarea[name=body]").first.fill("We can lend you forty, call our desk.")
    madrid.page.get_by_role("button", name="Send comment").click()
    expect(nice.page.get_by_text("We can lend you forty")).to_be_visible()
    for _ in range(180):
        nice.page.goto("/demo/mail")
        if nice.page.get_by_text("spare fans tonight").count():
            break
        nice.page.wait_for_timeout(500)
    nice.page.get_by_role("link", name="spare fans tonight").first.click()
    expect(nice.page.get_by_text("We can lend you forty")).to_be_visible()
    expect(nice.page.get_by_text("officer@city-of-nice.invalid", exact=True)).to_be_visible()


def test_a_mail_of_the_demo_is_answered_in_the_demo(window: OpenWindow) -> None:
    antwerp, public = window(), window(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    antwerp.page.goto(f"{SPACE}?kind=question")
    antwerp.page.get_by_role("link", name="When do you end a heat alert?").first.click()
    wait_for_news(antwerp.page)
    mail = public.page.get_by_role("row", name="officer@city-of-nice.invalid").get_by_role("link", name="Antwerp asks")
    for _ in range(180):
        public.page.goto("/demo/mail")
        if mail.count():
            break
        public.page.wait_for_timeout(500)
    mail.click()
    public.page.get_by_label("Your answer").fill("When two nights in a row stay under 22 degrees.")
    public.picture("demo-mail-phone")
    public.page.get_by_role("button", name="Send reply").click()
    expect(public.page.get_by_text("Your mail was taken in.")).to_be_visible()
    expect(antwerp.page.get_by_text("two nights in a row")).to_be_visible()
    expect(antwerp.page.locator("#thread")).not_to_contain_text("Why you")


def test_everything_works_without_javascript(window: OpenWindow) -> None:
    nice = window(java_script_enabled=False).be("officer-nice")
    publish(nice.page, "Posted without a script", "clear")
    expect(nice.page.locator("h1")).to_have_text("Posted without a script")
    nice.page.locator("textarea[name=body]").first.fill("And answered without one.")
    nice.page.get_by_role("button", name="Send comment").click()
    expect(nice.page.get_by_text("And answered without one.")).to_be_visible()
    public = window(java_script_enabled=False)
    public.page.goto(SPACE)
    expect(public.page.get_by_text("Posted without a script").first).to_be_visible()
