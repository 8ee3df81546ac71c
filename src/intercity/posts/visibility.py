"""What a label means: once as a filter over posts, once as audiences for streams, kept parts and the search index.

`labels_for(viewer)` and `audience_of(post)` & `audiences_of(viewer)` answer the same question; a property test
holds them together.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from intercity.activity.kept import KEEPER, Shelf
from intercity.organisations.models.organisation import NETWORK_LEVELS
from intercity.organisations.viewers import Viewer
from intercity.spaces.models import Label, SpaceMember

PUBLIC_AUDIENCE = "public"
NETWORK_AUDIENCE = "network"
SPACE, NAMED = "space:", "named:"
AUDIENCES: Shelf[frozenset[str]] = KEEPER.shelf(1024 * 1024)
NARROW: Shelf[frozenset[int]] = KEEPER.shelf(4 * 1024 * 1024)
# Families of acts that may change the audiences of a viewer whose memberships stay as they are.
MOVING = ("space", "readers")


def labels_for(viewer: Viewer, prefix: str = "") -> Q:
    """The filter over posts (`prefix` reaches them over a relation) that leaves what `viewer` may see.

    CLEAR: everyone. GREEN: verified members of the network's cities and regions, and members of other
    organisations in the spaces these belong to. AMBER: members of the organisations of the space. RED: its named
    readers. No office opens the narrower two. Source: DESIGN.md, "Label"; FIRST, Traffic Light Protocol 2.0.
    """
    key = f"posts.labels:{prefix}"
    if key not in viewer.made:
        viewer.made[key] = make_labels_for(viewer, prefix)
    made: Q = viewer.made[key]
    return made


def make_labels_for(viewer: Viewer, prefix: str) -> Q:
    """`labels_for`, put together: a page asks for it many times."""
    seen = Q(**{f"{prefix}label": Label.CLEAR})
    if viewer.reads_network:
        seen = Q(**{f"{prefix}label__in": (Label.CLEAR, Label.GREEN)})
    if not viewer.organisation_ids:
        return seen
    inside = (Label.AMBER,) if viewer.reads_network else (Label.GREEN, Label.AMBER)
    spaces = written_out(viewer, "posts.spaces", lambda: spaces_of(viewer).values("space"))
    named = written_out(viewer, "posts.named", lambda: readers_holding(viewer))
    seen |= Q(**{f"{prefix}label__in": inside, f"{prefix}space__in": spaces})
    return seen | Q(**{f"{prefix}label": Label.RED, f"{prefix}readers__in": named})


def written_out(viewer: Viewer, name: str, make: Callable[[], QuerySet[Any, Any]]) -> RawSQL:
    """A question within other questions, written out once for each viewer; the database is asked it every time.

    Written out anew by each of a page's questions, twice, it was a third of their cost.
    """
    if name not in viewer.made:
        sql, values = make().query.sql_with_params()
        viewer.made[name] = RawSQL(sql, values)
    made: RawSQL = viewer.made[name]
    return made


def labels_all_read(label: str, space_id: int, prefix: str = "") -> Q:
    """The filter over posts that leaves what every reader of something with `label` in that space may see.

    Cities of the network read what is for the network everywhere, the partners of a space only there: so of other
    spaces all of them see no more than what is public. ValueError for "Named only": who they are, no label says.
    """
    if label == Label.RED:
        raise ValueError(label)
    inside = [one for one in (Label.GREEN, Label.AMBER) if one.rank <= Label(label).rank]
    return Q(**{f"{prefix}label": Label.CLEAR}) | Q(**{f"{prefix}label__in": inside, f"{prefix}space": space_id})


def sees_label(viewer: Viewer, label: str, space_id: int, readers_uid: str = "") -> bool:
    """`labels_for`, for one thing that carries a label in a space."""
    if label == Label.CLEAR or (label == Label.GREEN and viewer.reads_network):
        return True
    if label == Label.RED:
        return bool(readers_uid) and readers_holding(viewer).filter(pk=readers_uid).exists()
    return bool(viewer.organisation_ids) and spaces_of(viewer).filter(space=space_id).exists()


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


def spaces_of(viewer: Viewer) -> QuerySet[SpaceMember]:
    """The spaces that the viewer's organisations belong to."""
    return SpaceMember.objects.filter(organisation__in=viewer.organisation_ids)


def readers_holding(viewer: Viewer) -> QuerySet[Any, Any]:
    """The keys of the sets of named readers that the viewer is one of."""
    sets: QuerySet[Any, Any] = apps.get_model("posts", "Readers")._default_manager.holding(viewer)
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
    spaces = spaces_of(viewer).filter(space__has_narrow=True) if viewer.reads_network else spaces_of(viewer)
    found |= {space_audience(uid) for uid in spaces.values_list("space__uid", flat=True)}
    return frozenset(found | {f"{NAMED}{uid}" for uid in readers_holding(viewer)})


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
    # What the network sees is not the same for a city's own people and for whoever coordinates.
    key = (viewer.organisation_ids, viewer.person.pk, viewer.reads_network)
    return AUDIENCES.find(key, MOVING, lambda: audiences_of(viewer), since)


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
