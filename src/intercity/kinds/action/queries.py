"""Fetch with permission, and what the viewer may do from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404
from django.utils.translation import gettext as _

from intercity.kinds.action.models import Stage
from intercity.kinds.action.plan import Row
from intercity.organisations.permissions import may
from intercity.organisations.viewers import Viewer
from intercity.posts.kinds import HOW_FAR, READY, entitled_kinds
from intercity.posts.models import Post
from intercity.posts.queries import get_post_for
from intercity.spaces.models import Space


def get_action_for(viewer: Viewer, uid: str) -> Post:
    """The post of an action; Http404 for whoever may not see it, and for other posts."""
    post = get_post_for(viewer, uid)
    if post.root_id is not None or getattr(post, "action", None) is None:
        raise Http404
    return post


@dataclass(frozen=True)
class Buttons:
    """What somebody may press at an action: names of moves, and whether they may tell and change how it goes."""

    moves: tuple[str, ...] = ()
    tells: bool = False
    changes: bool = False
    asks: str = ""

    @property
    def any(self) -> bool:
        """Whether there is one."""
        return bool(self.moves or self.tells or self.changes or self.asks)


def buttons_for(viewer: Viewer, post: Post) -> Buttons:
    """On the page of an action."""
    if viewer.acting is None:
        return Buttons()
    moves = tuple(name for name in offered(post.action.stage) if may(viewer, RIGHTS[name], post))
    asks = asking_path(viewer, post.space) if post.action.in_work else ""
    return Buttons(
        moves, may(viewer, "action.progress", post), may(viewer, "action.change", post), asking_how_far(asks, post)
    )


def asking_path(viewer: Viewer, space: Space) -> str:
    """The page on which all organisations of a space are asked for an official answer; "" for who may not ask."""
    return next((kind.composer(space) for kind in entitled_kinds(viewer, space) if kind.official), "")


def asking_how_far(path: str, post: Post) -> str:
    """That page, begun with how far this action is; both posts lead to each other then."""
    title = _("How far are you? %(title)s") % {"title": post.title}
    return with_origin(path, post, title, **{READY: HOW_FAR})


def with_origin(path: str, post: Post, title: str, **more: str) -> str:
    """That page, begun with a question about this action."""
    return f"{path}?{urlencode({'from': post.uid, 'title': title[:200], **more})}" if path else ""


def offered(stage: str) -> list[str]:
    """The names of the moves that lead away from a stage."""
    return list(BY_STAGE.get(stage, ()))


def leads_in(viewer: Viewer, row: Row) -> bool:
    """Whether the viewer speaks for the lead of a row of the plan; asks nothing."""
    return viewer.may_speak_for(row.row.lead_id)


RIGHTS: Mapping[str, str] = {
    "select": "action.select",
    "accept": "action.accept",
    "decline": "action.decline",
    "finish": "action.finish",
    "stop": "action.finish",
}
BY_STAGE: Mapping[str, tuple[str, ...]] = {
    Stage.PROPOSED: ("select", "decline"),
    Stage.SELECTED: ("accept", "decline"),
    Stage.ACCEPTED: ("finish", "stop"),
    Stage.DECLINED: ("select",),
    Stage.DONE: ("accept",),
    Stage.STOPPED: ("accept",),
}
