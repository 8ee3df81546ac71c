"""Many tabs of one browser: one stream at the server, and each tab hears what is its own."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from benchmarks.server import Installation
from tests.journeys.conftest import Window
from tests.journeys.test_side_by_side import SPACE, publish, wait_for_news

pytestmark = [pytest.mark.proof, pytest.mark.browser]
OpenWindow = Callable[..., Window]
# Playwright asks for the page's own stream only where there is no shared worker.
ALONE = "delete window.SharedWorker"


def streams(demo: Installation) -> int:
    """How many streams the server holds open."""
    return int(json.loads(demo.request("GET", "/healthz").body)["streams"])


def wait_for_streams(demo: Installation, count: int) -> None:
    """Wait until the server holds exactly so many."""
    until = time.monotonic() + 20
    while streams(demo) != count and time.monotonic() < until:
        time.sleep(0.05)
    assert streams(demo) == count


def open_tab(window: Window, path: str) -> Page:
    """One more tab of the same browser, with news arriving."""
    page = window.context.new_page()
    page.goto(path)
    wait_for_news(page)
    return page


def answer(page: Page, url: str, text: str) -> None:
    """Answer a post."""
    page.goto(url)
    page.locator("textarea[name=body]").first.fill(text)
    page.get_by_role("button", name="Send comment").click()
    expect(page.get_by_text(text)).to_be_visible()


def test_three_tabs_share_one_stream_and_lose_nothing_when_the_first_closes(
    window: OpenWindow, demo: Installation
) -> None:
    nice, madrid = window().be("officer-nice"), window().be("officer-madrid")
    publish(nice.page, "Who has water tanks?", "green")
    question = nice.page.url
    for page in (nice.page, madrid.page):
        page.goto("/about")
    wait_for_streams(demo, 0)
    space, thread, home = (open_tab(madrid, path) for path in (SPACE, question, "/"))
    wait_for_streams(demo, 1)

    publish(nice.page, "Tanks arrive at noon", "green")
    for tab in (space, home):
        expect(tab.locator("button.new")).to_have_text("1 new post")
    space.close()
    answer(nice.page, question, "Two are on their way.")
    expect(thread.get_by_text("Two are on their way.")).to_be_visible()
    publish(nice.page, "Tanks have arrived", "green")
    expect(home.locator("button.new")).to_have_text("2 new posts")
    nice.page.goto("/about")
    wait_for_streams(demo, 1)


def test_a_tab_that_opens_later_gets_what_it_missed_meanwhile(window: OpenWindow, demo: Installation) -> None:
    nice, madrid = window().be("officer-nice"), window().be("officer-madrid")
    first = open_tab(madrid, SPACE)
    late = madrid.context.new_page()
    # The late tab's scripts begin only when something was published after its page was made.
    late.route("**/js/live*.js", lambda route: (publish(nice.page, "In between", "green"), route.continue_()))
    late.goto(SPACE)
    expect(late.locator("button.new")).to_have_text("1 new post")
    expect(first.locator("button.new")).to_have_text("1 new post")


def test_signing_out_in_one_tab_ends_the_news_of_all(window: OpenWindow, demo: Installation) -> None:
    nice, madrid = window().be("officer-nice"), window().be("officer-madrid")
    open_tab(madrid, SPACE)
    other = madrid.context.pages[-1]
    madrid.context.clear_cookies()
    madrid.page.goto("/")
    expect(other.locator("html[data-live=open]")).not_to_be_attached()
    wait_for_news(madrid.page)
    publish(nice.page, "Inside only", "green")
    publish(nice.page, "For everybody", "clear")
    expect(madrid.page.locator("button.new")).to_have_text("1 new post")
    expect(other.locator("button.new")).to_be_hidden()


def test_a_post_that_is_withdrawn_before_it_was_looked_at_is_not_shown(window: OpenWindow) -> None:
    nice, public = window().be("officer-nice"), window()
    public.page.goto(SPACE)
    wait_for_news(public.page)
    publish(nice.page, "Published by mistake", "clear")
    expect(public.page.locator("button.new")).to_have_text("1 new post")
    nice.page.goto(nice.page.url + "withdraw")
    nice.page.get_by_role("button", name="Withdraw").click()
    expect(public.page.locator("button.new")).to_be_hidden()
    assert "Published by mistake" not in public.page.content()
    # The browser notes the 404 by which the page learned of it.
    assert len(public.complaints) == 1
    public.complaints.clear()


@pytest.mark.parametrize("path", [f"{SPACE}table", "/search?q=mistaken+row"])
def test_a_withdrawn_post_leaves_open_tables_and_results(window: OpenWindow, path: str) -> None:
    nice, public = window().be("officer-nice"), window()
    publish(nice.page, f"Mistaken row {path[:4]}", "clear")
    link = public.page.get_by_role("link", name=f"Mistaken row {path[:4]}")
    until = time.monotonic() + 20
    # The search finds it within a second.
    while not link.count() and time.monotonic() < until:
        public.page.goto(path)
    wait_for_news(public.page)
    expect(link.first).to_be_visible()
    nice.page.goto(nice.page.url + "withdraw")
    nice.page.get_by_role("button", name="Withdraw").click()
    expect(link).to_have_count(0)
    public.complaints.clear()


def test_without_shared_workers_a_hidden_tab_lets_its_stream_go(window: OpenWindow, demo: Installation) -> None:
    nice, public = window().be("officer-nice"), window()
    nice.page.goto("/about")
    wait_for_streams(demo, 0)
    public.context.add_init_script(ALONE)
    tab = open_tab(public, SPACE)
    wait_for_streams(demo, 1)
    hide = "(hidden) => { Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});"
    hide += " document.dispatchEvent(new Event('visibilitychange')) }"
    tab.evaluate(hide, True)
    wait_for_streams(demo, 0)
    publish(nice.page, "While nobody looked", "clear")
    tab.evaluate(hide, False)
    expect(tab.locator("button.new")).to_have_text("1 new post")
