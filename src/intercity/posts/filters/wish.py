"""Ways to narrow a list, and what an address asks for with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Facet:
    """One way to narrow a list: its parameter, its heading, label by value, and the filter of a value.

    `listed`: its few values stand open beside the list, each a link; those of others are picked from a menu.
    """

    param: str
    heading: Text
    options: Mapping[str, Text]
    find: Callable[[str], Q]
    listed: bool = False
    offered: frozenset[str] | None = None
    """The values that are offered beside this list, None for all; an address may have the others all the same."""

    @property
    def shown(self) -> Mapping[str, Text]:
        """What is offered, value and label."""
        if self.offered is None:
            return self.options
        return {value: label for value, label in self.options.items() if value in self.offered}


@dataclass(frozen=True)
class Chosen:
    """One value that the address asks for."""

    param: str
    value: str
    label: Text


@dataclass(frozen=True)
class Wish:
    """What an address asks of a list: the filter, its chosen values, and the parameters nobody understood."""

    where: Q
    chosen: Sequence[Chosen]
    ignored: Sequence[str]

    @property
    def query(self) -> str:
        """The shortest query that asks for the same, for the canonical address."""
        return urlencode([(one.param, one.value) for one in self.chosen])


def read_wish(params: Mapping[str, str], facets: Sequence[Facet]) -> Wish:
    """What the parameters ask for; a value that its facet does not know is ignored and named."""
    where, chosen, ignored = Q(), [], []
    for facet in facets:
        value = params.get(facet.param, "")
        if value in facet.options:
            where &= facet.find(value)
            chosen.append(Chosen(facet.param, value, facet.options[value]))
        elif value:
            ignored.append(value[:40])
    return Wish(where, chosen, ignored)
