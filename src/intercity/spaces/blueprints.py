"""What a template sets when a space is made from it. Everything can be changed later in the settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intercity.spaces.models import Label, Template, Wording


@dataclass(frozen=True)
class Blueprint:
    """The first settings of a space, and one sentence that tells them to whoever opens it."""

    open_to_network: bool
    default_label: Label
    widest_label: Label
    sentence: str | Promise
    next_ring_hours: int = 24
    escalate_hours: int = 48
    pages: tuple[str, ...] = ("calendar",)
    agreement: Wording | None = None
    """What an exchange agreement of such a space may say; None where there is no usual one."""

    def settings(self) -> dict[str, Any]:
        """The first settings, by the names of the columns."""
        names = ("open_to_network", "default_label", "widest_label", "next_ring_hours", "escalate_hours")
        return {**{name: getattr(self, name) for name in names}, "pages": list(self.pages)}


IN_A_CRISIS = Wording(
    purpose=_("To help each other through this crisis: to know what other cities do, and whom to call."),
    readers=_(
        "What is labelled Network is read by the members of all cities and regions of the network, and by the "
        "partners in this space. What is labelled This space is read by the organisations in it, and Named only by "
        "those who are named. Nobody passes these on without asking whoever wrote them. Public posts are for everyone."
    ),
    kept_for=_("Until the crisis is over and its lessons are written down, then two years for the record."),
    text=_(
        "- We also say what did not work.\n"
        "- No post lets anybody recognise a person who was helped, hurt or suspected.\n"
        "- What we read here is no ground to rank or blame another city.\n"
        "- Where a law gives somebody the right to see a document, we tell its author before we hand it out.\n"
        "- Each organisation may change its own posts or take them back at any time."
    ),
)
IN_A_PARTNERSHIP = Wording(
    purpose=_("To write and follow our common plan, and to learn from what each of us tries."),
    readers=_(
        "What is labelled Network is read by the members of all cities and regions of the network, and by the "
        "partners in this space. Drafts of the plan are labelled This space: only the organisations in it read them. "
        "Named only is read by those who are named. Nobody passes these on without asking whoever wrote them. Public "
        "posts are for everyone."
    ),
    kept_for=_("As long as the partnership works, then five years for the record."),
    text=_(
        "- We say what we tried, what it cost and what did not work.\n"
        "- Results carry the names of those who made them, unless they ask us to leave the name out.\n"
        "- No post lets anybody recognise a private person.\n"
        "- Whoever leaves the partnership reads no more. What they wrote stays, and they may take it back before.\n"
        "- Where a law gives somebody the right to see a document, we tell its author before we hand it out."
    ),
)


BLUEPRINTS: dict[str, Blueprint] = {
    Template.CRISIS: Blueprint(
        open_to_network=True,
        default_label=Label.GREEN,
        widest_label=Label.CLEAR,
        sentence=_("Every city of the network may join and post at once."),
        next_ring_hours=2,
        escalate_hours=6,
        pages=("calendar", "brief"),
        agreement=IN_A_CRISIS,
    ),
    Template.PARTNERSHIP: Blueprint(
        open_to_network=False,
        default_label=Label.GREEN,
        widest_label=Label.CLEAR,
        sentence=_("You choose the cities and partners. They work on a common plan."),
        pages=("plan", "calendar", "documents", "costs"),
        agreement=IN_A_PARTNERSHIP,
    ),
    Template.PROJECT: Blueprint(
        open_to_network=False,
        default_label=Label.GREEN,
        widest_label=Label.CLEAR,
        sentence=_("You choose the cities and partners. They share results for a limited time."),
        pages=("calendar", "documents", "technologies", "costs"),
    ),
}
