"""Whether things that wait for each other wait in a circle."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable

Edge = tuple[int, int]


def find_circle(edges: Iterable[Edge], new: Edge) -> list[int]:
    """The circle that `new` (who waits, for whom) would close with `edges`: who waits first, then whom each waits
    for, the shortest way round; [] for none. It begins and ends with the same one.
    """
    ahead: dict[int, list[int]] = defaultdict(list)
    for waits, awaited in edges:
        ahead[waits].append(awaited)
    begin, goal = new[1], new[0]
    came_from: dict[int, int] = {begin: begin}
    todo = deque([begin])
    while todo and goal not in came_from:
        here = todo.popleft()
        for awaited in ahead[here]:
            if awaited not in came_from:
                came_from[awaited] = here
                todo.append(awaited)
    return [goal, *way_to(came_from, begin, goal)] if goal in came_from else []


def way_to(came_from: dict[int, int], begin: int, goal: int) -> list[int]:
    """From `begin` to `goal`, both included."""
    way = [goal]
    while way[-1] != begin:
        way.append(came_from[way[-1]])
    return way[::-1]
