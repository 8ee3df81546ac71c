"""Parts of pages that are the same for one audience, and rights of one viewer: kept until an act concerns them.

An audience is what `visibility.audiences_of` says: viewers of one audience see the same posts and spaces. Nothing
weaker may be a key here, and what a part is made from must be handed to it by name: it is rendered without
request and viewer, so nothing personal can get into it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from intercity.activity.kept import KEEPER, Shelf, catch_up
from intercity.organisations.viewers import Viewer
from intercity.posts.kinds import composed_kinds
from intercity.posts.visibility import MOVING, kept_audiences_of
from intercity.spaces.models import Space
from intercity.spaces.queries import get_space_for

V = TypeVar("V")
PARTS: Shelf[Any] = KEEPER.shelf(16 * 1024 * 1024)
RIGHTS: Shelf[Any] = KEEPER.shelf(4 * 1024 * 1024)
# What the size of a value that is not text is taken for.
USUAL_SIZE = 4096


def usual_size(value: object) -> int:
    """The room of a few rows."""
    return USUAL_SIZE


@dataclass(frozen=True)
class Audience:
    """Everyone who sees the same as the present viewer, in one language, at one version of the record."""

    groups: frozenset[str]
    language: str
    since: int
    moving: tuple[str, ...] = ()
    """Tags of what may make the viewer's audience another one while the page is made."""

    def find(
        self,
        name: Hashable,
        tags: Sequence[str] | Callable[[V], Sequence[str]],
        make: Callable[[], V],
        size: Callable[[V], int] = usual_size,
    ) -> V:
        """A value that depends on nothing but `name` and this audience; nobody may change what they get.

        It is forgotten when an act concerns one of `tags`. Raises what `make` raises, and keeps nothing then.
        """
        moving = self.moving

        def named(value: V) -> Sequence[str]:
            return [*(tags(value) if callable(tags) else tags), *moving]

        return cast(V, PARTS.find((name, self.groups, self.language), named, make, self.since, size))

    def render(
        self,
        template: str,
        name: Hashable,
        tags: Sequence[str],
        make: Callable[[], Mapping[str, Any]],
        *,
        keep: bool = True,
    ) -> SafeString:
        """A rendered part; `make` gives all that its template may use, and is called only when nothing is kept.

        `keep=False` for what turns out to hold something personal: it is rendered for this request only.
        """
        key = (template, name, self.groups, self.language)
        kept: SafeString | None = PARTS.get(key) if keep else None
        if kept is None:
            kept = render_to_string(template, dict(make()))
            if keep:
                PARTS.keep(key, kept, [*tags, *self.moving], self.since, 2 * len(kept))
        return kept


def audience_for(viewer: Viewer) -> Audience:
    """The audience of `viewer` now, in the language that is active. Call it before anything else is read."""
    since = catch_up()
    # What members see is asked of the database again by each query. An organisation that joins a space after its
    # groups were read would leave what only the space may read among the parts of those groups.
    moving = MOVING if viewer.organisation_ids else ()
    return Audience(kept_audiences_of(viewer, since), get_language() or "en", since, moving)


def space_for(viewer: Viewer, audience: Audience, slug: str) -> Space:
    """As `get_space_for`, kept for the audience. For reading and posting; who changes a space fetches it anew."""
    return audience.find(("space", slug), ["space"], lambda: get_space_for(viewer, slug))


def composer(audience: Audience, space: Space) -> SafeString:
    """The buttons of those who may post in `space`."""
    context = {"space": space, "kinds": composed_kinds()}
    return audience.render("posts/_composer.html", space.pk, [space.uid], lambda: context)


def this_minute() -> int:
    """For the names of values that move with the clock: they are worked out anew each minute."""
    return int(time.time() // 60)


def find_for(viewer: Viewer, name: Hashable, tags: Sequence[str], make: Callable[[], V], since: int) -> V:
    """What only `viewer` (as whom they act, and with a factor or without) may do or has, kept until an act concerns it.

    `tags` names what it depends on beside the person, their memberships and organisations.
    """
    if viewer.person is None:
        return make()
    own = [viewer.person.uid, *(membership.organisation.uid for membership in viewer.memberships)]
    key = (name, viewer.person.uid, viewer.acting.pk if viewer.acting else None, viewer.strong)
    return cast(V, RIGHTS.find(key, [*own, *tags], make, since))
