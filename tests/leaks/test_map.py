"""Viewer × label × state × map: names, counts and cards of an organisation with one post only, in page and data."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.http import QueryDict
from pytest_django import DjangoDbBlocker

from intercity.activity.kept import forget_everything
from intercity.organisations.models import Organisation
from intercity.pages.map.tests.places import put_on_the_map
from intercity.posts.models import Post
from intercity.search import tallying
from tests.leaks.shared import some_of
from tests.leaks.world import VIEWERS, World, may_see
from tests.personas import make_organisation

ENDINGS = ("", "?part=cards", "?part=cards&kind=practice", "?kind=practice", "?after=x")
QUERIES = ("", "?kind=practice", "?country=FR", "?period=day", "?kind=nonsense&topic=zq")


@pytest.fixture(scope="module")
def mapped_world(built_world: World, django_db_blocker: DjangoDbBlocker) -> World:
    """The world of the matrix, in which each post is of an organisation of its own: half have a place."""
    with django_db_blocker.unblock():
        for number, (key, post) in enumerate(built_world.posts.items()):
            organisation = make_organisation(name_of(*key))
            if number % 2:
                put_on_the_map(organisation)
            Post.objects.filter(pk=post.pk).update(organisation=organisation)
    return built_world


@pytest.fixture(params=["index", "many", "database"])
def world(
    mapped_world: World, request: pytest.FixtureRequest, index: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> World:
    """That world with an index, with more posts than one looks at, and without."""
    if request.param == "many":
        monkeypatch.setattr(tallying, "MOST_LOOKED_AT", 0)
    if request.param != "database":
        index()
    forget_everything()
    return mapped_world


def name_of(label: str, state: str) -> str:
    """The name of the organisation of one post."""
    return f"zq{label}{state}organisationqz"


@pytest.mark.parametrize("viewer", some_of(VIEWERS))
def test_the_map_names_and_counts_only_what_one_may_see(viewer: str, world: World) -> None:
    client = world.client(viewer)
    for query in QUERIES:
        page = client.get(f"/spaces/drill/map{query}").content.decode()
        data = json.loads(client.get(f"/spaces/drill/map.json{query}").content)
        seen = {name_of(*key) for key in world.posts if may_see(viewer, *key)}
        assert {one["name"]: one["posts"] for part in data.values() for one in part} == dict.fromkeys(seen, 1)
        pins = client.get("/spaces/drill/map.json", {**QueryDict(query[1:]).dict(), "part": "pins"}).json()
        assert {one["name"] for one in pins} == {one["name"] for one in data["cities"]}
        for key in world.posts:
            assert (name_of(*key) in page) == (name_of(*key) in seen), (viewer, *key, query)


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=["anonymous", "partner_inside", "partner_outside"]))
@pytest.mark.parametrize("world", ["database"], indirect=True)
def test_a_city_opens_only_for_who_may_see_its_post(viewer: str, world: World) -> None:
    client = world.client(viewer)
    ending = ENDINGS[VIEWERS.index(viewer) % len(ENDINGS)]
    for key, post in world.posts.items():
        answer = client.get(f"/spaces/drill/map/{name_of(*key)}{ending}")
        assert answer.status_code == (200 if may_see(viewer, *key) else 404), (viewer, *key)
        assert (post.uid in answer.content.decode()) == may_see(viewer, *key), (viewer, *key)


@pytest.mark.parametrize("world", ["database"], indirect=True)
def test_the_names_are_of_organisations_that_exist(world: World) -> None:
    assert Organisation.objects.filter(name__startswith="zq").count() == len(world.posts)
