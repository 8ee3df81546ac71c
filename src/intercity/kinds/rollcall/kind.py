"""Roll calls, on the screen "Ask all cities"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from intercity.core.quick import insert_links
from intercity.core.templatetags.intercity import moment
from intercity.kinds.rollcall.fields import field_data, write_fields
from intercity.kinds.rollcall.forms.editing import RollCallForm
from intercity.kinds.rollcall.models import Invited, RollCall
from intercity.kinds.rollcall.seeing import see
from intercity.kinds.rollcall.sentence import sentence
from intercity.kinds.rollcall.standing import Standing, in_standing, standing_of
from intercity.kinds.rollcall.visibility import answers_label
from intercity.organisations.viewers import Viewer
from intercity.posts.actions.releasing import label_for_now
from intercity.posts.forms import PostForm
from intercity.posts.kinds import Choices, Fact, TableValue
from intercity.posts.models import Post
from intercity.posts.plain_kind import PlainKind
from intercity.spaces.actions import do_narrow
from intercity.spaces.models import Space


class RollCallKind(PlainKind):
    """One question, one official answer of each organisation. It is composed on a page of its own."""

    name = "rollcall"
    label = _("Ask all cities")
    plural = _("Questions to all cities")
    prompt = _("Ask all cities")
    right = "rollcall.ask"
    relation = "rollcall"
    official = True
    need = _("We need to know this too")
    compared = True

    def composer(self, space: Space) -> str:
        """Its own page."""
        return reverse("rollcall_ask", args=[space.slug])

    def quick_form(self) -> type[PostForm]:
        """What can be changed of one that is asked already; its fields have a page of their own."""
        return RollCallForm

    def outcome(self, viewer: Viewer, post: Post) -> str:
        """The sentence that sums the answers up, once there is one."""
        seen = see(viewer, post)
        return sentence(seen) if seen is not None and seen.answered else ""

    def save_details(self, post: Post, details: Mapping[str, Any]) -> None:
        """Write the deadline and the label of the answers; a new one also gets its fields and those who are asked."""
        row = RollCall.objects.filter(post=post).first()
        if row is None:
            self.save_many_details([(post, details)])
            return
        row.deadline = details.get("deadline", row.deadline)
        row.answers_label = label_for_now(post.space, details.get("answers_label", row.answers_label))
        row.save(update_fields=["deadline", "answers_label"])

    def save_many_details(self, pairs: Sequence[tuple[Post, Mapping[str, Any]]]) -> None:
        """Write new ones: `deadline`, `answers_label`, `fields` (`fields.write_fields`), `organisations` (keys of who
        is asked), and where given `scope`, `repeat` and `first`.
        """
        for post, details in pairs:
            keys = list(dict.fromkeys(details["organisations"]))
            row = RollCall.objects.create(
                post=post, deadline=details["deadline"],
                answers_label=label_for_now(post.space, details["answers_label"]),
                scope=details.get("scope", {}), asked=len(keys), repeat=details.get("repeat", ""),
                first_id=details.get("first"),
            )  # fmt: skip
            write_fields(row, details["fields"])
            insert_links(Invited, ("rollcall", row.pk), "organisation", keys)
            # Answers for the space's own organisations make an audience of it, as posts do.
            do_narrow(post.space, row.answers_label)

    def details(self, post: Post) -> dict[str, Any]:
        """Deadline, label of the answers and fields."""
        row = post.rollcall
        return {
            "deadline": row.deadline.isoformat(),
            "answers_label": row.answers_label,
            "fields": field_data(row),
        }

    def card_facts(self, post: Post) -> list[Fact]:
        """Where it stands and until when; how many have answered only where everybody who sees it may know."""
        row, standing = post.rollcall, standing_of(post)
        facts = [Fact(_("Status"), standing.label, tone_of(standing)), Fact(_("Answer by"), moment(row.deadline))]
        return [*facts, Fact(_("Asked"), asked_text(row))] if answers_label(post) == post.label else facts

    def table_cells(self, post: Post) -> dict[str, TableValue]:
        """Where it stands, and the day of the deadline."""
        return {"status": str(standing_of(post).label), "ends": timezone.localdate(post.rollcall.deadline)}

    def stream_filter(self, params: Mapping[str, str]) -> Q | None:
        """`?asking=open` leaves those that stand so."""
        asked = params.get("asking", "")
        return Q(kind=self.name) & in_standing(asked) if asked in Standing.values else None

    def stream_choices(self) -> list[Choices]:
        """By where they stand."""
        return [Choices("asking", _("Questions to all cities"), Standing.choices)]

    def filter_values(self, post: Post) -> Mapping[str, str]:
        """Where it stands."""
        return {"asking": standing_of(post).value}

    def json_ld(self, post: Post) -> dict[str, Any]:
        """A schema.org question; its answers stand in its own JSON."""
        return {**super().json_ld(post), "@type": "Question", "name": post.title, "text": post.excerpt}


def tone_of(standing: Standing) -> str:
    """How a card shows it."""
    return {Standing.OPEN: "wait", Standing.OVER: "past", Standing.CLOSED: "past"}[standing]


def asked_text(row: RollCall) -> str:
    """How many are asked."""
    return ngettext_lazy("%(n)s organisation", "%(n)s organisations", "n") % {"n": row.asked}


kind = RollCallKind()
