"""Who takes part, for those who organise it: names only where the reader may see people of that organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.kinds.event.attending.models import Part, Registration
from intercity.kinds.event.attending.policies import has_event
from intercity.organisations.models import Organisation
from intercity.organisations.permissions import may
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.posts.table.cells import Value
from intercity.posts.table.delimited import write_lines

ORDER: Final = (Part.COMING, Part.WAITING, Part.DECLINED, Part.CANCELLED, Part.LOST)
PERHAPS: Final = gettext_lazy("Takes part, perhaps")


@dataclass(frozen=True)
class Row:
    """One registration; `name` is "" for whoever may not see the people of its organisation."""

    uid: str
    name: str
    organisation: Organisation
    state: str
    words: str | Promise
    at: datetime
    attended: bool | None

    @property
    def holds(self) -> bool:
        """Whether they were to come."""
        return self.state in (Part.COMING, Part.WAITING)


def rows_for(viewer: Viewer, post: Post) -> list[Row]:
    """Everybody who registered: who comes, who waits (in their order), who does not come any more."""
    found = Registration.objects.filter(post=post).select_related("person", "organisation").order_by("at", "pk")
    seen: dict[int, bool] = {}
    rows = []
    for one in found:
        if one.organisation_id not in seen:
            seen[one.organisation_id] = may(viewer, "organisation.see_people", one.organisation)
        rows.append(row_of(one, names_people=seen[one.organisation_id]))
    return sorted(rows, key=lambda row: ORDER.index(Part(row.state)))


def attended(post: Post) -> list[int]:
    """Keys of the people who were at an event (see `posts.attendees`): whose names were ticked, or where nobody ticked
    any, all who said that they take part.
    """
    if not has_event(post) or post.event.is_cancelled or post.event.starts_at > timezone.now():
        return []
    coming = Registration.objects.filter(post=post, state=Part.COMING).order_by("pk")
    ticked = coming.exclude(attended=None)
    there = ticked.filter(attended=True) if ticked.exists() else coming
    return list(there.values_list("person", flat=True))


def row_of(one: Registration, *, names_people: bool) -> Row:
    """One line."""
    perhaps = one.tentative and one.state == Part.COMING
    words = PERHAPS if perhaps else Part(one.state).label
    name = str(one.person) if names_people else ""
    return Row(one.uid, name, one.organisation, one.state, words, one.at, one.attended)


def as_csv(rows: list[Row], separator: str) -> bytes:
    """The same as a file; `separator` is a name of `posts.table.delimited.SEPARATORS`."""
    out = BytesIO()
    headings = [_("Name"), _("For"), _("Country"), _("State"), _("Since"), _("Was there")]
    write_lines(headings, (cells_of(row) for row in rows), out, separator)
    return out.getvalue()


def cells_of(row: Row) -> list[Value]:
    """One line of the file."""
    there = "" if row.attended is None else (_("Yes") if row.attended else _("No"))
    return [row.name, row.organisation.name, row.organisation.country_label, str(row.words), row.at, there]


def file_name(post: Post) -> str:
    """The file's name. Whatever label the event has, names of people are for those who organise it."""
    exercise = ["exercise"] if post.space.is_exercise else []
    return f"{'-'.join([*exercise, 'taking-part', post.uid, timezone.localdate().isoformat()])}.csv"
