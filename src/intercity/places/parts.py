"""Parts of Europe, as people speak of them: words for where a city is that do not name its country."""

from __future__ import annotations

from typing import Final

BEYOND: Final = "beyond"
PARTS: Final = {
    "north": frozenset({"AX", "DK", "EE", "FI", "FO", "IS", "LT", "LV", "NO", "SE", "SJ"}),
    "west": frozenset({"BE", "FR", "GB", "GG", "IE", "IM", "JE", "LU", "MC", "NL"}),
    "central": frozenset({"AT", "CH", "CZ", "DE", "HU", "LI", "PL", "SI", "SK"}),
    "south": frozenset({"AD", "CY", "ES", "GI", "GR", "IT", "MT", "PT", "SM", "VA"}),
    "southeast": frozenset({"AL", "BA", "BG", "HR", "ME", "MK", "RO", "RS", "TR", "XK"}),
    "east": frozenset({"AM", "AZ", "BY", "GE", "MD", "RU", "UA"}),
}
_OF = {country: part for part, countries in PARTS.items() for country in countries}


def part_of(country: str) -> str:
    """The part of Europe in which the country with this code is; BEYOND for all others."""
    return _OF.get(country, BEYOND)
