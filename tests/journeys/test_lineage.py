"""On a phone somebody reads who has a practice from whom: forty cities over five generations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser

from intercity.adoption.actions import Wording, say
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_organisation, make_persona, make_post

pytestmark = [pytest.mark.proof, pytest.mark.browser, pytest.mark.django_db]
SHEETS = ("tokens", "frame", "forms", "cards", "pages", "adoption")
STANDINGS = ("adapted", "adopted", "adapted", "adopted", "considering", "rejected", "already", "adapted")
# What the eye needs of every name in the picture: inside the window, of readable size, apart from the others, and
# further in than the one it hangs under.
LOOK = """() => [...document.querySelectorAll(".tree .plate")].map((plate) => {
  const box = plate.getBoundingClientRect();
  const above = plate.closest("ul").closest("li")?.querySelector(".plate").getBoundingClientRect();
  return { name: plate.textContent, left: box.left, right: box.right, top: box.top, bottom: box.bottom,
           size: parseFloat(getComputedStyle(plate).fontSize), inside: above ? box.left - above.left : 1 };
})"""


@pytest.fixture(scope="module", autouse=True)
def _beside_a_browser() -> Iterator[None]:
    """The browser's loop runs in this thread; Django need not fear it, for nothing here is asynchronous."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


def grow(practice: Post, space: Space) -> None:
    """Eight cities in each of five generations, some with long names, hung under different ones of those before."""
    parents = [practice]
    for generation in range(5):
        children = []
        for number, status in enumerate(STANDINGS):
            city = make_organisation(f"{'Sankt Johann am Walde' if number == 3 else 'City'} {generation}{number}")
            officer = make_persona(f"officer {generation}{number}", city)
            own = make_post(officer, space, kind="practice", title=f"Rooms of {city.name}", label=Label.CLEAR)
            wording = Wording(status, reason="Too few rooms that stay cool at night.", own_uid=own.uid)
            say(officer.viewer, parents[number % len(parents)], wording)
            children.append(own)
        parents = children


def page_of(practice: Post) -> str:
    """The page as a browser gets it, with its style sheets inside."""
    html = Client().get(f"/posts/{practice.uid}/adoptions").content.decode()
    css = "".join((Path(settings.PACKAGE) / f"static/css/{name}.css").read_text() for name in SHEETS)
    return html.replace("</head>", f"<style>{css}</style></head>")


def test_forty_cities_over_five_generations_on_a_phone(officer: Persona, space: Space, browser: Browser) -> None:
    practice = make_post(officer, space, kind="practice", title="Cool rooms", label=Label.CLEAR)
    grow(practice, space)
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.set_content(page_of(practice))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    names = page.evaluate(LOOK)
    assert len(names) == 41
    for name in names:
        assert 0 <= name["left"] < name["right"] <= 390, name
        assert name["size"] >= 14, name
        assert name["inside"] > 0, name
        assert name["bottom"] - name["top"] >= 20, name
    for above, below in zip(names, names[1:], strict=False):
        assert below["top"] >= above["bottom"], (above, below)
    assert page.locator(".said tbody tr").count() == 40
    page.close()
