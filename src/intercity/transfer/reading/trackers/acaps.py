"""ACAPS government measures, a workbook with a sheet "Database"."""

from __future__ import annotations

from intercity.core.tables.cells import says_something
from intercity.transfer.reading.fields import Entry, Tracker


def _refine(entry: Entry) -> None:
    if "phase-out" in entry.get("log", "").lower():
        entry["status"] = "ended"
    if not says_something(entry.get("text", "")):
        entry["text"] = entry.get("category", "")
    # This column only answers yes or no.
    if entry.get("target", "").lower() in ("yes", "no"):
        entry["target"] = ""


ACAPS = Tracker(
    name="acaps",
    label="ACAPS",
    licence="see the source",
    attribution="ACAPS, COVID-19 Government Measures Dataset, acaps.org",
    needs=(
        frozenset({"country", "log_type", "measure", "comments", "date_implemented"}),
        frozenset({"country", "log_type", "measure_type", "comments", "date_implemented"}),
    ),
    columns={
        "record_id": ("id",),
        "version": ("entry_date",),
        "text": ("comments",),
        "country": ("country", "iso"),
        "region": ("admin_level_name",),
        "date_start": ("date_implemented",),
        "category": ("category", "measure", "measure_type"),
        "target": ("targeted_pop_group",),
        "link": ("link", "alternative_source"),
        "log": ("log_type",),
    },
    date_order="dmy",
    refine=_refine,
)
