"""On the page of an event: what organisations want to be answered there, the most wanted first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.template.loader import render_to_string

from intercity.core.uids import new_uid
from intercity.kinds.asked.actions import ASKED
from intercity.kinds.asked.forms import AskForm
from intercity.kinds.asked.policies import takes_questions
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.forms import usual_language
from intercity.posts.models import Post, Reaction
from intercity.posts.models.reaction import Sort
from intercity.posts.panels import Place
from intercity.posts.parts import Audience, find_for

MOST: Final = 100


@dataclass(frozen=True)
class Asked:
    """One question with how many organisations want to know it too; `pressed` is None for whoever may not press."""

    post: Post
    support: int
    pressed: bool | None = None

    @property
    def taken_up(self) -> bool:
        """Whether the organisers say that it is."""
        return self.post.asked_question.taken_up_at is not None

    @property
    def is_mine(self) -> bool:
        """Whether the viewer's organisation is among those who want to know it too."""
        return bool(self.pressed)

    @property
    def others(self) -> int:
        """How many besides it do."""
        return max(0, self.support - 1) if self.pressed else self.support


@dataclass(frozen=True)
class Rights:
    """What one viewer may do here, and which questions (by their keys) their organisation supports."""

    asks: bool = False
    takes_up: bool = False
    organisation_id: int = 0
    supports: frozenset[int] = frozenset()


class AskedPanel:
    """The same questions for the whole audience; form and buttons for those who may use them."""

    place: Place = "main"

    def applies(self, post: Post) -> bool:
        """Events."""
        return takes_questions(post)

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """Nothing where there are no questions and none can be asked."""
        viewer, tags = request.viewer, [post.uid, post.space.uid, post.organisation.uid]
        found = audience.find(("asked", post.pk), [*tags, "organisation"], lambda: asked_under(viewer, post))
        # Until when one may ask is a matter of the clock: rights are asked now.
        rights = rights_of(viewer, post)
        if not found and not rights.asks:
            return ""
        if rights == Rights():
            shown = {"post": post, "questions": found}
            return audience.render(
                "asked/_panel.html", post.pk, [*tags, "organisation"], lambda: shown
            ) if found else ""  # fmt: skip
        supports = find_for(viewer, ("supports", post.pk), tags, lambda: supported(viewer, post), audience.since)
        context = panel_context(post, found, rights, supports)
        return render_to_string("asked/_panel.html", context | {"form": fresh_form(viewer)}, request)


def asked_under(viewer: Viewer, post: Post) -> list[Asked]:
    """The questions under an event that the viewer may see, the most wanted first, then the oldest."""
    rows = Post.objects.visible_to(viewer).filter(root=post, kind=ASKED).with_details()
    found = [Asked(row, support_of(row)) for row in rows.select_related("organisation", "root", "tally")]
    return sorted(found, key=lambda one: (-one.support, one.post.pk))[:MOST]


def support_of(post: Post) -> int:
    """How many organisations want to know it too."""
    tally = getattr(post, "tally", None)
    return tally.needed if tally is not None else 0


def rights_of(viewer: Viewer, post: Post) -> Rights:
    """As `Rights`, without what is supported."""
    if viewer.acting is None:
        return Rights()
    asks, takes_up = may(viewer, "asked.ask", post), may(viewer, "asked.take_up", post)
    return Rights(asks, takes_up, viewer.acting.organisation_id) if asks or takes_up else Rights()


def supported(viewer: Viewer, post: Post) -> frozenset[int]:
    """The keys of the questions that the viewer's organisation supports."""
    rows = Reaction.objects.filter(post__root=post, sort=Sort.NEEDED, organisation=viewer.organisation)
    return frozenset(rows.values_list("post", flat=True))


def panel_context(
    post: Post, found: Sequence[Asked], rights: Rights, supports: frozenset[int]
) -> dict[str, Any]:  # fmt: skip
    """What the template shows to somebody who may do something."""

    def pressed(one: Asked) -> bool | None:
        own = one.post.organisation_id == rights.organisation_id
        return None if own or not rights.asks else one.post.pk in supports

    questions = [Asked(one.post, one.support, pressed(one)) for one in found]
    return {"post": post, "questions": questions, "asks": rights.asks, "takes_up": rights.takes_up}


def fresh_form(viewer: Viewer) -> AskForm:
    """The form before anybody typed."""
    return AskForm(initial={"uid": new_uid(), "language": usual_language(viewer)})


panel = AskedPanel()
