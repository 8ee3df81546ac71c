"""Which of the asked organisations a row is about: by its names and those of its place, never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from intercity.core.text import fold
from intercity.kinds.rollcall.models import RollCall
from intercity.organisations.models import Organisation
from intercity.places.models import CityName
from intercity.places.names import country_name, find_country
from intercity.places.spelling import spellings, strip_designator

# So many names are compared letter by letter with all others.
MOST_HINTS: Final = 20
PIECE: Final = 500


class NotFoundError(Exception):
    """No organisation, or more than one; the text says what to do."""


class CityBook:
    """The asked organisations by every name that they have."""

    def __init__(self, rollcall: RollCall) -> None:
        """Read those that are asked."""
        asked = Organisation.objects.filter(rollcalls__rollcall=rollcall)
        self.all = tuple(asked.select_related("place").order_by("name", "pk"))
        # What an organisation is called goes before what its place is called, or is left of its name.
        self._own: dict[str, list[Organisation]] = {}
        self._loose: dict[str, list[Organisation]] = {}
        self._hints = 0
        for one in self.all:
            own = own_names(one)
            add(self._own, one, own)
            add(self._loose, one, loose_names(one, own))

    def learn(self, texts: Iterable[str]) -> None:
        """Look up the other names of the asked places, for texts that no organisation is called by."""
        wanted = sorted({way for text in texts for way in ways(text) if not self._own.get(way)})
        by_place: dict[int, list[Organisation]] = {}
        for one in self.all:
            if one.place_id is not None:
                by_place.setdefault(one.place_id, []).append(one)
        for begin in range(0, len(wanted), PIECE):
            rows = CityName.objects.filter(folded__in=wanted[begin : begin + PIECE])
            for folded, place in rows.values_list("folded", "city"):
                for one in by_place.get(place, ()):
                    add(self._loose, one, [folded])

    def find(self, text: str, country: str = "") -> Organisation:
        """The organisation that `text` names, in the country that `country` names. Raises NotFoundError."""
        named = (names.get(way) for names in (self._own, self._loose) for way in ways(text))
        rows: list[Organisation] = next((found for found in named if found), [])
        code = find_country(country) if country else None
        fits = [one for one in rows if code is None or one.country == code]
        if len(fits) == 1:
            return fits[0]
        if fits:
            raise NotFoundError(
                _("More than one asked organisation is called “%(name)s”. Write the whole name, or its country beside.")
                % {"name": text[:80]}
            )
        if rows:
            countries = {country_name(one.country, get_language() or "en") for one in rows if one.country}
            raise NotFoundError(
                _("“%(name)s” is in another country here: %(countries)s. Correct the country, or leave it out.")
                % {"name": text[:80], "countries": ", ".join(sorted(countries)) or "–"}
            )
        raise NotFoundError(self._unknown(text))

    def _unknown(self, text: str) -> str:
        """What is said of a name that nobody has; with the names that look like it."""
        close: list[str] = []
        if self._hints < MOST_HINTS:
            self._hints += 1
            close = get_close_matches(fold(text)[:80], self._own, 3, 0.75)
        names = dict.fromkeys(one.plate for way in close for one in self._own[way])
        said = _("“%(name)s” is not among those that are asked.") % {"name": text[:80]}
        if not names:
            return said + " " + _("Check how it is written.")
        return said + " " + _("Is it %(names)s?") % {"names": ", ".join(list(names)[:3])}


def add(names: dict[str, list[Organisation]], organisation: Organisation, ways: Iterable[str]) -> None:
    """Write an organisation down under each of these names."""
    for way in ways:
        rows = names.setdefault(way, [])
        if organisation not in rows:
            rows.append(organisation)


def own_names(organisation: Organisation) -> set[str]:
    """Every way in which its own names are written, folded; and its address name."""
    names = (organisation.name, organisation.short_name)
    return {organisation.slug, *(way for name in names for way in spellings(name))} - {""}


def loose_names(organisation: Organisation, own: Iterable[str]) -> set[str]:
    """The name of its place, and its own without "City of"."""
    place = spellings(organisation.place.name) if organisation.place else set()
    return {*place, *(strip_designator(name)[0] for name in own)} - {""}


def ways(text: str) -> list[str]:
    """How a text of a table may be meant: as it stands, folded, without "City of"."""
    folded = fold(text[:200])
    return list(dict.fromkeys([text[:200].replace("\x00", "").strip().lower(), folded, strip_designator(folded)[0]]))


def asked_by_name(rollcall: RollCall, text: str) -> Organisation:
    """The asked organisation that somebody typed. Raises NotFoundError."""
    text = text.replace("\x00", "").strip()
    exact = Organisation.objects.filter(Q(slug=text[:64]) | Q(name=text[:200]), rollcalls__rollcall=rollcall)
    found = list(exact[:2])
    if len(found) == 1:
        return found[0]
    book = CityBook(rollcall)
    book.learn([text])
    return book.find(text)
