"""Who has a practice from whom: shown, named and counted only where the practices themselves may be seen."""

from __future__ import annotations

import pytest
from django.urls import reverse

from intercity.adoption.actions.saying import Wording, do_say
from intercity.posts.models import Post, State
from intercity.spaces.models import Label
from tests.leaks.channels import everything
from tests.leaks.shared import some_of
from tests.leaks.world import MARKER, VIEWERS, World, marker, may_see
from tests.personas import make_post

PAGES = ("home", "organisations", "spaces")


def seen_by(world: World, viewer: str, paths: list[str]) -> str:
    client = world.client(viewer)
    return "".join(everything(client.get(path)) for path in paths)


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=["anonymous", "former", "partner_inside"]))
def test_the_pages_of_organisations_name_what_one_may_see(viewer: str, world: World) -> None:
    """Giver, taker and the space: each practice that the viewer may see, and no other."""
    allowed = {marker(*key, "title") for key in world.posts if may_see(viewer, *key)}
    paths = [reverse("organisation", args=[slug]) for slug in ("city-of-nice", "city-of-torino", "ministry-inside")]
    for path in [*paths, world.space.get_absolute_url()]:
        titles = {word for word in MARKER.findall(seen_by(world, viewer, [path])) if word.endswith("titleqz")}
        assert titles == allowed, path


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=["anonymous", "former", "partner_inside"]))
def test_who_else_does_it_is_for_those_who_may_see_it(viewer: str, world: World) -> None:
    client = world.client(viewer)
    for key, post in world.posts.items():
        text = everything(client.get(reverse("adoptions", args=[post.uid])))
        assert (marker(*key, "reason") in text) == may_see(viewer, *key), key
        assert (marker(*key, "changed") in text) == may_see(viewer, *key), key


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=["anonymous", "stranger", "partner_inside"]))
def test_an_own_practice_that_one_may_not_see_is_not_linked(viewer: str, world: World) -> None:
    public = world.posts[Label.CLEAR, State.PUBLISHED]
    elsewhere = world.personas["elsewhere"]
    assert elsewhere is not None
    assert elsewhere.organisation is not None
    own = make_post(elsewhere, world.space, kind="practice", title="zqownqz", label=Label.GREEN)
    do_say(public, elsewhere.organisation, None, Wording("adapted", own_uid=own.uid), own.published_at)
    names = ("post", "adoptions", "difference")
    sees = may_see(viewer, Label.GREEN, State.PUBLISHED)
    for one in (public, own):
        text = seen_by(world, viewer, [reverse(name, args=[one.uid]) for name in names])
        shown = text.replace(f"/login/?next=/posts/{own.uid}", "")
        assert ("zqownqz" in shown) == sees
        assert sees or one is own or own.uid not in shown


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=["anonymous", "partner_inside"]))
def test_how_many_do_it_is_for_those_who_may_see_it(viewer: str, world: World) -> None:
    """A practice that only the network sees, which is done by most, moves no list and no number of the public."""
    base = reverse("space_table", args=[world.space.slug])
    for query in ("adopted=1", "sort=-adopted", "columns=title,adopted"):
        found = set(MARKER.findall(seen_by(world, viewer, [f"{base}?{query}"])))
        assert found == {marker(*key, "title") for key in world.posts if may_see(viewer, *key)}
    assert Post.objects.filter(tally__adopted=1).count() == len(world.posts)
