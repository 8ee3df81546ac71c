"""The coordinators' desk: what needs a person today. Each room puts its own section on it (INTERCITY_DESK)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from intercity.organisations.permissions import may
from intercity.organisations.viewers import Viewer
from intercity.spaces.models import Space

MOST_LINES: Final = 20
"""So many lines stand in one section; its number says how many there are."""


@dataclass(frozen=True)
class Scope:
    """What a coordinator looks after: the network, or some spaces of it. `chosen`: they look at this one only."""

    viewer: Viewer
    offered: Sequence[Space]
    chosen: Space | None = None

    @property
    def is_network(self) -> bool:
        """Whether it is the whole network, with what belongs to no space: people, mail, deliveries."""
        return self.chosen is None and may(self.viewer, "network.coordinate")

    @property
    def spaces(self) -> Sequence[Space]:
        """The spaces that are looked at; in a network new ones may have come since."""
        return [self.chosen] if self.chosen is not None else self.offered

    @property
    def key(self) -> tuple[int, ...]:
        """What tells one scope from another for whoever keeps values; () is the network."""
        return () if self.is_network else tuple(sorted(space.pk for space in self.spaces))

    def within(self, relation: str = "space") -> Q:
        """The filter that leaves what is in these spaces; `relation` leads from a row to its space."""
        return Q() if self.is_network else Q(**{f"{relation}__in": [space.pk for space in self.spaces]})


@dataclass(frozen=True)
class Line:
    """One thing that waits, and the one link that settles it. `act` says what one does there."""

    text: str
    link: str
    act: str | Promise
    about: str = ""
    at: datetime | None = None
    is_late: bool = False


@dataclass(frozen=True)
class Begin:
    """Where one begins something, and in which space."""

    link: str
    space: str


@dataclass(frozen=True)
class Section:
    """What waits of one sort: the first lines, how many there are, and what is said when nothing waits."""

    name: str
    title: str | Promise
    empty: str | Promise
    lines: Sequence[Line]
    total: int
    hint: str | Promise = ""
    more: str = ""
    """The address of all of them, where there is one."""
    begins: Sequence[Begin] = ()
    """Where one begins another of that sort; the title is what the link says. Of several spaces one is chosen."""


Source = Callable[[Scope, datetime], Section | None]
"""Gives the section of a room as it is at that time, or None where it is not the business of that scope."""


def coordinated(viewer: Viewer) -> list[Space]:
    """The spaces that the viewer may coordinate, the newest first."""
    rows = Space.objects.visible_to(viewer).order_by("-created_at", "-pk")
    if may(viewer, "network.coordinate"):
        return list(rows)
    if viewer.person is None:
        return []
    return [space for space in rows.filter(coordinators=viewer.person) if may(viewer, "space.coordinate", space)]


def get_scope_for(viewer: Viewer, slug: str = "") -> Scope:
    """What the viewer looks after, or the one space of it that `slug` names.

    Http404 for whoever does not belong to the network or names another space; PermissionDenied for members of the
    network who coordinate nothing.
    """
    offered = coordinated(viewer)
    if not offered and not may(viewer, "network.coordinate"):
        if viewer.reads_network:
            raise PermissionDenied
        raise Http404
    chosen = next((space for space in offered if space.slug == slug), None)
    if slug and chosen is None:
        raise Http404
    return Scope(viewer, offered, chosen)


def sections_of(scope: Scope, now: datetime) -> list[Section]:
    """Everything on the desk, in the order of INTERCITY_DESK."""
    found = [source(scope, now) for source in sources(tuple(settings.INTERCITY_DESK))]
    return [section for section in found if section is not None]


@cache
def sources(paths: tuple[str, ...]) -> list[Source]:
    """The functions at these dotted paths."""
    return [import_string(path) for path in paths]
