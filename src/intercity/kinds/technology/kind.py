"""Technologies, and experiences with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from intercity.core.templatetags.intercity import day
from intercity.core.text import with_colon
from intercity.kinds.technology.experience_forms import ExperienceForm
from intercity.kinds.technology.forms import FullForm, QuickForm
from intercity.kinds.technology.models import CRITERIA, GRADES, RIGHTS, Experience, Sort, Status, Technology
from intercity.posts.forms import PostForm
from intercity.posts.kinds import Choices, Fact, TableValue
from intercity.posts.models import Post
from intercity.posts.plain_kind import RowKind

SECTIONS = ("usage", "alternatives", "costs", "legal_basis", "data_protection", "evidence")
TONES = {Status.USED: "good", Status.TRIAL: "", Status.STOPPED: "past"}
PARAM = "technology"


class TechnologyKind(RowKind):
    """Begins with four fields and can grow; organisations add their experiences."""

    name = "technology"
    label = _("Technology")
    plural = _("Technologies")
    prompt = _("What we know of a technology")
    relation = "technology"
    rows = Technology.plain
    seldom = True
    compared = True

    def quick_form(self) -> type[PostForm]:
        """What it is, what sort, what for, and what would do without it."""
        return QuickForm

    def full_form(self) -> type[PostForm]:
        """Everything."""
        return FullForm

    def details(self, post: Post) -> dict[str, Any]:
        """All facts."""
        return {name: getattr(post.technology, name) for name in FullForm.detail_names}

    def card_facts(self, post: Post) -> list[Fact]:
        """The sort, with how many it is in use, and how much of the assessment is there."""
        row, using = post.technology, using_of(post)
        said = ngettext("%(n)d organisation", "%(n)d organisations", using) % {"n": using} if using else ""
        assessed = _("%(n)d of %(all)d questions answered") % {"n": row.assessed, "all": len(RIGHTS)}
        facts = [
            Fact(_("Sort"), Sort(row.sort).label),
            Fact(_("In use with"), said, "good"),
            Fact(_("Fundamental rights"), assessed, "good" if row.assessed == len(RIGHTS) else ""),
        ]
        return [fact for fact in facts if fact.value]

    def sections(self, post: Post) -> list[Fact]:
        """The longer texts that were written; rights, vendors and experiences have panels of their own."""
        labels = {name: str(FullForm.base_fields[name].label) for name in SECTIONS}
        return [Fact(labels[name], text) for name in SECTIONS if (text := getattr(post.technology, name))]

    def table_cells(self, post: Post) -> dict[str, TableValue]:
        """What it costs, as it was written."""
        return {"cost": post.technology.costs}

    def stream_filter(self, params: Mapping[str, str]) -> Q | None:
        """`?technology=light` leaves technologies of that sort."""
        sort = params.get(PARAM, "")
        return Q(technology__sort=sort) if sort in Sort.values else None

    def stream_choices(self) -> list[Choices]:
        """By sort."""
        return [Choices(PARAM, _("Sort of technology"), Sort.choices)]

    def filter_values(self, post: Post) -> Mapping[str, str]:
        """The sort."""
        return {PARAM: post.technology.sort}


class ExperienceKind(RowKind):
    """Stands under a technology, once for each organisation."""

    name = "experience"
    label = _("Experience")
    plural = _("Experiences")
    relation = "experience"
    rows = Experience.objects

    def quick_form(self) -> type[PostForm]:
        """Status, text, grades."""
        return ExperienceForm

    def details(self, post: Post) -> dict[str, Any]:
        """All of it; the day as ISO text."""
        values = {name: getattr(post.experience, name) for name in ExperienceForm.detail_names}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}

    def card_facts(self, post: Post) -> list[Fact]:
        """Where they stand, each grade with its word and reason, why it was stopped, whom to call."""
        row = post.experience
        facts = [
            Fact(_("Status"), Status(row.status).label, TONES[Status(row.status)]),
            Fact(pgettext_lazy("first day", "Since"), day(row.since)),
        ]
        facts += [Fact(CRITERIA[name], f"{with_colon(said)} {why}") for name, said, why in grades_of(row)]
        facts += [Fact(_("Why it was stopped"), row.why_stopped), Fact(_("Who to call"), post.contact)]
        return [fact for fact in facts if fact.value]


def using_of(post: Post) -> int:
    """How many organisations have it in use, as everybody sees it who sees the technology."""
    row: Any = post.technology
    if not hasattr(row, "using"):
        # Read in another way than through the details of a list.
        row = Technology.objects.get(pk=post.pk)
    return int(row.using)


def grades_of(row: Experience) -> list[tuple[str, str, str]]:
    """What was rated: criterion, number with its word, reason."""
    given = [(name, getattr(row, name), getattr(row, f"{name}_why")) for name in CRITERIA]
    return [(name, f"{grade} · {GRADES[grade]}", why) for name, grade, why in given if grade in GRADES]


kind = TechnologyKind()
experience = ExperienceKind()
