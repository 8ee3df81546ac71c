"""The costs of a space: each viewer gets the rows that they may see, all of them and not one more."""

from __future__ import annotations

import pytest

from intercity.activity.kept import forget_everything
from intercity.kinds.practice.models import Practice
from tests.leaks.channels import everything
from tests.leaks.shared import some_of
from tests.leaks.world import MARKER, VIEWERS, World, marker, may_see


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=("anonymous", "named", "partner_inside")))
def test_each_viewer_gets_exactly_their_rows(viewer: str, world: World) -> None:
    Practice.objects.update(cost_amount=5, cost_currency="EUR", cost_period="once")
    forget_everything()
    page = everything(world.client(viewer).get(f"/spaces/{world.space.slug}/costs"))
    assert set(MARKER.findall(page)) == {marker(*key, "title") for key in world.posts if may_see(viewer, *key)}
