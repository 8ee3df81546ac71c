"""Markdown: what officers write, and what somebody might write to hurt."""

from __future__ import annotations

import time
from html.parser import HTMLParser

import pytest

from intercity.core.markdown import MOST_BEFORE_LINK, to_html


@pytest.mark.parametrize("before", ["See ", "long " * MOST_BEFORE_LINK])
def test_addresses_become_links_wherever_they_stand(before: str) -> None:
    assert '<a href="https://nice.fr/a_b_c"' in to_html(f"{before}https://nice.fr/a_b_c")


@pytest.mark.parametrize("text", ["<http://", "a:", "www.a//:", "http://a.b/(:"])
def test_no_text_takes_quadratic_time(text: str) -> None:
    def seconds(length: int) -> float:
        began = time.process_time()
        to_html((text * length)[:length])
        return time.process_time() - began

    seconds(1000)
    # Four times the text took sixteen times as long; the margin is for a busy machine.
    assert seconds(20_000) < 9 * max(seconds(5_000), 0.02)


class Reader(HTMLParser):
    """Notes every tag and attribute of a fragment."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", "![x](https://elsewhere.org/x.png)", "<vbscript:x>",
     "[x](https://a.org '\" onclick=\"alert(1)')", "[x](data:text/html,1)", "<img src=x onerror=alert(1)>",
     "[x](JaVaScRiPt&#58;alert(1))", "[x]: javascript:alert(1)\n\n[x]"],
)  # fmt: skip
def test_nothing_runs_and_nothing_is_fetched(text: str) -> None:
    for tag, attributes in Reader(to_html(text)).found:
        assert tag in ("p", "a")
        assert set(attributes) <= {"href", "title", "rel"}
        assert (attributes.get("href") or "https://").startswith("https://")
