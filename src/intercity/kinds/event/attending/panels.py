"""On the page of an event: how many take part, one's own place, and the button."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from intercity.kinds.event.attending.counting import counts_of
from intercity.kinds.event.attending.models import Part, Registration
from intercity.kinds.event.attending.policies import has_event
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.posts.panels import Place
from intercity.posts.parts import Audience, find_for
from intercity.spaces.agreeing import lacks_agreement, stays_out


@dataclass(frozen=True)
class Own:
    """What one viewer may do, and what they said; `before` is how many wait before them, `waits` is what comes first
    where they could take part but for the exchange agreement: "accept", or "join" where no lead of theirs can accept.
    """

    may_attend: bool = False
    waits: str = ""
    sees_list: bool = False
    state: str = ""
    tentative: bool = False
    before: int = 0
    organisation: str = ""

    @property
    def holds(self) -> bool:
        """Whether they take part, or wait for a place."""
        return self.state in (Part.COMING, Part.WAITING)

    @property
    def says_something(self) -> bool:
        """Whether there is anything for them that others do not see."""
        return bool(self.may_attend or self.waits or self.sees_list or self.holds)


class TakingPart:
    """The same numbers for everyone who sees the event; names stand on a page of their own, for the organisers."""

    place: Place = "main"

    def applies(self, post: Post) -> bool:
        """Events."""
        return post.root_id is None and has_event(post)

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """Numbers, and what the viewer can do about them."""
        viewer, tags = request.viewer, [post.uid, post.space.uid, post.organisation.uid]
        counts = audience.find(("taking-part", post.pk), [post.uid], lambda: counts_of(post))
        own = find_for(viewer, ("taking-part", post.pk), tags, lambda: own_of(viewer, post), audience.since)
        if post.event.over_at is not None and not counts.registered:
            # Nobody said so here, and now it is too late to.
            return ""
        context: dict[str, Any] = {"post": post, "counts": counts, "event": post.event}
        if not own.says_something:
            context |= {"is_over": post.event.over_at is not None, "own": Own()}
            return audience.render("event/_taking_part.html", post.pk, tags, lambda: context)
        context |= {"own": own, "is_over": post.event.is_past(timezone.now())}
        return render_to_string("event/_taking_part.html", context, request)


def own_of(viewer: Viewer, post: Post) -> Own:
    """As `Own`, read now."""
    if viewer.person is None:
        return Own()
    rows = Registration.objects.filter(post=post)
    row = rows.filter(person=viewer.person).select_related("organisation").first()
    attends = may(viewer, "event.attend", post)
    rights = Own(attends, "" if attends else waits_for(viewer, post), may(viewer, "event.see_list", post))
    if row is None:
        return rights
    waits = row.state == Part.WAITING
    before = rows.filter(state=Part.WAITING, at__lt=row.at).count() if waits else 0
    return replace(
        rights, state=row.state, tentative=row.tentative, before=before, organisation=row.organisation.name
    )  # fmt: skip


def waits_for(viewer: Viewer, post: Post) -> str:
    """As `Own.waits`."""
    if post.space.is_archived or not lacks_agreement(viewer, post.space):
        return ""
    return "join" if stays_out(viewer, post.space) else "accept"


taking_part = TakingPart()
