"""Every page that can be reached by links, as each role, at both widths: no axe violation, nothing too wide."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, Literal
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.journeys.conftest import Window, violations

pytestmark = [pytest.mark.proof, pytest.mark.browser]
OpenWindow = Callable[..., Window]
ROLES = ["", "officer-nice", "coordinator"]
# Pages of one sort differ little: one of each is enough, and posts of two kinds.
MOST_OF_A_SORT = 1
MOST = {"post": 2}
# Links that give a file, not a page.
FILES = ("attachment", "space_map_data")
FILE_NAME = re.compile(r"\.[a-z]{2,4}$")
MOST_PAGES = 70
# A post of each of these, with the space of the demo where one stands.
KINDS: Final = {
    "event": "heatwave-exercise", "report": "security-in-public-spaces", "finding": "security-in-public-spaces",
    "action": "security-in-public-spaces", "document": "security-in-public-spaces", "technology": "pactesur",
}  # fmt: skip
Look = tuple[int, Literal["light", "dark"]]
WIDE: Final[Look] = (1280, "light")
NARROW: Final[Look] = (390, "dark")


def links(page: Page) -> list[str]:
    """Paths of this server that the page links to. Links in a mail of the demo are for whoever it was sent to."""
    found = page.eval_on_selector_all("a[href]:not(.mail a)", "all => all.map(a => a.href)")
    here = urlsplit(page.url).netloc
    return [urlsplit(url).path for url in found if urlsplit(url).netloc == here]


def sort_of(path: str) -> str:
    """The name of the address, to count pages of one sort."""
    try:
        return resolve(path).url_name or path
    except Resolver404:
        return path


def is_file(path: str) -> bool:
    """Whether a link gives a file."""
    return sort_of(path) in FILES or FILE_NAME.search(path) is not None


def walk(page: Page) -> Iterator[str]:
    """Open page after page, following links from the home page, at most a few of each sort; gives their paths."""
    waiting, seen, counts = ["/"], set(), {}
    while waiting and sum(counts.values()) < MOST_PAGES:
        path = waiting.pop(0)
        sort = sort_of(path)
        if path in seen or counts.get(sort, 0) >= MOST.get(sort, MOST_OF_A_SORT) or is_file(path):
            continue
        seen.add(path)
        counts[sort] = counts.get(sort, 0) + 1
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path} answers {answer.status}"
        waiting += links(page)
        yield path


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_accessible_at_both_widths(role: str, window: OpenWindow) -> None:
    one = window()
    if role:
        one.be(role)
    paths, problems = [], list[str]()
    for path in walk(one.page):
        paths.append(path)
        narrow_first = (len(paths) + ROLES.index(role)) % 2
        for number, look in enumerate((NARROW, WIDE) if narrow_first else (WIDE, NARROW)):
            show(one.page, *look)
            # axe takes most of the time: it looks at each page once in each role, at one width and then the other.
            problems += faults(one, role, thorough=not number)
    assert len(paths) > 5
    assert not problems, "\n".join(problems)


def show(page: Page, width: int, scheme: Literal["light", "dark"]) -> None:
    """Look at pages from now on in a window of this width."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)


def faults(one: Window, role: str, *, thorough: bool) -> list[str]:
    """Whether the open page is wider than its window, and (`thorough`) what axe finds on it."""
    path, width = urlsplit(one.page.url).path, one.page.evaluate("innerWidth")
    texts = violations(one.page) if thorough else []
    wide = one.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    one.picture(f"{role or 'public'}{path.replace('/', '_')}{width}")
    return [f"{path} at {width}: {text}" for text in texts + ([f"{wide} px too wide"] if wide > 0 else [])]


@pytest.mark.parametrize("role", ["", "coordinator"])
def test_a_post_of_each_kind_is_accessible_at_both_widths(role: str, window: OpenWindow) -> None:
    one, problems = window(), list[str]()
    if role:
        one.be(role)
    for kind, space in KINDS.items():
        one.page.goto(f"/spaces/{space}/?kind={kind}")
        one.page.locator("article.card h3 a").first.click()
        one.page.wait_for_load_state()
        for number, look in enumerate((WIDE, NARROW)):
            show(one.page, *look)
            problems += faults(one, role, thorough=not number)
    assert not problems, "\n".join(problems)
