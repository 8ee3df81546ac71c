"""The version of the public world moves forward only, and before anything slower is told."""

from intercity.activity.models import Activity
from intercity.config.front.world import World, first_told


def rows(*pairs: tuple[int, bool]) -> list[Activity]:
    return [Activity(pk=pk, verb="post.published", public=public) for pk, public in pairs]


def test_only_public_rows_move_it_and_never_back() -> None:
    world = World()
    world.note(rows((3, True), (4, False)))
    assert world.version == 3
    world.note(rows((2, True)))
    assert world.version == 3


def test_it_is_told_first() -> None:
    world = World()
    seen: list[int] = []
    first_told(world, lambda _: seen.append(world.version))(rows((7, True)))
    assert seen == [7]


def test_nobody_to_follow_is_no_world() -> None:
    assert not World().is_followed()
