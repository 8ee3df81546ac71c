"""Viewer × label × state × search: hits, totals, counts and excerpts, asked with words that only one post has."""

from __future__ import annotations

import pytest

from intercity.organisations.viewers import PUBLIC
from intercity.search.finding import Found, Query, count_by_organisation, find
from tests.leaks.shared import some_of
from tests.leaks.world import VIEWERS, World, marker, may_see

NAMES = ("title", "problem", "comment", "old", "file", "said")
FOUND_BY = {"title", "problem", "comment", "said"}


@pytest.fixture
def world(indexed_world: World) -> World:
    return indexed_world


@pytest.mark.parametrize("viewer", some_of(VIEWERS))
def test_search_finds_what_one_may_see_and_tells_nothing_of_the_rest(viewer: str, world: World) -> None:
    persona = world.personas[viewer]
    who = persona.viewer if persona else PUBLIC
    for key in world.posts:
        for name in NAMES:
            query = Query(marker(*key, name))
            wanted = int(may_see(viewer, *key) and name in FOUND_BY)
            assert told(find(who, query)) == (wanted,) * 3, (viewer, *key, name)
            assert sum((count_by_organisation(who, query) or {}).values()) == wanted


def told(found: Found) -> tuple[int, int, int]:
    """Hits, total, and the sum of a facet."""
    assert found.ready
    return len(found.posts), found.total, sum(found.counts.get("kind", {}).values())


def test_everything_at_once_is_no_more(world: World) -> None:
    for viewer, persona in world.personas.items():
        wanted = sum(may_see(viewer, *key) for key in world.posts)
        assert told(find(persona.viewer if persona else PUBLIC, Query())) == (wanted,) * 3, viewer
