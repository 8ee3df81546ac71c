"""Rows of the map's table as HTML. Written here, not in a template: a network may have a thousand cities."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from intercity.core.templatetags.intercity import number
from intercity.pages.map.figures import Source
from intercity.posts.table.html import day_text
from intercity.spaces.models import Space


def rows_html(sources: Iterable[Source], space: Space, query: str) -> SafeString:
    """The `<tr>` of each source; those on the map are named for its script. `query` holds the filters."""
    base = reverse("space_map", args=[space.slug])
    said = f'<span class="hidden"> {escape(_("(not confirmed by the city)"))}</span>'
    language = get_language() or "en"
    # Every part is escaped.
    return mark_safe("\n".join(row_html(one, base, escape(query), said, language) for one in sources))


def row_html(one: Source, base: str, query: str, unconfirmed: str, language: str) -> str:
    """One row; the name leads to the posts."""
    tone = "unclaimed" if one.unclaimed else "taking-part"
    drawn = f' data-slug="{one.slug}"' if one.place is not None else ""
    name = f"{escape(one.name)}{unconfirmed if one.unclaimed else ''}"
    return (
        f'<tr><th scope="row"><a class="{tone}" href="{base}/{one.slug}{query}"{drawn}>{name}</a></th>'
        f'<td>{escape(one.country)}</td><td class="n">{number(one.posts)}</td>'
        f"<td>{moment_html(one.newest, language)}</td></tr>"
    )


def moment_html(at: datetime, language: str) -> str:
    """When; the browser makes it relative. The day's text is kept, for many rows share it."""
    local = timezone.localtime(at)
    text = f"{day_text(local.date(), language)}, {local:%H:%M}"
    return f'<time datetime="{local.isoformat(timespec="seconds")}" data-relative>{escape(text)}</time>'
