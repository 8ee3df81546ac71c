"""Every page that can be reached by links, as each role, at both widths: no axe violation, nothing too wide."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.journeys.conftest import Window

pytestmark = [pytest.mark.proof, pytest.mark.browser]
OpenWindow = Callable[..., Window]
ROLES = ["", "officer-nice", "partner-who", "coordinator"]
# Pages of one sort differ little: one of each is enough, and posts of two kinds.
MOST_OF_A_SORT = 1
MOST = {"post": 2}
# Links that give a file, not a page.
FILES = ("attachment", "space_table_csv", "space_table_xlsx", "space_map_data", "pulse_csv")
MOST_PAGES = 60


def links(page: Page) -> list[str]:
    """Paths of this server that the page links to."""
    found = page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
    here = urlsplit(page.url).netloc
    return [urlsplit(url).path for url in found if urlsplit(url).netloc == here]


def sort_of(path: str) -> str:
    """The name of the address, to count pages of one sort."""
    try:
        return resolve(path).url_name or path
    except Resolver404:
        return path


def walk(page: Page) -> list[str]:
    """Follow links from the home page; gives the paths of pages, at most a few of each sort."""
    waiting, seen, counts = ["/"], set(), {}
    pages: list[str] = []
    while waiting and len(pages) < MOST_PAGES:
        path = waiting.pop(0)
        sort = sort_of(path)
        if path in seen or counts.get(sort, 0) >= MOST.get(sort, MOST_OF_A_SORT) or sort in FILES:
            continue
        seen.add(path)
        counts[sort] = counts.get(sort, 0) + 1
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path} answers {answer.status}"
        pages.append(path)
        waiting += links(page)
    return pages


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_accessible_at_both_widths(role: str, window: OpenWindow) -> None:
    one = window(viewport={"width": 1280, "height": 900})
    if role:
        one.be(role)
    paths = walk(one.page)
    assert len(paths) > 5
    problems = []
    for path in paths:
        for width, scheme in ((1280, "light"), (390, "dark")):
            one.page.set_viewport_size({"width": width, "height": 900})
            one.page.emulate_media(color_scheme=scheme)
            one.page.goto(path)
            problems += [f"{path} at {width}: {text}" for text in faults(one.page)]
            one.picture(f"{role or 'public'}{path.replace('/', '_')}{width}")
    assert not problems, "\n".join(problems)


def faults(page: Page) -> list[str]:
    """What axe finds on the page, and whether it is wider than its window."""
    # axe would fetch our style sheets again, from addresses that it guesses wrongly, and inline them.
    found = Axe().run(page, options={"preload": False}).response["violations"]
    texts = [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return texts + ([f"{wide} px too wide"] if wide > 0 else [])
