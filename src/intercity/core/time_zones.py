"""The time zones that people choose among: each once, by the name that it has today."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from babel.core import get_global
from django import forms
from django.utils.translation import gettext as _

Option = tuple[str, str]


class ZoneField(forms.ChoiceField):
    """Takes every zone that there is: what was stored by an older name (Europe/Kiev) stays good."""

    def valid_value(self, value: Any) -> bool:
        """Whether it is a zone, or what the list offers besides."""
        return super().valid_value(value) or value in known_zones()


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    """Every name that this installation knows, former ones too."""
    return frozenset(zone for zone in available_timezones() if "/" in zone)


@lru_cache(maxsize=1)
def zones_by_country() -> dict[str, str]:
    """The country of each zone, by the names of today, in their order; no former names, none without a place."""
    found = get_global("zone_territories")
    return {zone: found[zone] for zone in sorted(found) if zone in known_zones() and not zone.startswith("Etc/")}


def name_today(zone: str) -> str:
    """The name of a zone today, where it was given by a former one."""
    return str(get_global("zone_aliases").get(zone, zone))


def zone_options(first: Iterable[str], country: str = "") -> list[tuple[str, list[Option]]]:
    """Two groups: what is likely (`first`, kept as it was stored, and the zones of a country), and all others."""
    at_home = [zone for zone, code in zones_by_country().items() if country and code == country]
    near = list(dict.fromkeys([*(zone for zone in first if zone), *at_home]))
    rest = [zone for zone in ("UTC", *zones_by_country()) if zone not in near]
    return [(_("Likely"), [option(zone) for zone in near]), (_("All others"), [option(zone) for zone in rest])]


def option(zone: str) -> Option:
    """A zone as a list shows it."""
    return zone, zone.replace("_", " ")
