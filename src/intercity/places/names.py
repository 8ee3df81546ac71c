"""Names of countries: from code to name in any language, and from a tracker's spelling to code.

Needs no database. Names come from Babel (Unicode CLDR), further spellings from `data/country_names.tsv`.
"""

from collections import defaultdict
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from intercity.core.text import fold
from intercity.places.files import plain_rows, prepared_rows

NO_COUNTRY = "-"
# Read in this order: where two languages disagree about a spelling, the earlier one is right.
_LANGUAGES = """
    en fr de es it pt nl pl bg el ro cs hu sv da fi nb sk sl hr sr mk sq lt lv et ga mt uk ru tr ca eu gl is
"""
# Codes that are everyday words when written small ("no", "and", "are" …).
_WORDS = """
    am an and are as at be by can do he in is it la me my na no of per so to
"""


def country_name(code: str, language: str) -> str:
    """Return the name of a country in a language ("FR", "bg" → "Франция").

    `language` is a Django or Babel language code; an unknown one gives English. An unknown country
    code is returned as it is.
    """
    return _territories(language).get(code.upper()) or _territories("en").get(code.upper(), code)


def find_country(text: str) -> str | None:
    """Return the ISO alpha-2 code of the country that `text` names, or None.

    Takes ISO alpha-2 and alpha-3 codes, names in about thirty languages and common other spellings;
    case and accents do not matter. "European Union" and the like are no country: see `is_international`.
    """
    code = _code_of(text)
    return None if code == NO_COUNTRY else code


def is_international(text: str) -> bool:
    """Whether `text` names something above countries ("European Union", "World", "Africa")."""
    return _code_of(text) == NO_COUNTRY


def _code_of(text: str) -> str | None:
    stripped = text.strip()
    if not stripped.isupper() and stripped.lower() in _WORDS.split():
        return None
    return _spellings().get(_fold_country(stripped))


def _fold_country(name: str) -> str:
    words = fold(name.replace("&", " and ")).split()
    return " ".join("saint" if word == "st" else word for word in words)


@lru_cache(maxsize=64)
def _territories(language: str) -> dict[str, str]:
    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en")
    return dict(locale.territories)


@lru_cache(maxsize=1)
def _spellings() -> dict[str, str]:
    codes = {row[0]: row[1] for row in prepared_rows("countries.tsv.gz")}
    known: dict[str, str] = {}
    for code, spelling in plain_rows("country_names.tsv"):
        known.setdefault(_fold_country(spelling), code)
    for code, iso3 in codes.items():
        known.setdefault(_fold_country(code), code)
        known.setdefault(_fold_country(iso3), code)
    for language in _LANGUAGES.split():
        for spelling, code in _names_in(language, frozenset(codes)).items():
            known.setdefault(spelling, code)
    return known


def _names_in(language: str, countries: frozenset[str]) -> dict[str, str]:
    """Folded names in one language; a name that stands for two countries is left out."""
    found: dict[str, set[str]] = defaultdict(set)
    for code, name in _territories(language).items():
        found[_fold_country(name)].add(code if code in countries else NO_COUNTRY)
    return {spelling: codes.pop() for spelling, codes in found.items() if spelling and len(codes) == 1}
