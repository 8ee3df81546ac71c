"""OxCGRT (Oxford): one row per place and day, with a note beside each of some twenty indicators."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from intercity.core.tables.errors import ReadError
from intercity.transfer.reading.fields import Entry, Part, Tracker, bind

_NOTE = re.compile(r"([cehvm]\d{1,2}[a-z]?)_notes?$", re.IGNORECASE)
_AREAS = {
    "c": "Containment and closure",
    "e": "Economic support",
    "h": "Health systems",
    "v": "Vaccination",
    "m": "Other responses",
}
_COLUMNS = {
    "country": ("countryname", "country_name", "countrycode", "country_code"),
    "region": ("regionname", "region_name"),
    "city": ("cityname", "city_name"),
    "level": ("jurisdiction",),
    "date_start": ("date",),
    "code": ("citycode", "regioncode", "region_code", "countrycode", "country_code", "countryname"),
}


def _parts(header: list[str]) -> list[Part]:
    base = bind(_COLUMNS, header)
    parts = [_part(name, match[1], base, header) for name in header if (match := _NOTE.match(name.strip()))]
    if not parts:
        raise ReadError(
            _("This OxCGRT table has only figures and no notes. Take the edition whose name says “withnotes”.")
        )
    return parts


def _part(note: str, code: str, base: Part, header: list[str]) -> Part:
    indicator = next((name for name in header if _is_indicator(name, code)), code)
    category = f"{_AREAS[code[0].lower()]} > {indicator.partition('_')[2] or indicator}"
    columns = {**base.columns, "text": (note,)}
    if indicator != code:
        columns["value"] = (indicator,)
    return Part(columns, {"category": category, "indicator": code.upper()})


def _is_indicator(name: str, code: str) -> bool:
    start, _sep, rest = name.partition("_")
    return start.lower() == code.lower() and rest.lower() not in ("flag", "notes", "note", "")


def _refine(entry: Entry) -> None:
    place = f"{entry.get('code', '')}:{entry.get('indicator', '')}"
    entry["policy"] = entry["group"] = place
    entry["key"] = entry["record_id"] = f"{place}:{entry.get('date_start', '')}"
    entry["level"] = {"NAT_TOTAL": "national", "NAT_GOV": "national", "STATE_TOTAL": "state", "CITY_TOTAL": "city"}.get(
        entry.get("level", "").upper(), ""
    )
    if entry.get("value") in ("0", "0.0", "0.00"):
        entry["status"] = "ended"


OXCGRT = Tracker(
    name="oxcgrt",
    label="OxCGRT",
    licence="CC BY 4.0",
    attribution="Oxford COVID-19 Government Response Tracker, Blavatnik School of Government, Hale et al. 2021",
    needs=(
        frozenset({"countryname", "countrycode", "date"}),
        frozenset({"country_name", "country_code", "jurisdiction"}),
    ),
    columns={},
    refine=_refine,
    parts=_parts,
)
