"""How every list of a space begins, as stream, table or map: who reads, which space, how it can be narrowed."""

from __future__ import annotations

from collections.abc import Sequence

from intercity.activity.kept import inside
from intercity.organisations.viewers import Viewer
from intercity.posts.filters import Facet, facets_for
from intercity.posts.parts import Audience, audience_for, space_for
from intercity.spaces.models import Space


def open_list(viewer: Viewer, slug: str) -> tuple[Audience, Space, Sequence[Facet]]:
    """The audience of `viewer`, the space, and the facets of its posts; Http404 for a space they may not know of."""
    audience = audience_for(viewer)
    space = space_for(viewer, audience, slug)
    return audience, space, audience.find(("facets", space.pk), tags_of(space), lambda: facets_for(viewer, space))


def tags_of(space: Space) -> list[str]:
    """What changes lists of a space: any act in it, names of organisations, the tree of topics."""
    return [inside(space.uid), "organisation", "topic"]
