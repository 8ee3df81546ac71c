"""Organisations by the names that people type."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from django.utils.translation import gettext as _

from intercity.core.text import fold
from intercity.organisations.models import Organisation


class UnknownNameError(Exception):
    """Why a name leads to no organisation, in a sentence."""


class Names:
    """Finds organisations of the network; all names are read once, when the first is asked for."""

    @cached_property
    def known(self) -> dict[str, set[int]]:
        """The keys of those that are called so, by folded name, short name and the name in their address."""
        found: dict[str, set[int]] = defaultdict(set)
        for key, *names in Organisation.objects.values_list("pk", "name", "short_name", "slug"):
            for name in names:
                found[fold(name)].add(key)
        found.pop("", None)
        return found

    def key(self, text: str) -> int:
        """The key of the one organisation that is called so; UnknownNameError for none, and for several."""
        keys = self.known.get(fold(text), set())
        if len(keys) == 1:
            return next(iter(keys))
        shown = {"name": text[:60]}
        if keys:
            raise UnknownNameError(_("Several organisations are called “%(name)s”. Write the longer name.") % shown)
        raise UnknownNameError(_("No organisation here is called “%(name)s”. Check the spelling.") % shown)
