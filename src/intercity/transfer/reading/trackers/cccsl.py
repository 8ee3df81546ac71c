"""CCCSL (Complexity Science Hub Vienna): four levels of category and a comment that may be empty."""

from __future__ import annotations

from intercity.core.tables.cells import says_something
from intercity.transfer.reading.fields import Entry, Tracker

_STATUS = {"new": "active", "extended": "active", "reduced": "eased", "eased": "eased", "ended": "ended"}


def _refine(entry: Entry) -> None:
    place = (entry.get("country", ""), entry.get("state", ""), entry.get("region", ""))
    if says_something(entry.get("text", "")):
        # The same comment stands once under each category it belongs to.
        entry["group"] = "|".join((*place, entry.get("date_start", "")))
    else:
        entry["text"] = entry.get("category", "")
    if not entry.get("region") or entry.get("region") == entry.get("country"):
        entry["region"] = entry.get("state", "") if entry.get("state") != entry.get("country") else ""
    entry["status"] = _STATUS.get(entry.get("status", "").lower(), "")
    region = entry.get("region", "")
    if region and entry.get("state") not in (region, entry.get("country"), None):
        # A place below a state of a federation.
        entry["city"], entry["region"] = region, entry.get("state", "")


CCCSL = Tracker(
    name="cccsl",
    label="CCCSL",
    licence="CC BY-SA 4.0",
    attribution="CCCSL, Desvars-Larrive et al., Scientific Data 2020",
    needs=(frozenset({"measure_l1", "measure_l2", "country", "date"}),),
    columns={
        "record_id": ("id",),
        "text": ("comment",),
        "country": ("country", "iso3"),
        "state": ("state",),
        "region": ("region", "state"),
        "date_start": ("date",),
        "status": ("status",),
        "category": ("measure_l1", "measure_l2", "measure_l3", "measure_l4"),
        "link": ("source",),
    },
    refine=_refine,
)
