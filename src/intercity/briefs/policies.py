"""Who may make briefs."""

from __future__ import annotations

from intercity.organisations.permissions import rule
from intercity.organisations.viewers import Viewer
from intercity.spaces.models import Space
from intercity.spaces.policies import coordinate_space


@rule("brief.make", goes_on=True)
def make_brief(viewer: Viewer, space: Space) -> bool:
    """Make, change and drop a brief: whoever coordinates the space, also one that can only be read by now.

    The label is another matter: nobody makes one for readers of whom they are not one themselves (`queries`).
    """
    return coordinate_space(viewer, space)
