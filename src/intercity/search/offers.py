"""What stands beside the hits: for each filter its values, how many posts each would leave, and where that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote_plus

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intercity.core.templatetags.intercity import number
from intercity.posts.filters import Chosen, Facet
from intercity.posts.filters.wish import Text
from intercity.search.asked import Asked, Ways
from intercity.search.finding import Found

# So many values of a filter stand open; the others are folded away.
SHOWN = 6
# Stands for a value: no text that is searched for holds it, because `clean` takes such signs away.
MARK = "\0"
# Their values have an order of their own; all others come by number of posts.
ORDERED = frozenset({"kind", "status", "level", "size", "period"})


@dataclass(frozen=True)
class Option:
    """One value of a filter. A chosen one leads to the address without it."""

    label: Text
    count: int
    address: str
    chosen: bool


@dataclass(frozen=True)
class Offer:
    """One filter with its values; `more` are folded away."""

    param: str
    heading: Text
    shown: Sequence[Option]
    more: Sequence[Option]

    @property
    def shown_html(self) -> SafeString:
        """The open values as items of a list."""
        return items(self.shown)

    @property
    def more_html(self) -> SafeString:
        """The folded values as items of a list."""
        return items(self.more)


def items(options: Sequence[Option]) -> SafeString:
    """Links with counts. Past the templates: there are a hundred on a page, and they took most of its time."""
    # Every part is escaped or ours.
    return mark_safe("".join(f"<li>{item(option)}</li>" for option in options))


def item(option: Option) -> str:
    """One link."""
    count = number(option.count) if option.count > 999 else str(option.count)
    said = (
        f'<span class="n">{count}<span class="hidden"> {escape(ngettext("post", "posts", option.count))}</span></span>'
    )
    chosen = f'<span class="hidden"> {escape(_("(take this filter away)"))}</span>' if option.chosen else ""
    current = ' aria-current="true"' if option.chosen else ""
    return f'<a href="{escape(option.address)}" rel="nofollow"{current}>{escape(option.label)} {said}{chosen}</a>'


def offers(asked: Asked, ways: Ways, found: Found) -> list[Offer]:
    """The filters that would narrow what was found, and those that did."""
    made = (make_offer(facet, asked, counts_of(facet, ways, found), found.total) for facet in ways.facets)
    return [offer for offer in made if offer is not None]


def counts_of(facet: Facet, ways: Ways, found: Found) -> Mapping[str, int]:
    """Posts by value of a filter. The index knows spaces by their uid, addresses by their slug."""
    counts = found.counts.get(facet.param, {})
    if facet.param != "space":
        return counts
    return {slug: counts[space.uid] for slug, space in ways.spaces.items() if space.uid in counts}


def make_offer(facet: Facet, asked: Asked, counts: Mapping[str, int], total: int) -> Offer | None:
    """The values of one filter; None when none of them would change anything."""
    options = list(make_options(facet, asked, counts))
    if not options or all(option.count == total and not option.chosen for option in options):
        return None
    if facet.param not in ORDERED:
        options.sort(key=lambda option: (not option.chosen, -option.count, str(option.label)))
    # One more is not worth folding away.
    shown = len(options) if len(options) <= SHOWN + 1 else SHOWN
    return Offer(facet.param, facet.heading, options[:shown], options[shown:])


def make_options(facet: Facet, asked: Asked, counts: Mapping[str, int]) -> Iterator[Option]:
    """Each value that some post has, and the chosen one."""
    rest = asked.without(facet.param)
    chosen = next((one.value for one in asked.wish.chosen if one.param == facet.param), None)
    # The same for all values but for the value itself.
    before, after = asked.address([*rest, Chosen(facet.param, MARK, MARK)]).split(quote_plus(MARK))
    for value, label in facet.options.items():
        if value == chosen:
            yield Option(label, counts.get(value, 0), asked.address(rest), True)
        elif counts.get(value):
            yield Option(label, counts[value], f"{before}{quote_plus(value)}{after}", False)
