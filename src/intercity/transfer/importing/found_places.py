"""Which organisation a measure is about, from the tracker's words for the place. Never guesses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction

from intercity.core.slugs import make_slug
from intercity.core.text import fold
from intercity.organisations.actions.founding import record_organisation
from intercity.organisations.models import Level, Organisation, Type
from intercity.places.matching import PlaceMatcher
from intercity.places.models import City, Region
from intercity.places.names import country_name, find_country, is_international
from intercity.transfer.reading.measure import Measure

_LONGEST_PLACE = 200
_LONGEST_NAME = 160
_EUROPE = frozenset({"european union", "eu"})
Key = tuple[str, str]


@dataclass(frozen=True)
class Place:
    """Where a measure belongs: the organisation, the tracker's words, and whether they were understood."""

    organisation: Organisation
    text: str
    matched: bool


@dataclass
class PlaceBook:
    """Finds organisations for measures and keeps those to be made until `save_new`.

    Reads all organisations and the matcher's tables once, then only what others added meanwhile (`catch_up`).
    """

    matcher: PlaceMatcher = field(default_factory=PlaceMatcher)
    _known: dict[Key, Organisation] = field(default_factory=dict)
    _slugs: set[str] = field(default_factory=set)
    _new: list[Organisation] = field(default_factory=list)
    _places: dict[tuple[str, ...], Place] = field(default_factory=dict)
    _newest: int = 0

    def __post_init__(self) -> None:
        """Learn which organisations there are."""
        self.catch_up()

    def catch_up(self) -> None:
        """Learn which organisations were added; one that takes part goes before one that was imported."""
        added = list(Organisation.objects.filter(pk__gt=self._newest).order_by("-unclaimed", "-pk"))
        self._newest = max((organisation.pk for organisation in added), default=self._newest)
        for organisation in added:
            self._slugs.add(organisation.slug)
            key = _key_of(organisation)
            if key and (key not in self._known or not organisation.unclaimed):
                self._known[key] = organisation
                self._places.clear()

    def find(self, measure: Measure) -> Place:
        """Return the place of a measure; its organisation may still be unsaved (see `save_new`)."""
        words = (measure.level, measure.country_text, measure.region_text, measure.city_text)
        place = self._places.get(words)
        if place is None:
            place = self._places[words] = self._look(measure)
        return place

    def save_new(self) -> None:
        """Save the organisations that `find` made; must be done before their posts are written."""
        new, self._new = self._new, []
        if not new:
            return
        with transaction.atomic():
            # Somebody may have taken a slug a moment ago.
            taken = set(Organisation.objects.filter(slug__in=[one.slug for one in new]).values_list("slug", flat=True))
            self._slugs |= taken
            for organisation in new:
                if organisation.slug in taken:
                    organisation.slug = make_slug(organisation.name, self._slugs.__contains__)
                    self._slugs.add(organisation.slug)
            Organisation.objects.bulk_create(new)
            for organisation in new:
                record_organisation("organisation.created", organisation, None)

    @property
    def has_new(self) -> bool:
        """Whether `save_new` would write."""
        return bool(self._new)

    def _look(self, measure: Measure) -> Place:
        country = find_country(measure.country_text)
        if measure.level == "international" or country is None:
            return self._above_countries(measure)
        text = ", ".join(part for part in (measure.city_text, measure.region_text) if part)[:_LONGEST_PLACE]
        if measure.level == "national":
            return Place(self._country(country), "", matched=True)
        found = self._below_country(measure, country)
        if found is not None:
            return Place(found, text, matched=True)
        region = self.matcher.match_region(measure.region_text, country) if measure.region_text else None
        about = self._region(region) if region else self._country(country)
        return Place(about, text, matched=False)

    def _below_country(self, measure: Measure, country: str) -> Organisation | None:
        """Return the city or region that the measure's own place cell names."""
        region_text = measure.region_text
        if measure.level == "local":
            match = self.matcher.match(measure.city_text, country=country, region=region_text, level_hint="city")
            if match.city or measure.city_text:
                return self._city(match.city) if match.city else None
        if not region_text:
            return None
        if region := self.matcher.match_region(region_text, country):
            return self._region(region)
        city = self.matcher.match(region_text, country=country).city
        return self._city(city) if city else None

    def _above_countries(self, measure: Measure) -> Place:
        text = measure.country_text[:_LONGEST_PLACE]
        if fold(text) in _EUROPE:
            return Place(self._named("European Union", Type.EU, Level.EUROPEAN), text, matched=True)
        if is_international(text) or measure.level == "international":
            several = self._named("Several countries", Type.INTERNATIONAL, Level.INTERNATIONAL)
            return Place(several, text, matched=True)
        return Place(self._named(text or "Unknown place", Type.MINISTRY, Level.NATIONAL), text, matched=False)

    def _city(self, city: City) -> Organisation:
        def made() -> Organisation:
            return Organisation(name=city.name, type=Type.CITY, level=Level.LOCAL, country=city.country_id, place=city)

        return self._get(("city", str(city.pk)), made)

    def _region(self, region: Region) -> Organisation:
        def made() -> Organisation:
            name = region.name
            return Organisation(name=name, type=Type.REGION, level=Level.REGIONAL, country=region.country_id)

        return self._get(("region", f"{region.country_id} {fold(region.name)}"), made)

    def _country(self, code: str) -> Organisation:
        def made() -> Organisation:
            return Organisation(name=country_name(code, "en"), type=Type.MINISTRY, level=Level.NATIONAL, country=code)

        return self._get(("country", f"{code} {fold(country_name(code, 'en'))}"), made)

    def _named(self, name: str, kind: Type, level: Level) -> Organisation:
        name = name[:_LONGEST_NAME]
        return self._get(("name", fold(name)), lambda: Organisation(name=name, type=kind, level=level))

    def _get(self, key: Key, make: Callable[[], Organisation]) -> Organisation:
        organisation = self._known.get(key)
        if organisation is None:
            organisation = self._known[key] = make()
            organisation.unclaimed = True
            organisation.slug = make_slug(organisation.name, self._slugs.__contains__)
            self._slugs.add(organisation.slug)
            self._new.append(organisation)
        return organisation


def _key_of(organisation: Organisation) -> Key | None:
    """Return the key under which `PlaceBook` looks for this organisation, None if it never does."""
    name = fold(organisation.name)
    if organisation.type == Type.CITY:
        return ("city", str(organisation.place_id)) if organisation.place_id else None
    if organisation.type == Type.REGION:
        return "region", f"{organisation.country} {name}"
    if organisation.country:
        return "country", f"{organisation.country} {name}"
    return "name", name
