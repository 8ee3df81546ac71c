"""Events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from intercity.core.templatetags.intercity import language_name
from intercity.kinds.event.forms import EventForm
from intercity.kinds.event.links import address_link
from intercity.kinds.event.models import Mode
from intercity.kinds.event.saying import own_when, when, where, zone_words
from intercity.kinds.event.structured import event_ld
from intercity.kinds.event.wall import in_words
from intercity.kinds.event.writing import agenda_of, write_event
from intercity.posts.forms import PostForm
from intercity.posts.kinds import Choices, Fact, TableValue
from intercity.posts.models import Post
from intercity.posts.plain_kind import PlainKind

WHEN = (("coming", _("Coming")), ("past", _("Past")))


class EventKind(PlainKind):
    """Something that people come to."""

    name = "event"
    label = _("Event")
    plural = _("Events")
    prompt = _("An event")
    seldom = True
    relation = "event"
    begins = "begins_on"
    seeds = True

    def quick_form(self) -> type[PostForm]:
        """One form for all of it, most of which is folded away."""
        return EventForm

    def save_details(self, post: Post, details: Mapping[str, Any]) -> None:
        """Write what was given, and count the change for calendars."""
        write_event(post, details)

    def save_many_details(self, pairs: Sequence[tuple[Post, Mapping[str, Any]]]) -> None:
        """Write new ones."""
        for post, details in pairs:
            write_event(post, details, is_new=True)

    def details(self, post: Post) -> dict[str, Any]:
        """As the form has it; when it is stands under "day" in one line, which search leaves out as a day."""
        row = post.event
        return {
            "day": in_words(row), "mode": row.mode, "place": row.place, "link": row.link, "capacity": row.capacity,
            "question": row.question, "agenda": agenda_of(row), "access": row.access,
            "interpretation": row.interpretation, "is_series": row.is_series,
        }  # fmt: skip

    def card_facts(self, post: Post) -> list[Fact]:
        """Whether it is cancelled or over, when and where it is."""
        row = post.event
        facts = [
            Fact(_("Status"), _("Cancelled"), "off") if row.is_cancelled else Fact("", ""),
            Fact(_("Series"), _("Several editions"), "") if row.is_series else Fact("", ""),
            Fact(_("When"), when(row), "past" if row.over_at else ""), Fact(_("Where"), where(row)),
        ]  # fmt: skip
        return [fact for fact in facts if fact.value]

    def mail_facts(self, post: Post) -> list[Fact]:
        """The card's, with the time as the clock of the one reader shows it."""
        term = str(_("When"))
        facts = self.card_facts(post)
        return [replace(fact, value=own_when(post.event)) if str(fact.term) == term else fact for fact in facts]

    def page_facts(self, post: Post) -> list[Fact]:
        """The card's, and what who comes must know."""
        row = post.event
        places = ngettext("%(n)d place", "%(n)d places", row.capacity) % {"n": row.capacity} if row.capacity else ""
        facts = [
            Fact(_("Time zone"), "" if row.all_day else zone_words(row)),
            Fact(_("Link"), "" if row.is_cancelled else address_link(row.link)),
            Fact(pgettext_lazy("for people", "Places"), places),
            Fact(_("Interpreted into"), ", ".join(language_name(code) for code in row.interpretation)),
            Fact(_("Accessibility"), row.access),
        ]
        return [*self.card_facts(post), *(fact for fact in facts if fact.value)]

    def sections(self, post: Post) -> list[Fact]:
        """The question it asks."""
        return [Fact(_("The question it asks"), post.event.question)] if post.event.question else []

    def table_cells(self, post: Post) -> dict[str, TableValue]:
        """Both days, and whether it was cancelled."""
        row = post.event
        status = _("Cancelled") if row.is_cancelled else (_("Past") if row.over_at else _("Coming"))
        return {"status": str(status), "begins": row.first_day, "ends": row.last_day}

    def stream_filter(self, params: Mapping[str, str]) -> Q | None:
        """`?when=coming` or `?when=past`; `?mode=online`."""
        found = Q(kind=self.name)
        if params.get("when") in dict(WHEN):
            found &= Q(event__over_at=None) if params["when"] == "coming" else Q(event__over_at__isnull=False)
        if params.get("mode") in Mode.values:
            found &= Q(event__mode=params["mode"])
        return found if found != Q(kind=self.name) else None

    def stream_choices(self) -> list[Choices]:
        """By whether it is past, and by where one takes part."""
        return [Choices("when", _("When"), WHEN), Choices("mode", pgettext_lazy("of an event", "How"), Mode.choices)]

    def filter_values(self, post: Post) -> Mapping[str, str]:
        """Both."""
        return {"when": "past" if post.event.over_at else "coming", "mode": post.event.mode}

    def still_seeds(self, post: Post) -> bool:
        """Nothing grows from what was called off."""
        return not post.event.is_cancelled

    def json_ld(self, post: Post) -> dict[str, Any]:
        """An event in schema.org's words."""
        return event_ld(post)


kind = EventKind()
