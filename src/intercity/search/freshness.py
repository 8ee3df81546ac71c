"""Whether the index has come as far as the public world: only then may a page made of it be kept for others."""

from __future__ import annotations

from intercity.activity.models import last_public_id
from intercity.search.replica import replica


def holds_public_world() -> bool:
    """Whether a search that begins now finds all that is public; call it before the search.

    A page that is kept until the public world moves would otherwise lack a post for as long.
    """
    newest = last_public_id()
    snapshot = replica.snapshot()
    return snapshot is not None and snapshot.state.cursor >= newest and not snapshot.state.sweeps
