"""What the room itself says: how much there is in all, and from where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from intercity.briefs.statements import Cite, Dot, Part, Statement, say
from intercity.briefs.wanted import Wanted
from intercity.core.templatetags.intercity import number
from intercity.posts.models import Post

# Before every country, however many organisations it has.
MAP_FIRST: Final = 1_000_000


def in_all(wanted: Wanted) -> list[Statement]:
    """How many posts, of how many organisations, in how many countries; nothing where there are none."""
    posts = wanted.read
    if not posts:
        return []
    countries = {post.organisation.country for post in posts} - {""}
    frame = _("In all – posts: %(posts)s; organisations: %(organisations)s; countries: %(countries)s.")
    pieces = say(frame, posts=number(len(posts)), organisations=number(voices(posts)), countries=number(len(countries)))
    return [Statement("all", Part.NUMBERS, pieces, cites_of(posts), weight=100)]


def by_country(wanted: Wanted) -> list[Statement]:
    """A row for each country, the one with most organisations first."""
    found = defaultdict(list)
    for post in wanted.read:
        if post.organisation.country:
            found[post.organisation.country].append(post)
    rows = [row_of(code, posts) for code, posts in sorted(found.items())]
    return sorted(rows, key=lambda row: -row.weight)


def on_map(wanted: Wanted) -> list[Statement]:
    """A dot for each organisation with a place; nothing where none has one."""
    found = defaultdict(list)
    for post in wanted.read:
        if post.organisation.place is not None:
            found[post.organisation_id].append(post)
    if not found:
        return []
    dots = [dot_of(posts) for posts in found.values()]
    posts = [post for each in found.values() for post in each]
    frame = _("On the map – organisations: %(organisations)s; posts: %(posts)s.")
    pieces = say(frame, organisations=number(len(dots)), posts=number(len(posts)))
    return [Statement("where/map", Part.WHERE, pieces, cites_of(posts), weight=MAP_FIRST, dots=dots)]


def dot_of(posts: Sequence[Post]) -> Dot:
    """One organisation; its posts come the newest first."""
    who = posts[0].organisation
    assert who.place is not None
    return Dot(who.plate, who.place.longitude, who.place.latitude, len(posts), posts[0].uid)


def row_of(code: str, posts: Sequence[Post]) -> Statement:
    """One country."""
    cells = (posts[0].organisation.country_label, number(voices(posts)), number(len(posts)))
    pieces = say(
        _("%(country)s – organisations: %(organisations)s; posts: %(posts)s."),
        country=cells[0], organisations=cells[1], posts=cells[2],
    )  # fmt: skip
    return Statement(f"where/{code}", Part.WHERE, pieces, cites_of(posts), weight=voices(posts), cells=cells)


def voices(posts: Sequence[Post]) -> int:
    """Of how many organisations they are."""
    return len({post.organisation_id for post in posts})


def cites_of(posts: Sequence[Post]) -> tuple[Cite, ...]:
    """What a number counts is where it comes from."""
    return tuple(Cite(post.uid) for post in posts)
