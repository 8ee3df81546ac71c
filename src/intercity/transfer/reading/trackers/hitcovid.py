"""HIT-COVID (Johns Hopkins): one row per intervention and update, details often empty."""

from __future__ import annotations

from intercity.core.tables.cells import says_something
from intercity.transfer.reading.fields import Entry, Tracker

_FACTS = ("intervention", "status_text", "subpopulation", "required")


def _refine(entry: Entry) -> None:
    entry["policy"] = entry.get("policy") or entry.get("record_id", "")
    if says_something(entry.get("text", "")):
        entry["group"] = "|".join((entry["policy"], entry.get("region", ""), entry.get("city", "")))
    else:
        entry["text"] = ", ".join(entry[name] for name in _FACTS if entry.get(name))
    status = entry.get("status_text", "").lower()
    if "suspend" in status or "end" in status:
        entry["status"] = "ended"
    if entry.get("national", "").lower() in ("yes", "true", "1"):
        entry["level"] = "national"


HIT_COVID = Tracker(
    name="hit-covid",
    label="HIT-COVID",
    licence="GPL-3.0",
    attribution="HIT-COVID, Johns Hopkins Bloomberg School of Public Health, Zheng et al., Scientific Data 2020",
    needs=(
        frozenset({"unique_id", "record_id", "intervention_group", "details"}),
        frozenset({"unique_id", "intervention_group", "date_of_update", "status"}),
    ),
    columns={
        "record_id": ("unique_id",),
        "policy": ("record_id",),
        "version": ("entry_time",),
        "text": ("details",),
        "country": ("country_name", "country"),
        "region": ("admin1_name", "admin1"),
        "city": ("locality", "usa_county"),
        "date_start": ("date_of_update",),
        "category": ("intervention_group", "intervention", "intervention_name"),
        "target": ("subpopulation",),
        "link": ("url", "source_document_url"),
        "intervention": ("intervention", "intervention_name"),
        "status_text": ("status_simp", "status"),
        "subpopulation": ("subpopulation",),
        "required": ("required",),
        "national": ("national_entry",),
    },
    refine=_refine,
)
