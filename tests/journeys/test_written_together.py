"""Two people write in one section at once, and one of them is cut off for a while: every word of both is there."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Window, violations

pytestmark = [pytest.mark.proof, pytest.mark.browser]
OpenWindow = Callable[..., Window]
SPACE = "/spaces/heatwave-exercise/"
TEXT = "Shade matters. Water matters too.\n\nWe open the halls at noon.\n\n- beds\n- fans\n\nCall us before you come."
TEXTAREA = "form[data-saving][data-ready] textarea[name=body]"
CARET = "(field, at) => { field.focus(); field.setSelectionRange(at, at); }"
ROUNDS = 14
# What a browser says of a line that is cut, as it is here on purpose.
CUT = "ERR_INTERNET_DISCONNECTED"


def begin(page: Page) -> str:
    """A document with one section, and the address on which it is written."""
    page.goto(f"{SPACE}post/document")
    page.locator("input[name=title]").fill("Heat and the public space")
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url("**/posts/*/")
    page.get_by_role("link", name="Add a section").click()
    page.get_by_label("Heading").fill("What we do")
    page.get_by_label("Text").fill(TEXT)
    page.get_by_role("button", name="Add").click()
    page.get_by_role("link", name="Edit this section").click()
    page.locator(TEXTAREA).wait_for()
    return page.url


def type_words(page: Page, dice: random.Random, name: str, count: int) -> list[str]:
    """Type words of one's own at random places between words, as a person does; gives the words."""
    typed = []
    for _ in range(count):
        field = page.locator(TEXTAREA)
        places = [found.start() for found in re.finditer(r"(?<=\w)(?=\W|$)", field.input_value())]
        field.evaluate(CARET, dice.choice(places))
        word = f"{name}{dice.randrange(10**6)}"
        page.keyboard.type(f" {word}", delay=dice.choice((0, 2, 15)))
        typed.append(word)
    return typed


def test_no_word_of_two_writers_is_lost(window: OpenWindow) -> None:
    dice = random.Random(20201016)
    nice, madrid = window().be("officer-nice"), window().be("officer-madrid")
    address = begin(nice.page)
    madrid.page.goto(address)
    madrid.page.locator(TEXTAREA).wait_for()
    assert not violations(madrid.page)
    words: list[str] = []
    for number in range(ROUNDS):
        if number == ROUNDS // 3:
            madrid.context.set_offline(True)
        if number == 2 * ROUNDS // 3:
            expect(madrid.page.locator("[data-state]")).to_contain_text("No connection")
            madrid.context.set_offline(False)
        words += type_words(nice.page, dice, "nice", dice.randint(1, 3))
        words += type_words(madrid.page, dice, "madrid", dice.randint(1, 3))
    for one in (nice, madrid):
        for word in words:
            expect(one.page.locator(TEXTAREA)).to_have_value(re.compile(rf"\b{word}\b"), timeout=60_000)
    expect(madrid.page.locator(TEXTAREA)).to_have_value(nice.page.locator(TEXTAREA).input_value())
    nice.picture("written-together")
    for one in (nice, madrid):
        one.page.get_by_role("button", name="Save and close").click()
        one.page.wait_for_url("**/posts/*/*")
        shown = one.page.locator("#text").inner_text()
        assert [word for word in words if word not in shown] == []
    madrid.complaints = [said for said in madrid.complaints if CUT not in said]


def test_lines_of_two_note_takers_stand_below_each_other(window: OpenWindow) -> None:
    takers = window().be("officer-nice"), window().be("coordinator")
    nice, other = (taker.page for taker in takers)
    nice.goto(f"{SPACE}calendar")
    nice.get_by_role("link", name="Exercise: two hot nights").first.click()
    nice.get_by_role("link", name="Take notes").click()
    other.goto(nice.url)
    issues = "[data-part=issues][data-ready] textarea"
    other.locator(issues).wait_for()
    takers[1].context.set_offline(True)
    other.locator(issues).press_sequentially("Buses stop at nine")
    nice.locator(issues).press_sequentially("No cool room at night")
    expect(other.locator("[data-part=issues] [data-state]")).to_contain_text("No connection")
    expect(nice.locator("[data-part=issues] [data-state]")).to_have_text("Saved")
    takers[1].context.set_offline(False)
    for page in (nice, other):
        expect(page.locator(issues)).to_have_value("No cool room at night\nBuses stop at nine", timeout=60_000)
    assert not violations(nice)
    nice.get_by_role("link", name="Make the report of it").click()
    expect(nice.get_by_label("Issues")).to_have_value("No cool room at night\nBuses stop at nine")
    takers[1].complaints = [said for said in takers[1].complaints if CUT not in said]


def test_what_was_not_sent_is_there_when_the_page_is_opened_again(window: OpenWindow) -> None:
    nice = window().be("officer-nice")
    address = begin(nice.page)
    nice.context.set_offline(True)
    type_words(nice.page, random.Random(1), "unsent", 3)
    written = nice.page.locator(TEXTAREA).input_value()
    expect(nice.page.locator("[data-state]")).to_contain_text("No connection")
    nice.page.close()
    nice.context.set_offline(False)
    nice.complaints = [said for said in nice.complaints if CUT not in said]
    page = nice.context.new_page()
    page.goto(address)
    expect(page.locator(TEXTAREA)).to_have_value(written)
    expect(page.locator("[data-state]")).to_have_text("Saved")
