"""A coordinator looks with the keyboard alone where the posts come from; without scripts the table says the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Window, violations

pytestmark = [pytest.mark.proof, pytest.mark.browser]
OpenWindow = Callable[..., Window]
MAP = "/spaces/covid-19/map"
MOST_BYTES = 120_000
PINS = "#map .pin button"


def focused(page: Page, attribute: str = "aria-label") -> str:
    """What a screen reader says of where the keyboard is."""
    return str(page.evaluate(f"document.activeElement.getAttribute('{attribute}')"))


def open_map(window: Window, query: str = "") -> Page:
    window.page.goto(MAP + query)
    window.page.wait_for_selector(PINS)
    return window.page


def test_the_map_by_keyboard_and_back_to_the_table(window: OpenWindow) -> None:
    page = open_map(window(viewport={"width": 1280, "height": 900}, reduced_motion="reduce"))
    page.locator("[data-view=all]").focus()
    page.keyboard.press("Tab")
    assert "Arrow keys" in focused(page)
    before = page.locator("#around").inner_text()
    page.keyboard.press("+")
    expect(page.locator("#around")).not_to_have_text(before)
    page.locator("[data-view=europe]").press("Enter")
    expect(page.locator("#around")).to_have_text(before)

    several = page.locator(f"{PINS}.several").first
    biggest = several.locator("span").inner_text().partition(" +")[0]
    several.press("Enter")
    expect(page.locator("#around")).not_to_have_text(before)
    assert biggest in focused(page), "who zooms into a cluster stays at its largest city"

    link = page.locator("#cities a[data-slug]").nth(12)
    name = str(link.evaluate("link => link.firstChild.data"))
    link.press("Enter")
    page.wait_for_selector("#city .card")
    assert page.locator("#city h3").first.inner_text() == name
    assert page.locator(f"{PINS}[aria-current] span").text_content() == name
    assert not violations(page)
    page.keyboard.press("Escape")
    assert not page.locator("#city").is_visible()
    assert link.evaluate("link => link === document.activeElement")

    pin = page.locator(f"{PINS}:not(.several)").first
    said = pin.locator("span").text_content()
    pin.press("Enter")
    page.wait_for_selector("#city .card")
    marked = page.locator("#cities tr[aria-current]")
    assert said == marked.locator("a").evaluate("link => link.firstChild.data")
    frame = page.locator("#cities .sheet").first.bounding_box()
    row = marked.bounding_box()
    assert frame is not None
    assert row is not None
    assert frame["y"] <= row["y"] <= frame["y"] + frame["height"], "the row is where one sees it"
    check_paper(page)


def check_paper(page: Page) -> None:
    """The map is printed, larger than on the screen, which has it as before afterwards."""
    box = page.locator("#map")
    before = box.bounding_box()
    page.evaluate(
        "addEventListener('beforeprint', () => { document.title = document.querySelector('#map').clientWidth })"
    )
    page.pdf()
    assert int(page.title()) > 1000
    assert box.bounding_box() == before
    page.emulate_media(media="print")
    assert box.is_visible()
    assert not page.locator("[data-view=all]").is_visible()


def test_filters_stay_and_one_country_fills_the_map(window: OpenWindow) -> None:
    page = open_map(window(viewport={"width": 390, "height": 844}), "?country=FR&kind=practice")
    expect(page.locator("#around")).to_have_text("")
    page.locator("#cities a[data-slug]").first.click()
    page.wait_for_selector("#city .card")
    page.locator("#city a.button").click()
    page.wait_for_url("**/map/*?kind=practice&country=FR")
    page.get_by_role("link", name="Map", exact=False).first.click()
    page.wait_for_url("**/map?kind=practice&country=FR")


def test_without_scripts_the_map_is_its_table(window: OpenWindow) -> None:
    page = window(java_script_enabled=False).page
    page.goto(MAP)
    assert not page.locator("#map").is_visible()
    names = page.locator("#cities tbody th a")
    assert names.count() == 100
    page.get_by_role("link", name="Next rows").click()
    assert names.count() > 0
    names.first.click()
    assert page.locator(".card").count() > 0


def test_the_first_view_is_small(window: OpenWindow) -> None:
    one = window(viewport={"width": 1280, "height": 900})
    sizes: list[int] = []
    one.page.on("response", lambda answer: sizes.append(int(answer.headers.get("content-length", 0))))
    # The stream of live events never ends, so the page is whole when its largest part has come.
    with one.page.expect_response(lambda answer: "/shapes" in answer.url):
        open_map(one)
    assert len(sizes) > 10
    assert sum(sizes) <= MOST_BYTES


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")])
def test_the_map_is_accessible_at_both_widths(width: int, scheme: str, window: OpenWindow) -> None:
    one = window(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = open_map(one)
    assert not violations(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    one.picture(f"map-{width}-{scheme}")
