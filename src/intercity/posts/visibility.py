"""What a label means: once as a filter over posts, once as audiences for streams, kept parts and the search index.

`labels_for(rights)` and `audience_of(post)` & `audiences_of(viewer)` answer the same question; a property test
holds them together.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from django.apps import apps
from django.db.models import Q, QuerySet

from intercity.activity.kept import KEEPER, Shelf
from intercity.core.conditions import ROW, Condition, write_out
from intercity.organisations.models.organisation import NETWORK_LEVELS
from intercity.organisations.viewers import ReadingRights, Viewer
from intercity.spaces.models import Label, SpaceMember

PUBLIC_AUDIENCE = "public"
NETWORK_AUDIENCE = "network"
SPACE, NAMED = "space:", "named:"
AUDIENCES: Shelf[frozenset[str]] = KEEPER.shelf(1024 * 1024)
NARROW: Shelf[frozenset[int]] = KEEPER.shelf(4 * 1024 * 1024)
# Families of acts that may change the audiences of a viewer whose memberships stay as they are.
MOVING = ("space", "readers")
# The post that a comment stands under, in conditions.
ROOT: Final = "asked_root"


def labels_for(rights: ReadingRights, prefix: str = "") -> Q:
    """The filter over posts (`prefix` reaches them over a relation) that leaves what somebody with these rights sees.

    CLEAR: everyone. GREEN: verified members of the network's cities and regions, and members of other
    organisations in the spaces these belong to. AMBER: members of the organisations of the space. RED: its named
    readers. No office opens the narrower two. Source: DESIGN.md, "Label"; FIRST, Traffic Light Protocol 2.0.
    """
    seen = Q(**{f"{prefix}label": Label.CLEAR})
    if rights.reads_network:
        seen = Q(**{f"{prefix}label__in": (Label.CLEAR, Label.GREEN)})
    if not rights.organisation_ids:
        return seen
    inside = (Label.AMBER,) if rights.reads_network else (Label.GREEN, Label.AMBER)
    seen |= Q(**{f"{prefix}label__in": inside, f"{prefix}space__in": spaces_of(rights).values("space")})
    return seen | Q(**{f"{prefix}label": Label.RED, f"{prefix}readers__in": readers_holding(rights)})


@lru_cache(maxsize=1024)
def shown_to(rights: ReadingRights, *states: str) -> Condition:
    """Posts in one of these states that a viewer with these rights may see, under a post of which that is true too.

    Only the text of the question is kept; the database is asked it every time.
    """
    return with_root(labels_for(rights), states)


def with_root(labels: Q, states: Sequence[str]) -> Condition:
    """Posts of these labels in one of these states (none given: in any), under a post of which that is true too.

    A post that is no comment stands under none.
    """
    # One state by itself is compared: for a list of one, SQLite passes by the indexes of what is published.
    which = Q(state=states[0]) if len(states) == 1 else Q(state__in=states) if states else Q()
    post = apps.get_model("posts", "Post")
    mine, values = write_out(post, which & labels)
    above = f"SELECT 1 FROM {post._meta.db_table} {ROOT} WHERE {ROOT}.id = {ROW}.root_id AND {mine.replace(ROW, ROOT)}"
    return Condition(f"({mine} AND ({ROW}.root_id IS NULL OR EXISTS ({above})))", (*values, *values))


def labels_all_read(label: str, space_id: int) -> Q:
    """The filter over posts that leaves what every reader of something with `label` in that space may see.

    Cities of the network read what is for the network everywhere, the partners of a space only there: so of other
    spaces all of them see no more than what is public. ValueError for "Named only": who they are, no label says.
    """
    if label == Label.RED:
        raise ValueError(label)
    inside = [one for one in (Label.GREEN, Label.AMBER) if one.rank <= Label(label).rank]
    return Q(label=Label.CLEAR) | Q(label__in=inside, space=space_id)


def sees_label(viewer: Viewer, label: str, space_id: int, readers_uid: str = "") -> bool:
    """`labels_for`, for one thing that carries a label in a space."""
    if label == Label.CLEAR or (label == Label.GREEN and viewer.reads_network):
        return True
    if label == Label.RED:
        return bool(readers_uid) and readers_holding(viewer.reading_rights).filter(pk=readers_uid).exists()
    return bool(viewer.organisation_ids) and spaces_of(viewer.reading_rights).filter(space=space_id).exists()


def organisations_seeing(label: str, space_id: int, readers_uid: str = "") -> Q:
    """The filter over organisations that leaves those of which every member sees what carries `label` in that space.

    `labels_for`, turned. Organisations of which single people are named are not among them.
    """
    inside = Q(pk__in=SpaceMember.objects.filter(space=space_id).values("organisation"))
    if label == Label.CLEAR:
        return Q()
    if label == Label.GREEN:
        return Q(level__in=NETWORK_LEVELS, unclaimed=False) | inside
    if label == Label.AMBER:
        return inside
    named = apps.get_model("posts", "Reader")._default_manager.filter(readers=readers_uid, person=None)
    return Q(pk__in=named.values("organisation"))


def spaces_of(rights: ReadingRights) -> QuerySet[SpaceMember]:
    """The spaces that the viewer's organisations belong to."""
    return SpaceMember.objects.filter(organisation__in=rights.organisation_ids)


def readers_holding(rights: ReadingRights) -> QuerySet[Any, Any]:
    """The keys of the sets of named readers that the viewer is one of."""
    sets: QuerySet[Any, Any] = apps.get_model("posts", "Readers")._default_manager.holding(rights)
    return sets.values_list("pk", flat=True)


def audiences_of(viewer: Viewer) -> frozenset[str]:
    """The audiences a viewer belongs to.

    For whoever reads the network a space counts only once something is for its own organisations: until then all of
    the network share one audience, and what is kept for it.
    """
    found = {PUBLIC_AUDIENCE}
    if viewer.reads_network:
        found.add(NETWORK_AUDIENCE)
    if not viewer.organisation_ids:
        return frozenset(found)
    spaces = (
        spaces_of(viewer.reading_rights).filter(space__has_narrow=True)
        if viewer.reads_network
        else spaces_of(viewer.reading_rights)
    )
    found |= {space_audience(uid) for uid in spaces.values_list("space__uid", flat=True)}
    return frozenset(found | {f"{NAMED}{uid}" for uid in readers_holding(viewer.reading_rights)})


def kept_audiences_of(viewer: Viewer, since: int | None = None) -> frozenset[str]:
    """As `audiences_of`, kept until an act about spaces or readers.

    What all of the network share takes no question for each person: most belong to organisations that nothing
    narrower is for.
    """
    if viewer.person is None or not viewer.organisation_ids:
        return audiences_of(viewer)
    since = KEEPER.catch_up() if since is None else since
    if viewer.reads_network and not viewer.organisation_ids & kept_narrow(since):
        return frozenset({PUBLIC_AUDIENCE, NETWORK_AUDIENCE})
    return AUDIENCES.find(viewer.reading_rights, MOVING, lambda: audiences_of(viewer), since)


def kept_narrow(since: int) -> frozenset[int]:
    """Keys of the organisations that something narrower than the network is for: all others share its audience."""
    return NARROW.find("narrow", MOVING, organisations_with_narrow, since, lambda keys: 100 * len(keys))


def organisations_with_narrow() -> frozenset[int]:
    """Members of the spaces where something is for their own organisations, and whoever is named among readers."""
    inside = SpaceMember.objects.filter(space__has_narrow=True).values_list("organisation")
    named = apps.get_model("posts", "Reader")._default_manager.values_list("organisation")
    return frozenset(key for (key,) in inside.union(named))


def space_audience(space_uid: str) -> str:
    """The audience of the organisations of one space."""
    return f"{SPACE}{space_uid}"


def audience_of(label: str, space_uid: str, readers_uid: str = "") -> frozenset[str]:
    """The audiences that may see a published post with `label` in that space; RED is for nobody but `readers_uid`."""
    if label == Label.RED:
        return frozenset({f"{NAMED}{readers_uid}"}) if readers_uid else frozenset()
    inside = space_audience(space_uid)
    if label == Label.AMBER:
        return frozenset({inside})
    return frozenset({NETWORK_AUDIENCE, inside} | ({PUBLIC_AUDIENCE} if label == Label.CLEAR else set()))
