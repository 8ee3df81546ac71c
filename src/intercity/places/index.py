"""The names of all places in memory, ready to be asked: one read of the tables, then no query."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Literal, get_args

from intercity.places.models import City, CityName, Region
from intercity.places.spelling import spellings, strip_designator

Step = Literal["exact", "folded", "alternate"]
RegionStep = Literal["folded", "alternate", "stripped"]
Names = dict[str, tuple[int, ...]]
RegionNames = dict[tuple[str, str], list[str]]


class CityIndex:
    """Cities by exact name, folded name and alternate name. About 40 MB for the whole world."""

    def __init__(self) -> None:
        self._fields = [field.attname for field in City._meta.concrete_fields]
        self._rows = {row[0]: row for row in City.objects.order_by().values_list(*self._fields).iterator()}
        at = self._fields.index
        self._country, self._region, self._namesake = at("country_id"), at("region_id"), at("has_namesake")
        name, folded = at("name"), at("folded")
        self._names: dict[Step, Names] = {
            "exact": _grouped((row[name], number) for number, row in self._rows.items()),
            "folded": _grouped((row[folded], number) for number, row in self._rows.items()),
            "alternate": _grouped(CityName.objects.order_by().values_list("folded", "city_id").iterator()),
        }

    def find(self, step: Step, name: str, country: str | None) -> list[int]:
        """Return the ids of the cities that have this name, in one country or everywhere (None)."""
        found = self._names[step].get(name, ())
        return [number for number in found if country is None or self._rows[number][self._country] == country]

    def region(self, number: int) -> str | None:
        """Return the code of the region that a city lies in."""
        code: str | None = self._rows[number][self._region]
        return code

    def has_namesake(self, number: int) -> bool:
        """Whether a comparable place elsewhere in the country has the city's name."""
        return bool(self._rows[number][self._namesake])

    def city(self, number: int) -> City:
        """Return the city as a model instance, without a query."""
        return City.from_db("default", self._fields, self._rows[number])


class RegionIndex:
    """Regions by code and by every name they go by, within a country."""

    def __init__(self) -> None:
        self.regions = {region.code: region for region in Region.objects.order_by("code")}
        self._names: dict[RegionStep, RegionNames] = {step: defaultdict(list) for step in get_args(RegionStep)}
        for region in self.regions.values():
            own, others = spellings(region.name), set(region.folded_names.split("|"))
            bare = {strip_designator(key)[0] for key in own | others}
            self._file(region, "folded", own)
            self._file(region, "alternate", others - own)
            self._file(region, "stripped", bare - own - others)

    def find(self, step: RegionStep, folded: str, country: str) -> Region | None:
        """Return the one region that has this name in the country, or None if there is none or more than one.

        "folded" asks for its own name, "alternate" for the others, "stripped" for any, with "province"
        and the like left out. A region of the first level goes before its part of the same name (Madrid).
        """
        found = [self.regions[code] for code in self._names[step].get((country, folded), ())]
        top = [region for region in found if region.parent_id is None] or found
        return top[0] if len(top) == 1 else None

    def named(self, folded: str, country: str) -> set[str]:
        """Return the codes of all regions that go by this name, with the regions that they are part of.

        "Sofia" is the city's region and the one around it: both.
        """
        bare = strip_designator(folded)[0]
        for asked in (folded, bare):
            found = {code for names in self._names.values() for code in names.get((country, asked), ())}
            if found:
                return {each for code in found for each in self.around(code)}
        return set()

    def around(self, code: str | None) -> set[str]:
        """Return the code of a region and of the region that it is part of."""
        region = self.regions.get(code or "")
        return {each for each in (code, region and region.parent_id) if each}

    def _file(self, region: Region, step: RegionStep, keys: Iterable[str]) -> None:
        for key in keys:
            self._names[step][region.country_id, key].append(region.code)


def _grouped(pairs: Iterable[tuple[str, int]]) -> Names:
    groups: dict[str, tuple[int, ...]] = {}
    for name, number in pairs:
        groups[name] = (*groups.get(name, ()), number)
    return groups
