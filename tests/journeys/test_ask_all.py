"""A coordinator asks 120 cities; they answer by page, by the link in the mail and by mail; somebody else sees it move.

Real browser, real SMTP in both directions, real processes.
"""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import warnings
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from benchmarks.server import Installation
from tests.journeys.conftest import Window
from tests.journeys.mailing import Letters, keep_letters, reply, serve_with_mail, text_of
from tests.journeys.test_side_by_side import wait_for_news

pytestmark = [pytest.mark.proof, pytest.mark.browser]
OpenWindow = Callable[..., Window]

SPACE = "/spaces/heatwave-exercise/"
TITLE = "Are your playgrounds closed at noon?"
FIRST, SECOND = "Closed at noon?", "How many playgrounds?"
CALC = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.fixture(scope="module")
def letters() -> Iterator[tuple[Letters, int]]:
    """What cities are mailed."""
    yield from keep_letters()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, letters: tuple[Letters, int]) -> Iterator[Installation]:
    """A demo network of its own, with real mail."""
    yield from serve_with_mail(tmp_path_factory.mktemp("mailing"), letters[1])


def ask_all(page: Page) -> str:
    """Compose, look at it, send it to all cities of the space; gives the address of the roll call."""
    page.goto(SPACE)
    page.get_by_role("link", name="Ask all cities").first.click()
    page.wait_for_url("**/ask-all*")
    page.locator("input[name=title]").fill(TITLE)
    page.locator("textarea[name=body]").fill("The newspapers ask us at six.")
    page.locator("[name=field-0-label]").fill(FIRST)
    page.locator("[name=field-0-type]").select_option("standing")
    page.get_by_role("button", name="Add a field").click()
    page.locator("[name=field-1-label]").fill(SECOND)
    page.locator("[name=field-1-type]").select_option("number")
    page.locator("[name=field-1-unit]").fill("playgrounds")
    page.locator("input[name=when][value=week]").check()
    page.locator("input[name=who][value=level]").check()
    page.locator("select[name=level]").select_option("local")
    page.get_by_role("button", name="Look at it before you send it").click()
    expect(page.get_by_text("120 organisations will be asked")).to_be_visible()
    page.get_by_role("button", name="Ask 120 organisations now").click()
    page.wait_for_url("**/posts/**")
    return page.url


def sentence(page: Page) -> Locator:
    """What sums it up."""
    return page.locator("[data-sentence]")


def row_of(page: Page, city: str) -> Locator:
    """The row of a city in the table, on whichever page."""
    return page.locator("tbody tr", has=page.get_by_role("link", name=city, exact=True))


def link_in(letter: EmailMessage, words: str) -> str:
    """The address behind a button of a letter."""
    found = re.search(rf'<a[^>]*href="([^"]+)"[^>]*>\s*{re.escape(words)}\s*</a>', text_of(letter, "html"))
    assert found, text_of(letter, "html")
    return found[1].replace("&amp;", "&")


def answer_on_page(page: Page, address: str, number: str) -> None:
    """As officer of Nice, from the page of the roll call."""
    page.goto(address)
    page.locator("#own-answer").get_by_role("link", name="Answer", exact=True).click()
    page.locator("input[name=f1][value=yes]").check()
    page.locator("input[name=f2]").fill(number)
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.locator("#own-answer")).to_contain_text("Yes")


def answer_by_link(one: Window, letter: EmailMessage) -> None:
    """From the mail, signed in nowhere: a button, then one confirmation."""
    one.page.goto(link_in(letter, "Planned"))
    expect(one.page.locator("input[name=f1][value=planned]")).to_be_checked()
    one.page.get_by_role("button", name="Confirm this answer").first.click()
    expect(one.page.get_by_text("Thank you")).to_be_visible()


def answer_by_mail(one: Window, letter: EmailMessage, mail: Letters, city: str, port: int) -> None:
    """In plain words, then one confirmation of what was understood."""
    reply(letter, "Yes, 12 playgrounds. The keys are with the district office.", port)
    shown_back = mail.wait_for(city, "Please confirm your answer")
    assert "12" in text_of(shown_back)
    one.page.goto(link_in(shown_back, "Confirm"))
    one.page.get_by_role("button", name="Confirm").first.click()
    expect(one.page.get_by_text("Thank you")).to_be_visible()


def watch(one: Window, address: str) -> tuple[Page, Page]:
    """The roll call and its map, open beside each other; neither is loaded again from here on."""
    page, chart = one.page, one.context.new_page()
    page.goto(address)
    # The table beside the map has fifty rows a page; Plovdiv is on the second one as long as nobody has answered.
    chart.goto(f"{address}answers/map?page=2")
    for each in (page, chart):
        wait_for_news(each)
        each.evaluate("window.notLoadedAgain = true")
    return page, chart


def test_all_cities_answer_and_somebody_sees_it_move(
    window: OpenWindow,
    demo: Installation,
    letters: tuple[Letters, int],
    tmp_path: Path,
) -> None:
    mail, port = letters[0], int(demo.variables["MAIL_IN_PORT"])
    coordinator, madrid = window().be("coordinator"), window().be("officer-madrid")
    address = ask_all(coordinator.page)
    expect(sentence(coordinator.page)).to_contain_text("None of 120 cities has answered yet")
    page, chart = watch(madrid, address)
    expect(page.locator("#own-answer")).to_contain_text("not answered")

    torino, plovdiv = mail.wait_for("city-of-torino", TITLE), mail.wait_for("city-of-plovdiv", TITLE)
    answer_on_page(window().be("officer-nice").page, address, "41")
    expect(sentence(page)).to_contain_text("1 of 120 cities has answered")
    answer_by_link(window(), torino)
    expect(sentence(page)).to_contain_text("2 of 120 cities have answered")
    answer_by_mail(window(), plovdiv, mail, "city-of-plovdiv", port)
    expect(sentence(page)).to_contain_text("3 of 120 cities have answered; 2 say yes, 1 plans to.")

    expect(row_of(page, "Nice")).to_contain_text("41")
    expect(row_of(page, "Torino")).to_contain_text("Planned")
    expect(row_of(page, "Plovdiv")).to_contain_text("12")
    expect(row_of(page, "Plovdiv")).to_contain_text("The keys are with the district office")
    expect(page.locator('[data-figures="f1"] tbody')).to_contain_text("2")
    expect(chart.locator("body")).to_contain_text("Planned")
    expect(row_of(chart, "Plovdiv")).to_contain_text("Yes")
    assert page.evaluate("window.notLoadedAgain")
    assert chart.evaluate("window.notLoadedAgain")
    coordinator.page.goto(address)
    coordinator.picture("ask-all")
    with coordinator.page.expect_download() as coming:
        coordinator.page.get_by_role("link", name="CSV").first.click()
    file = tmp_path / "answers.csv"
    coming.value.save_as(file)
    assert numbers_in(file) == {"Nice": "41", "Torino": "", "Plovdiv": "12"}


def numbers_in(file: Path) -> dict[str, str]:
    """What a spreadsheet reads in the column of numbers, by city."""
    if CALC is None:
        warnings.warn("NO LIBREOFFICE FOUND: the CSV was read by the csv module instead.", stacklevel=1)
        return read_column(file, ",")
    command = [CALC, "--headless", f"-env:UserInstallation=file://{file.parent}/office", "--convert-to"]
    # Through a spreadsheet of its own and back: what comes out is what LibreOffice took the cells for.
    for ending, source in (("ods", file), ("csv:Text - txt - csv (StarCalc):44,34,76", file.with_suffix(".ods"))):
        done = subprocess.run([*command, ending, "--outdir", f"{file.parent}/out", str(source)], check=True)
        assert done.returncode == 0
        made = Path(f"{file.parent}/out") / f"{file.stem}.{ending[:3]}"
        made.replace(file.with_suffix(f".{ending[:3]}"))
    return read_column(file, ",")


def read_column(file: Path, separator: str) -> dict[str, str]:
    """The cells under the second question."""
    head, *rows = csv.reader(file.read_text("utf-8-sig").splitlines(), delimiter=separator)
    at = next(number for number, title in enumerate(head) if title.startswith(SECOND))
    return {row[0]: row[at] for row in rows}


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until an element that fits this selector has the focus."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.locator(f":focus:is({wanted})").count():
            return
    raise AssertionError(f"no way to {wanted} by keyboard")


@pytest.mark.parametrize("scripts", [True, False])
def test_answering_needs_neither_mouse_nor_scripts(
    scripts: bool,
    window: OpenWindow,
    demo: Installation,
) -> None:
    madrid = window(java_script_enabled=scripts).be("officer-madrid")
    page = madrid.page
    page.goto(f"{SPACE}?kind=rollcall")
    page.get_by_role("link", name="How many volunteers call older people this week?").first.press("Enter")
    if not page.locator("#own-answer").count():
        page.goto(f"{SPACE}?kind=rollcall")
        page.get_by_role("link", name="Who keeps cool rooms open all night?").first.press("Enter")
    tab_to(page, "#own-answer .buttons a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/answer*")
    tab_to(page, "textarea[name=comment]")
    page.keyboard.type(f"Typed, {'with' if scripts else 'without'} scripts")
    tab_to(page, "main form.answering button")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/posts/\w+/(#own-answer)?$"))
    expect(page.locator("body")).to_contain_text("Thank you")
