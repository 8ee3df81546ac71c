"""The viewer's own city in a table that is kept for its whole audience: marked, or put on top of it."""

from __future__ import annotations

from intercity.kinds.rollcall.columns import columns_of, rows_html
from intercity.kinds.rollcall.filters import AnswerWish
from intercity.kinds.rollcall.seeing import Seen, see
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.posts.parts import find_for

# In the kept table: where own rows go that are on another page, and whose rows are the viewer's.
OWN_ROWS = '<tbody class="own"></tbody>'
OWN_CITIES = 'data-own=""'


def with_own_row(html: str, viewer: Viewer, post: Post, since: int, wish: AnswerWish) -> str:
    """The table with the rows of the viewer's organisations marked; those that it does not show stand on top."""
    mine = {one.organisation.uid: one.organisation_id for one in viewer.memberships}
    if not mine:
        return html
    absent = []
    for uid, key in mine.items():
        begin = f'<tr data-org="{uid}"'
        if begin in html:
            html = html.replace(begin, f'<tr class="mine" data-org="{uid}"', 1)
        else:
            absent.append(key)
    html = html.replace(OWN_CITIES, f'data-own="{" ".join(mine)}"', 1)
    if absent:
        name = ("own rows", post.pk, wish.per_head, tuple(absent))
        rows = find_for(viewer, name, [post.uid, "organisation"], lambda: own_rows(viewer, post, absent, wish), since)
        html = html.replace(OWN_ROWS, f'<tbody class="own">{rows}</tbody>', 1)
    return html


def own_rows(viewer: Viewer, post: Post, keys: list[int], wish: AnswerWish) -> str:
    """The rows of these organisations, "" where they have not answered."""
    seen: Seen | None = see(viewer, post)
    if seen is None:
        return ""
    rows = [wish.shown(seen.sheet.rows[key]) for key in keys if key in seen.sheet.rows]
    html = rows_html(rows, columns_of(post, seen.sheet.open_fields, per_head=wish.per_head))
    return html.replace("<tr ", '<tr class="mine" ')
