"""The inbox in two browsers of one officer: what is new is counted in both, and reading it in one counts for both."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Window, violations
from tests.journeys.test_side_by_side import publish
from tests.journeys.test_tabs import answer

pytestmark = [pytest.mark.proof, pytest.mark.browser]
OpenWindow = Callable[..., Window]


def line(page: Page, title: str) -> Locator:
    """The line of one thread in the inbox, as it stands now."""
    page.goto("/inbox")
    return page.locator(".inbox li", has=page.get_by_role("button", name=title))


def wait_for_line(page: Page, title: str, *, new: bool) -> None:
    """Look again until the thread is new, or read: the worker needs a moment."""
    until = time.monotonic() + 90
    while time.monotonic() < until:
        found = line(page, title)
        if found.count() and ("unread" in (found.get_attribute("class") or "")) == new:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{title} never became {'new' if new else 'read'}")


def test_an_answer_is_new_in_both_browsers_until_it_is_read_in_one(window: OpenWindow) -> None:
    desk, phone = window().be("officer-nice"), window(viewport={"width": 390, "height": 844}).be("officer-nice")
    madrid = window().be("officer-madrid")
    publish(desk.page, "Who lends folding beds?", "green")
    thread = desk.page.url
    desk.page.goto("/about")
    answer(madrid.page, thread, "We have 200.")
    for each, name in ((desk, "inbox"), (phone, "inbox-phone")):
        wait_for_line(each.page, "Who lends folding beds?", new=True)
        expect(each.page.locator("[data-inbox]")).to_have_text(re.compile(r"^[1-9]"))
        each.picture(name)
        assert not violations(each.page)
        assert each.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    line(desk.page, "Who lends folding beds?").get_by_role("button").click()
    expect(desk.page.get_by_text("We have 200.")).to_be_visible()
    wait_for_line(phone.page, "Who lends folding beds?", new=False)


def test_a_thread_that_is_opened_by_its_address_is_read(window: OpenWindow) -> None:
    nice, madrid = window().be("officer-nice"), window().be("officer-madrid")
    publish(nice.page, "Who has sandbags?", "green")
    thread = nice.page.url
    nice.page.goto("/about")
    answer(madrid.page, thread, "We have some.")
    wait_for_line(nice.page, "Who has sandbags?", new=True)
    with nice.page.expect_response(re.compile("/inbox/read")):
        nice.page.goto(thread)
    wait_for_line(nice.page, "Who has sandbags?", new=False)


def test_choices_and_follows_on_a_phone_without_scripts(window: OpenWindow) -> None:
    phone = window(viewport={"width": 390, "height": 844}, java_script_enabled=False).be("officer-nice")
    page = phone.page
    page.goto("/me/hearing")
    page.locator("select[name=pace-followed]").select_option("weekly")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your settings were saved.")).to_be_visible()
    expect(page.locator("select[name=pace-followed]")).to_have_value("weekly")
    phone.picture("hearing-phone")
    page.goto("/organisations/")
    page.locator("main a[href^='/organisations/']").first.click()
    page.get_by_role("link", name="Follow or mute").click()
    page.get_by_role("button", name="Follow", exact=True).click()
    expect(page.get_by_text("You follow it: you hear of what is new.")).to_be_visible()
    phone.picture("follow-phone")


def test_a_city_is_called_by_name(window: OpenWindow) -> None:
    nice, madrid = window().be("officer-nice"), window().be("officer-madrid")
    publish(nice.page, "Who has fans?", "green")
    text = nice.page.locator("textarea[name=body]").first
    text.press_sequentially("Perhaps @madr")
    expect(nice.page.get_by_role("option", name="Madrid").first).to_be_visible()
    nice.picture("mention")
    text.press("ArrowDown")
    text.press("Enter")
    expect(text).to_have_value(re.compile("^Perhaps @[a-z-]*madrid $"))
    nice.page.get_by_role("button", name="Send comment").click()
    expect(nice.page.locator("#thread a[href^='/organisations/']", has_text="@").first).to_be_visible()
    wait_for_line(madrid.page, "Who has fans?", new=True)


def test_choices_and_follow_are_accessible(window: OpenWindow) -> None:
    nice = window(viewport={"width": 390, "height": 844}).be("officer-nice")
    for address in ("/me/hearing", "/follow/space/heatwave-exercise", "/topics/", "/searches/"):
        nice.page.goto(address)
        assert not violations(nice.page), address
