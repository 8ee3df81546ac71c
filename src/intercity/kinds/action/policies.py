"""Who may do what to an action. That they see it is asked before."""

from __future__ import annotations

from intercity.kinds.action.models import Action, Stage
from intercity.organisations.models import Membership
from intercity.organisations.permissions import may, rule
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post


def standing(post: Post) -> Action | None:
    """The action of a post that can be worked on; None for other posts, withdrawn ones, and in archives."""
    row = getattr(post, "action", None)
    return row if row is not None and post.is_published and not post.space.is_archived else None


def leads(viewer: Viewer, row: Action) -> bool:
    """Whether the viewer speaks for its lead."""
    return viewer.may_speak_for(row.lead_id)


def speaking_for(viewer: Viewer, row: Action) -> Membership | None:
    """The membership with which the viewer tells how far it is: for the lead or a partner, first as they act."""
    involved = [row.lead_id, *(one.organisation_id for one in row.partners.all())]
    mine = [one for one in viewer.memberships if one.may_speak and one.organisation_id in involved]
    acting = viewer.acting.organisation_id if viewer.acting is not None else 0
    rank = {key: place for place, key in enumerate([acting, *involved])}
    return min(mine, key=lambda one: rank[one.organisation_id], default=None)


@rule("action.select", goes_on=True)
def select(viewer: Viewer, post: Post) -> bool:
    """Take it into the plan: who coordinates the space."""
    row = standing(post)
    return row is not None and row.stage in (Stage.PROPOSED, Stage.DECLINED) and coordinates(viewer, post)


@rule("action.accept")
def accept(viewer: Viewer, post: Post) -> bool:
    """Take the lead, or go on with what was done or stopped: whoever speaks for its lead."""
    row = standing(post)
    return row is not None and row.stage in (Stage.SELECTED, Stage.DONE, Stage.STOPPED) and leads(viewer, row)


@rule("action.decline", goes_on=True)
def decline(viewer: Viewer, post: Post) -> bool:
    """Not take it into the plan: who coordinates the space; of what was selected, its lead too."""
    row = standing(post)
    if row is None or row.stage not in (Stage.PROPOSED, Stage.SELECTED):
        return False
    return coordinates(viewer, post) or (row.stage == Stage.SELECTED and leads(viewer, row))


@rule("action.finish", goes_on=True)
def finish(viewer: Viewer, post: Post) -> bool:
    """Say that it is done, or stop it: its lead, and who coordinates the space."""
    row = standing(post)
    return row is not None and row.in_work and (leads(viewer, row) or coordinates(viewer, post))


@rule("action.progress")
def progress(viewer: Viewer, post: Post) -> bool:
    """Tell how far it is: whoever speaks for its lead or a partner, once it counts and until it is done."""
    row = standing(post)
    return row is not None and row.in_work and speaking_for(viewer, row) is not None


@rule("action.change")
def change(viewer: Viewer, post: Post) -> bool:
    """Change milestones, partners, indicators, and what it waits for: its lead once it is selected, and whoever may
    edit the post.
    """
    row = standing(post)
    if row is None:
        return False
    own = row.stage in (Stage.SELECTED, Stage.ACCEPTED) and leads(viewer, row)
    return own or may(viewer, "post.edit", post)


def coordinates(viewer: Viewer, post: Post) -> bool:
    """Whether the viewer looks after its space."""
    return may(viewer, "space.coordinate", post.space)
