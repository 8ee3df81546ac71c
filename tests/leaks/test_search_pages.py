"""Viewer × label × state × the search page and its suggestions: posts, totals, counts, excerpts, words offered."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from intercity.posts.models import State
from intercity.search.models import SavedView
from intercity.spaces.models import Label
from tests.leaks.channels import everything
from tests.leaks.shared import some_of
from tests.leaks.test_matrix import MARKER
from tests.leaks.world import VIEWERS, World, marker, may_see

FOUND_BY = {"title", "problem", "comment"}
TOTAL = re.compile(r'<h2 tabindex="-1">(\d+) post')
COUNT = re.compile(r'<span class="n">(\d+)<')


@pytest.fixture
def world(indexed_world: World) -> World:
    return indexed_world


def page_of(client: Client, query: str = "") -> str:
    answer = client.get(f"/search?{query}")
    assert answer.status_code == 200
    return everything(answer)


@pytest.mark.parametrize("viewer", some_of(VIEWERS))
def test_each_post_is_found_by_whom_it_may(viewer: str, world: World) -> None:
    client = world.client(viewer)
    for key, post in world.posts.items():
        for name in ("title", "problem", "old", "comment"):
            page = page_of(client, f"q={marker(*key, name)}")
            wanted = may_see(viewer, *key) and name in FOUND_BY
            assert TOTAL.findall(page) == [str(int(wanted))], (viewer, *key, name)
            assert (f"/posts/{post.uid}/" in page) == wanted
            assert set(COUNT.findall(page)) <= {str(int(wanted))}


@pytest.mark.parametrize("viewer", some_of(VIEWERS))
def test_no_page_and_no_suggestion_tells_of_the_rest(viewer: str, world: World) -> None:
    client, forbidden = world.client(viewer), world.forbidden(viewer)
    seen = sum(may_see(viewer, *key) for key in world.posts)
    asked = ["", "kind=practice", "kind=question", "status=active", "order=discussed", "q=city"]
    # With mistakes: words that are like it are offered.
    asked += ["q=zqgreenpublishedtitlxyz", "q=zqgreenpublishedtixleqz&country=IT"]
    for query in asked:
        page = page_of(client, query)
        assert not set(MARKER.findall(page)) & forbidden, (viewer, query)
        assert max([0, *map(int, COUNT.findall(page)), *map(int, TOTAL.findall(page))]) <= seen
    for text in ("zq", "zqg", "zqgreen", "zqclear", "zqgreenpublisedtitle", "city zqgreen"):
        told = everything(client.get("/search/suggest", {"q": text}))
        assert not set(MARKER.findall(told)) & forbidden, (viewer, text)


def test_what_is_kept_for_some_reaches_no_others(world: World) -> None:
    """The same addresses, asked by everybody in turn, in both directions."""
    for viewer in [*VIEWERS, *reversed(VIEWERS)]:
        client, seen = world.client(viewer), sum(may_see(viewer, *key) for key in world.posts)
        for query in ("", "q=city", "kind=practice"):
            page = page_of(client, query)
            assert not set(MARKER.findall(page)) & world.forbidden(viewer), (viewer, query)
            assert "zqsavedqz" not in page
        assert TOTAL.findall(page) == [str(seen)]


def test_whom_it_may_reach_it_reaches(world: World) -> None:
    """The other half: a search that never finds anything would pass the first."""
    open_title = marker(Label.CLEAR, State.PUBLISHED, "title")
    for viewer in VIEWERS:
        client = world.client(viewer)
        assert open_title in page_of(client)
        assert open_title in everything(client.get("/search/suggest?q=zqclear"))
        labels = [item["label"] for item in suggested(client, "zqgreen")]
        assert (marker(Label.GREEN, State.PUBLISHED, "title") in labels) == may_see(viewer, "green", "published")


def suggested(client: Client, text: str) -> list[dict[str, str]]:
    groups = json.loads(client.get("/search/suggest", {"q": text}).content)["groups"]
    return [item for group in groups for item in group["items"]]


def test_saved_views_are_ones_own(world: World) -> None:
    author = world.personas["author"]
    assert author is not None
    view = SavedView.objects.create(person=author.person, name="zqsavedqz", path="/search", query="q=zqwordqz")
    for viewer in VIEWERS:
        client = world.client(viewer)
        told = [everything(client.get(path)) for path in ("/searches/", "/search", "/me/")]
        if viewer != "author":
            told += [
                everything(client.post(f"/searches/{view.pk}/{act}", {"name": "x"})) for act in ("rename", "delete")
            ]
        assert any("zqsavedqz" in text or "zqwordqz" in text for text in told) == (viewer == "author")
    assert SavedView.objects.get().name == "zqsavedqz"
