"""From a workshop to its results: what stands in the spaces of the partnership and the project, told as posts.

Facts about real events and plans are public and carry their source; the accounts are the demo's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from intercity.demo.programme_events import load_events
from intercity.organisations.models import Person
from intercity.posts.models import Post
from intercity.spaces.models import Space


@dataclass
class Programme:
    """What is being filled: `people` by the slug of their organisation, `posts` by keys of the demo's own."""

    people: Mapping[str, Person]
    partnership: Space
    project: Space
    posts: dict[str, Post] = field(default_factory=dict)


# In this order: what comes later leads to what came before.
LOADERS: Final[tuple[Callable[[Programme], None], ...]] = (load_events,)


def load_programme(people: Mapping[str, Person]) -> None:
    """Write all of it."""
    spaces = {space.slug: space for space in Space.objects.filter(slug__in=("pactesur", "security-in-public-spaces"))}
    programme = Programme(people, spaces["security-in-public-spaces"], spaces["pactesur"])
    for load in LOADERS:
        load(programme)
