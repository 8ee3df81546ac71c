"""ECDC and JRC response measures: a country, a code word and two dates, no text."""

from __future__ import annotations

import re

from intercity.transfer.reading.fields import Entry, Tracker

# The words that ECDC's codes are shortened from.
_WORDS = {
    "Clos": "Closure of",
    "Pub": "public",
    "Any": "places of any kind",
    "Daycare": "day care",
    "Prim": "primary schools",
    "Sec": "secondary schools",
    "High": "higher education",
    "Mass": "mass",
    "Gather": "gatherings",
    "Int": "Indoor",
    "Ext": "Outdoor",
    "Entertainment": "entertainment venues",
    "Stay": "Stay",
    "Gen": "general population",
    "Reg": "regional",
    "Partial": "(partly relaxed)",
    "Temp": "temporary",
    "Trans": "transport",
}
_CAPITAL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def _refine(entry: Entry) -> None:
    code = entry.get("category", "")
    if not code:
        return
    words = [_WORDS.get(word, word.lower()) for word in _CAPITAL.findall(code)]
    sentence = " ".join(words)
    entry["text"] = f"{sentence[:1].upper()}{sentence[1:]} ({code})"
    entry["title"] = f"{sentence[:1].upper()}{sentence[1:]} ({entry.get('country', '')})"
    entry["key"] = entry["record_id"] = f"{entry.get('country', '')}:{code}:{entry.get('date_start', '')}"
    entry["policy"] = f"{entry.get('country', '')}:{code}"


ECDC = Tracker(
    name="ecdc",
    label="ECDC",
    licence="reuse with the source named",
    attribution="ECDC and JRC, Response Measures Database",
    needs=(frozenset({"country", "response_measure", "date_start"}),),
    columns={
        "country": ("country",),
        "region": ("region", "nuts_name"),
        "date_start": ("date_start",),
        "date_end": ("date_end",),
        "category": ("response_measure",),
        "text": ("change",),
    },
    refine=_refine,
)
