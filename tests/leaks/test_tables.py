"""The table, its CSV and its XLSX: each viewer gets the rows that they may see, all of them and not one more."""

from __future__ import annotations

import pytest
from django.urls import reverse

from intercity.posts.table.asking import ORDERS
from intercity.posts.table.columns import COLUMNS
from tests.leaks.channels import everything
from tests.leaks.shared import some_of
from tests.leaks.world import MARKER, VIEWERS, World, marker, may_see

SHOWN = ("title", "body", "contact", "cost")
EVERY = ",".join(column.name for column in COLUMNS)
CHANNELS = ("space_table", "space_table_csv", "space_table_xlsx")


def allowed(world: World, viewer: str) -> set[str]:
    """Every marker that a full table must show this viewer."""
    return {marker(*key, name) for key in world.posts for name in SHOWN if may_see(viewer, *key)}


@pytest.mark.parametrize("viewer", some_of(VIEWERS))
@pytest.mark.parametrize("channel", CHANNELS)
def test_each_viewer_gets_exactly_their_rows(channel: str, viewer: str, world: World) -> None:
    client, base = world.client(viewer), reverse(channel, args=[world.space.slug])
    # The files go the same way through the orders as the page.
    for sort in ORDERS if channel == "space_table" else ("published", "city"):
        query = f"?columns={EVERY}&sort={sort}"
        response = client.get(base + query)
        assert response.status_code == 200
        assert set(MARKER.findall(everything(response))) == allowed(world, viewer), (viewer, query)


@pytest.mark.parametrize("viewer", some_of(VIEWERS))
@pytest.mark.parametrize("channel", CHANNELS)
def test_a_narrowed_row_is_gone_for_those_outside(channel: str, viewer: str, world: World) -> None:
    post = world.posts["clear", "published"]
    type(post).objects.filter(pk=post.pk).update(label="green")
    base = reverse(channel, args=[world.space.slug])
    seen = marker("clear", "published", "title") in everything(world.client(viewer).get(base))
    assert seen == may_see(viewer, "green", "published"), viewer


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_country_that_is_only_in_hidden_rows_is_not_named(channel: str, world: World) -> None:
    """Neither as a filter nor as the order of countries, which knows every organisation of the list."""
    elsewhere = world.personas["elsewhere"]
    assert elsewhere is not None
    world.posts["green", "published"].organisation = elsewhere.organisation
    world.posts["green", "published"].save()
    base = reverse(channel, args=[world.space.slug])
    for sort in ("", "?sort=city", "?sort=country", "?sort=-country"):
        assert "Torino" not in everything(world.client("anonymous").get(base + sort))
        assert "Italy" not in everything(world.client("anonymous").get(base + sort))
        assert "Italy" in everything(world.client("author").get(base + sort))
