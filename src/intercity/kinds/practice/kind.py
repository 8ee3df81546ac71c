"""Practices: what we do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from intercity.core.templatetags.intercity import day
from intercity.kinds.practice.forms import FullForm, QuickForm
from intercity.kinds.practice.models import Evidence, Practice, Status
from intercity.posts.cost_fields import cost_facts
from intercity.posts.costs import Cost
from intercity.posts.forms import PostForm
from intercity.posts.kinds import CheckAnswer, Choices, Fact, TableValue
from intercity.posts.models import Post
from intercity.posts.plain_kind import RowKind

TONES = {Status.PLANNED: "", Status.ACTIVE: "good", Status.EASED: "", Status.ENDED: "past"}
SECTIONS = ("problem", "outcome", "lessons", "rights", "links")


class PracticeKind(RowKind):
    """Begins with three fields and can grow."""

    name = "practice"
    label = _("What we do")
    plural = _("What cities do")
    prompt = _("What we do")
    relation = "practice"
    rows = Practice.objects
    begins = "begins_on"
    adoptable = True
    compared = True

    def quick_form(self) -> type[PostForm]:
        """Title, what you did, topic."""
        return QuickForm

    def full_form(self) -> type[PostForm]:
        """Everything."""
        return FullForm

    def details(self, post: Post) -> dict[str, Any]:
        """All facts; days and the amount as text."""
        row = post.practice
        values = {name: getattr(row, name) for name in FullForm.detail_names}
        plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
        return {**plain, **row.plain_costs()}

    def card_facts(self, post: Post) -> list[Fact]:
        """Status, who else does it, for whom, cost, reached."""
        row = post.practice
        facts = [self.status_fact(row), self.others_fact(post)]
        groups = ", ".join(group.label for group in post.groups.all())
        facts += [Fact(_("For whom"), groups), Fact(_("Cost"), row.cost), Fact(_("Reached"), row.reached)]
        return [fact for fact in facts if fact.value]

    def status_fact(self, row: Practice) -> Fact:
        """The status, with the day when it was last said to be still so."""
        status = Status(row.status)
        text = str(status.label)
        if status == Status.ACTIVE and row.confirmed_on:
            text = format_html(str(_("In force, confirmed {day}")), day=day(row.confirmed_on))
        if status == Status.ACTIVE and row.is_unconfirmed:
            return Fact(
                _("Status"), format_html(str(_("In force? Unconfirmed since {day}")), day=day(row.unconfirmed_since))
            )
        return Fact(_("Status"), text, TONES[status])

    def others_fact(self, post: Post) -> Fact:
        """How many other organisations do it too."""
        tally = getattr(post, "tally", None)
        count = tally.adopted if tally is not None else 0
        text = ngettext("%(n)d more does this too", "%(n)d more do this too", count) % {"n": count} if count else ""
        return Fact(_("Who else"), text, "good")

    def page_facts(self, post: Post) -> list[Fact]:
        """The card's facts and all the other short ones."""
        row = post.practice
        facts = [
            Fact(pgettext_lazy("first day", "From"), day(row.begins_on)),
            Fact(_("Until"), day(row.ends_on)),
            *cost_facts(self.cost(post)),
            Fact(_("Paid by"), row.funding),
            Fact(_("Legal basis"), row.legal_basis),
            Fact(_("Evidence"), Evidence(row.evidence).label if row.evidence else ""),
        ]
        return [*self.card_facts(post), *(fact for fact in facts if fact.value)]

    def costed(self) -> Q | None:
        """Those with an amount."""
        return Q(practice__cost_amount__isnull=False)

    def cost(self, post: Post) -> Cost | None:
        """Amount, currency and how often, for the people of its city."""
        cost: Cost | None = post.practice.cost_for(post.organisation)
        return cost

    def sections(self, post: Post) -> list[Fact]:
        """The longer texts that were written."""
        fields = {name: Practice._meta.get_field(name) for name in SECTIONS}
        found = [(field.verbose_name, getattr(post.practice, name)) for name, field in fields.items()]  # type: ignore[union-attr]
        return [Fact(str(term)[:1].upper() + str(term)[1:], text) for term, text in found if text]

    def table_cells(self, post: Post) -> dict[str, TableValue]:
        """Status, both days, cost, reached."""
        row = post.practice
        days = {"begins": row.begins_on or "", "ends": row.ends_on or ""}
        return {"status": str(Status(row.status).label), **days, "cost": row.cost, "reached": row.reached}

    def stream_filter(self, params: Mapping[str, str]) -> Q | None:
        """`?status=active` leaves practices with that status."""
        status = params.get("status", "")
        return Q(practice__status=status) if status in Status.values else None

    def stream_choices(self) -> list[Choices]:
        """By status."""
        return [Choices("status", _("Status"), Status.choices)]

    def in_force(self) -> Q | None:
        """Those with that status."""
        return Q(practice__status=Status.ACTIVE)

    def checked(self, answer: CheckAnswer, day: date) -> dict[str, Any]:
        """The day of the answer, or since when there is none."""
        changes: dict[CheckAnswer, dict[str, Any]] = {
            "holds": {"confirmed_on": day, "unconfirmed_since": None},
            "ended": {"status": Status.ENDED, "ends_on": day, "unconfirmed_since": None},
            "silent": {"unconfirmed_since": day},
            "heard": {"unconfirmed_since": None},
        }
        return changes[answer]


kind = PracticeKind()
