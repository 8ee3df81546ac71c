"""Viewer × label × state × channel: no character where it should not be, and everything where it should."""

from __future__ import annotations

from itertools import product

import pytest
from django.urls import reverse

from intercity.core.uids import ALPHABET
from intercity.posts.models import State
from intercity.spaces.models import Label
from tests.leaks.channels import CHANNELS
from tests.leaks.shared import some_of
from tests.leaks.world import (
    FIELDS,
    KEYS,
    MARKER,
    RED_CITY,
    SEEN_BY,
    SORTS,
    SPEAKERS,
    VIEWERS,
    WALKERS,
    World,
    keeps,
    marker,
    may_see,
)

SHOWN_ON_PAGE = ("title", "body", "contact", "problem", "lessons", "cost", "comment", "file", "reason")


def leaks(world: World, channel: str, viewer: str) -> list[str]:
    """What reached `viewer` through `channel` and must not."""
    forbidden = world.forbidden(viewer)
    return [
        f"{viewer} received {found} from {where}"
        for where, text in CHANNELS[channel](world, world.client(viewer))
        for found in sorted(set(MARKER.findall(text)) & (forbidden - world.besides(viewer, where)))
    ]


def test_markers_are_found_and_no_uid_is_taken_for_one() -> None:
    words = {marker(*key, name) for key in KEYS for name in FIELDS}
    assert set(MARKER.findall(" ".join(words))) == words
    assert not set("aeiou") & set(ALPHABET)
    assert not MARKER.search("/posts/zqsvxvgnrrqz/")


@pytest.mark.parametrize("viewer", some_of(WALKERS, often=["partner_inside"]))
@pytest.mark.parametrize("channel", sorted({*CHANNELS} - {"pages", "live"}))
def test_nothing_reaches_whom_it_must_not(channel: str, viewer: str, world: World) -> None:
    assert not leaks(world, channel, viewer)


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=["former", "named_colleague", "partner_inside"]))
def test_nobody_hears_live_what_is_not_for_them(viewer: str, world: World) -> None:
    assert not leaks(world, "live", viewer)


@pytest.mark.parametrize("viewer", some_of(WALKERS, often=["anonymous"]))
def test_no_page_shows_what_it_must_not(viewer: str, world: World) -> None:
    assert not leaks(world, "pages", viewer)


@pytest.mark.parametrize(
    "viewer", some_of(VIEWERS, often=["anonymous", "partner_inside", "named", "named_organisation"])
)
def test_everything_reaches_whom_it_may(viewer: str, world: World) -> None:
    """The other half: a matrix in which nobody sees anything would pass the first."""
    client = world.client(viewer)
    stream = client.get(reverse("space", args=["drill"])).content.decode()
    for (label, state), post in world.posts.items():
        seen = may_see(viewer, label, state)
        assert (marker(label, state, "title") in stream) == seen
        page = client.get(reverse("post", args=[post.uid])).content.decode()
        for name in SHOWN_ON_PAGE:
            assert (marker(label, state, name) in page) == seen, (viewer, label, state, name)
        assert (marker(label, state, "why") in page) == (seen and viewer in SPEAKERS and label != Label.CLEAR)


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=["moderator", "colleague"]))
def test_the_pages_of_cases_show_whom_they_concern_all_of_it(viewer: str, world: World) -> None:
    client = world.client(viewer)
    pages = [client.get(case.get_absolute_url()).content.decode() for case in world.cases.values()]
    assert set(MARKER.findall("".join(pages))) == world.on_cases(viewer)


@pytest.mark.parametrize(
    "viewer", some_of(VIEWERS, often=["anonymous", "former", "named", "outside", "partner_inside"])
)
def test_files_are_fetched_only_by_readers_of_their_post(viewer: str, world: World) -> None:
    client = world.client(viewer)
    for (label, state), file in world.files.items():
        response = client.get(file.get_absolute_url())
        allowed = may_see(viewer, label, state) or keeps(viewer, label, state)
        assert (response.status_code == 200) == allowed, (viewer, label, state)


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=["author", "lead", "colleague", "moderator"]))
def test_what_waits_is_shown_whole_to_its_own_people_and_to_nobody_else(viewer: str, world: World) -> None:
    client, found = world.client(viewer), ""
    for (label, state), post in world.posts.items():
        page = client.get(reverse("waiting_post", args=[post.uid]))
        if state == State.EMBARGOED:
            assert (page.status_code == 200) == keeps(viewer, label, state), (viewer, label)
            found += page.content.decode()
    listed = set(MARKER.findall(client.get(reverse("waiting_posts")).content.decode()))
    assert listed == {word for word in world.waiting(viewer) if "title" in word}
    assert set(MARKER.findall(found)) == {word for word in world.waiting(viewer) if "inside" not in word}


def test_the_matrix_knows_every_label_and_state() -> None:
    """A new label or state must be put into the oracle by hand."""
    assert set(Label.values) == {"clear", "green", "amber", "red"} == {*SEEN_BY} - {RED_CITY}
    assert set(State.values) == {"published", "withdrawn", "hidden", "embargoed"}
    assert {(SORTS[sort], state) for sort, state in KEYS} == set(product(Label, State))
    assert len(FIELDS) == len(set(FIELDS))
