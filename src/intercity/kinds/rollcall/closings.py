"""When a roll call was closed last, and what of its answers stays to be cited, also when it was opened again.

Figures stay as they were. Words do not: what a city has changed or taken back since is said no more, and whom to call
is of use today only, and may name somebody who has left.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from intercity.activity.models import Activity
from intercity.kinds.rollcall.seeing import Seen
from intercity.kinds.rollcall.sheet import Row, sheet_of
from intercity.kinds.rollcall.values.types import Words
from intercity.posts.models import Post


def last_closing(post: Post) -> datetime | None:
    """The moment of the present closing, else of the last one; None where it was never closed."""
    closed_at: datetime | None = post.rollcall.closed_at
    if closed_at is not None:
        return closed_at
    acts = Activity.objects.filter(post_uid=post.uid, verb="rollcall.closed").order_by("-pk")
    data = acts.values_list("data", flat=True).first()
    return datetime.fromisoformat(data["closed_at"]) if data is not None else None


def rows_to_cite(seen: Seen, rows: Sequence[Row]) -> list[Row]:
    """Rows of a closing as they may be cited, against what their cities say now."""
    standing = sheet_of(seen.rollcall).rows
    return [to_cite(row, standing.get(row.city.pk)) for row in rows]


def to_cite(row: Row, now: Row | None) -> Row:
    """One of them; `now` is None for a city that has withdrawn its answer."""
    gone = _("(taken out since)")
    says = now.values if now is not None else {}
    values = {
        name: Words(gone) if isinstance(value, Words) and says.get(name) != value else value
        for name, value in row.values.items()
    }
    comment = row.comment if now is not None and now.comment == row.comment else ""
    source = row.source if now is not None and now.source == row.source else ""
    if (comment, source) != (row.comment, row.source):
        comment = comment or gone
    return row._replace(values=values, comment=comment, source=source, contact="")
