"""Actions of a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from intercity.core.templatetags.intercity import day
from intercity.core.text import with_colon
from intercity.kinds.action.actions.stages import do_ask_lead
from intercity.kinds.action.forms import ActionForm
from intercity.kinds.action.models import Action, Stage, Status
from intercity.kinds.action.saving import details_of, save
from intercity.organisations.models import Person
from intercity.posts.cost_fields import cost_facts
from intercity.posts.costs import Cost
from intercity.posts.forms import PostForm
from intercity.posts.kinds import Act, Choices, Fact, TableValue
from intercity.posts.models import Post
from intercity.posts.plain_kind import PlainKind

TONES = {Stage.DONE: "past", Stage.STOPPED: "past", Stage.DECLINED: "past"}


class ActionKind(PlainKind):
    """Is proposed, selected and accepted before it counts; then its people tell how far it is."""

    name = "action"
    label = pgettext_lazy("of a plan", "Action")
    plural = pgettext_lazy("of a plan", "Actions")
    prompt = _("Propose an action")
    relation = "action__lead__place"
    begins = "begins_on"
    seldom = True
    seeds = True

    def quick_form(self) -> type[PostForm]:
        """What, why, who, until when; the rest is folded away."""
        return ActionForm

    def save_details(self, post: Post, details: Mapping[str, Any]) -> None:
        """Write what was given."""
        save(post, details)

    def save_many_details(self, pairs: Sequence[tuple[Post, Mapping[str, Any]]]) -> None:
        """Write a batch."""
        for post, details in pairs:
            save(post, details)

    def do_settle(self, post: Post, by: Person) -> Sequence[Act]:
        """The step that another lead is asked, and the act that brings it the mail."""
        return do_ask_lead(post, by)

    def details(self, post: Post) -> dict[str, Any]:
        """All of it as text, as it is typed."""
        return details_of(post.action, post)

    def card_facts(self, post: Post) -> list[Fact]:
        """Where it stands, who leads it, what comes next, how much is done."""
        row = post.action
        facts = [Fact(_("Stage"), Stage(row.stage).label, TONES.get(Stage(row.stage), ""))]
        # Before anybody told how it goes, nothing is said of it.
        facts += [status_fact(row)] if row.in_work and row.reported_at else []
        facts += [Fact(pgettext_lazy("of an action", "Lead"), row.lead.plate)]
        upcoming = row.next_part if row.in_work else None
        facts += [Fact(_("Next"), format_html("{}, {}", upcoming.title, day(upcoming.due_on)))] if upcoming else []
        return facts + ([Fact(_("Milestones"), share_done(row))] if row.parts else [])

    def sections(self, post: Post) -> list[Fact]:
        """The risks; all else is in the panel of the page."""
        return [Fact(_("Risks"), post.action.risks)] if post.action.risks else []

    def page_facts(self, post: Post) -> list[Fact]:
        """The card's, from when, and the cost."""
        row = post.action
        more = [
            Fact(pgettext_lazy("first day", "From"), day(row.begins_on)),
            Fact(_("Cost"), row.cost),
            *cost_facts(self.cost(post)),
        ]
        return [*self.card_facts(post), *(fact for fact in more if fact.value)]

    def costed(self) -> Q | None:
        """Those with an amount that were not declined: nobody spends it."""
        return Q(action__cost_amount__isnull=False) & ~Q(action__stage=Stage.DECLINED)

    def cost(self, post: Post) -> Cost | None:
        """Amount, currency and how often, for the people of the city that leads it."""
        cost: Cost | None = post.action.cost_for(post.action.lead)
        return cost

    def table_cells(self, post: Post) -> dict[str, TableValue]:
        """Stage, both days, cost."""
        row = post.action
        days: dict[str, TableValue] = {"begins": row.begins_on or "", "ends": row.ends_on or ""}
        return {"status": str(Stage(row.stage).label), **days, "cost": row.cost}

    def stream_filter(self, params: Mapping[str, str]) -> Q | None:
        """`?stage=accepted` leaves actions at that stage."""
        stage = params.get("stage", "")
        return Q(action__stage=stage) if stage in Stage.values else None

    def stream_choices(self) -> list[Choices]:
        """By stage."""
        return [Choices("stage", pgettext_lazy("of an action", "Stage of actions"), Stage.choices)]


def status_fact(row: Action) -> Fact:
    """How it goes, and why where it does not go well."""
    label = Status(row.status).label
    text = f"{with_colon(label)} {row.reason}" if row.reason else str(label)
    return Fact(_("Status"), text, "good" if row.status == Status.ON_TRACK else "")


def share_done(row: Action) -> str:
    """How many of its milestones are done."""
    count = len(row.milestones.all())
    return ngettext("%(done)d of %(n)d done", "%(done)d of %(n)d done", count) % {"done": row.done_parts, "n": count}


kind = ActionKind()
