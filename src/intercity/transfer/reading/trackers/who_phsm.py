"""WHO public health and social measures (PHSM): seven trackers under one set of categories."""

from __future__ import annotations

from intercity.core.tables.cells import says_something
from intercity.transfer.reading.fields import Entry, Tracker

_ENDED = ("finish", "phase-out", "end", "deactivat", "lift")
_EASED = ("eas", "relax", "modif")


def _refine(entry: Entry) -> None:
    if not says_something(entry.get("text", "")):
        entry["text"] = entry.get("category", "")
    stage = entry.get("stage", "").lower()
    if stage.startswith(_ENDED):
        entry["status"] = "ended"
    elif stage.startswith(_EASED):
        entry["status"] = "eased"
    if entry.get("region", "").lower() in ("", "national", entry.get("country", "").lower()):
        entry["region"] = ""


WHO_PHSM = Tracker(
    name="who-phsm",
    label="WHO PHSM",
    licence="CC BY-NC-SA 3.0 IGO",
    attribution="World Health Organization, tracking public health and social measures",
    needs=(
        frozenset({"who_id", "country_territory_area", "who_measure"}),
        frozenset({"who_id", "country_territory_area", "comments"}),
    ),
    columns={
        "record_id": ("who_id",),
        "version": ("date_entry", "date_updated"),
        "text": ("comments",),
        "country": ("country_territory_area", "iso"),
        "region": ("area_covered",),
        "level": ("admin_level",),
        "date_start": ("date_start",),
        "date_end": ("date_end",),
        "category": ("who_category", "who_subcategory", "who_measure"),
        "target": ("targeted",),
        "link": ("link", "link_live", "link_eng", "alt_link"),
        "stage": ("measure_stage", "reason_ended"),
    },
    refine=_refine,
)
