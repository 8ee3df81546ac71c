"""Markdown: what officers write, and what somebody might write to hurt."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from markdown_it.rules_inline import StateInline, linkify

from intercity.core.markdown import MOST_BEFORE_LINK, to_html, to_lines


@pytest.mark.parametrize("before", ["See ", "long " * MOST_BEFORE_LINK])
def test_addresses_become_links_wherever_they_stand(before: str) -> None:
    assert '<a href="https://nice.fr/a_b_c"' in to_html(f"{before}https://nice.fr/a_b_c")


@pytest.mark.parametrize("text", ["<http://", "a:", "www.a//:", "http://a.b/(:"])
def test_what_the_rule_for_addresses_searches_grows_with_the_text(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule searches all that stands before each colon: without a bound that is quadratic."""
    searched: list[int] = []

    def counting(state: StateInline, silent: bool) -> bool:
        searched.append(len(state.pending))
        return linkify(state, silent)

    monkeypatch.setattr("intercity.core.markdown.linkify", counting)

    def effort(length: int) -> int:
        searched.clear()
        to_html((text * length)[:length])
        return sum(searched)

    assert effort(20_000) <= 5 * effort(5_000)


def test_a_mail_has_the_words_without_the_signs() -> None:
    written = "# Heat\n\n**Open** & _early_:\n\n- one\n- [two](https://nice.fr/a?b=1&c=2)\n\nhttps://nice.fr/x\nor <b>"
    said = "Heat\n\nOpen & early:\n\n– one\n– two (https://nice.fr/a?b=1&c=2)\n\nhttps://nice.fr/x\nor <b>"
    assert to_lines(to_html(written)) == said


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
