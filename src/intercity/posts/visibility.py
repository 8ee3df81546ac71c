"""What a label means: once as a filter over posts, once as audiences for the live stream. They must agree.

`labels_for(viewer)` and `audience_of(post)` & `audiences_of(viewer)` answer the same question; a property test
holds them together.
"""

from __future__ import annotations

from django.db.models import Q

from intercity.activity.kept import KEEPER, Shelf
from intercity.organisations.viewers import Viewer
from intercity.spaces.models import Label, SpaceMember

PUBLIC_AUDIENCE = "public"
NETWORK_AUDIENCE = "network"
PARTNER = "partner:"
AUDIENCES: Shelf[frozenset[str]] = KEEPER.shelf(1024 * 1024)


def labels_for(viewer: Viewer, prefix: str = "") -> Q:
    """The filter over posts (`prefix` reaches them over a relation) that leaves what `viewer` may see.

    CLEAR: everyone. GREEN: verified members of the network's cities and regions, and members of other
    organisations in the spaces these belong to. AMBER and RED reach nobody until named readers exist.
    """
    public = Q(**{f"{prefix}label": Label.CLEAR})
    green = Q(**{f"{prefix}label": Label.GREEN})
    if viewer.reads_network:
        return public | green
    if not viewer.organisation_ids:
        return public
    mine = SpaceMember.objects.filter(organisation__in=viewer.organisation_ids).values("space")
    return public | (green & Q(**{f"{prefix}space__in": mine}))


def audiences_of(viewer: Viewer) -> frozenset[str]:
    """The audiences a viewer belongs to when a stream is opened."""
    if viewer.reads_network:
        return frozenset({PUBLIC_AUDIENCE, NETWORK_AUDIENCE})
    uids = SpaceMember.objects.filter(organisation__in=viewer.organisation_ids).values_list("space__uid", flat=True)
    return frozenset({PUBLIC_AUDIENCE, *(partner_audience(uid) for uid in uids)})


def kept_audiences_of(viewer: Viewer, since: int | None = None) -> frozenset[str]:
    """As `audiences_of`; what a partner's organisations belong to is kept until an act about spaces."""
    if viewer.reads_network or not viewer.organisation_ids:
        return audiences_of(viewer)
    return AUDIENCES.find(viewer.organisation_ids, ["space"], lambda: audiences_of(viewer), since)


def partner_audience(space_uid: str) -> str:
    """The audience of organisations of other levels in one space."""
    return f"{PARTNER}{space_uid}"


def audience_of(label: str, space_uid: str) -> frozenset[str]:
    """The audiences that may see a published post with `label` in that space."""
    if label == Label.CLEAR:
        return frozenset({PUBLIC_AUDIENCE, NETWORK_AUDIENCE, partner_audience(space_uid)})
    if label == Label.GREEN:
        return frozenset({NETWORK_AUDIENCE, partner_audience(space_uid)})
    return frozenset()
