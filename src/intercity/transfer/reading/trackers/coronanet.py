"""CoronaNet: one row per policy and subcategory, in layouts of 28 to 67 columns."""

from __future__ import annotations

import re

from intercity.transfer.reading.fields import Entry, Tracker

_STATUS = {"End of Policy": "ended"}
_EASED = {"Relaxing": "eased"}
# A record id is the id of the submission and two letters for the subcategory.
_SUBMISSION = 17
# Later editions add these letters to the policy id too, so one policy got an id per subcategory.
# (Figures "0000" behind an id are another policy that met the same random number: they stay.)
_LETTERS = re.compile(r"(?<=\d)[A-Za-z]+$")
# Ticked for every row where nobody special is meant.
_EVERYBODY = re.compile(r"All \(|All Residents|No special|Not specified|Everyone|Other(?: population.*)?$|\d+$")
_NO_PLACE = frozenset({"no", "no.", "no other", "no other.", "no particular city", "other"})


def _refine(entry: Entry) -> None:
    record, policy = entry.get("record_id", ""), _LETTERS.sub("", entry.get("policy", ""))
    submission = record[:_SUBMISSION] if record.startswith("R_") else record
    is_change = entry.get("entry_type") == "update"
    entry["policy"] = policy or submission
    entry["key"] = entry["group"] = f"{policy}:{submission}" if is_change and policy else policy or submission
    entry["status"] = _STATUS.get(entry.get("update_type", "")) or _EASED.get(entry.get("update_level", ""), "")
    entry["target"] = ", ".join(
        part.strip() for part in entry.get("target", "").split(",") if not _EVERYBODY.match(part.strip())
    )
    _place(entry)


def _place(entry: Entry) -> None:
    """Below the province, the place is in one of three columns."""
    is_local = entry.get("level", "").startswith(("Municipal", "Other"))
    names = ("city", "target_city", "target_other") if is_local else ("city",)
    places = (entry.get(name, "") for name in names)
    entry["city"] = next((place for place in places if place and place.lower() not in _NO_PLACE), "")


CORONANET = Tracker(
    name="coronanet",
    label="CoronaNet",
    licence="not stated",
    attribution="CoronaNet Research Project, coronanet-project.org",
    needs=(
        frozenset({"record_id", "policy_id", "entry_type", "description", "init_country_level"}),
        frozenset({"record_id", "policy_id", "entry_type", "event_description"}),
        frozenset({"record_id", "policy_id", "description", "type", "country"}),
    ),
    columns={
        "record_id": ("record_id",),
        "policy": ("policy_id",),
        "version": ("recorded_date", "date_updated"),
        "text": ("description", "event_description"),
        "country": ("country", "iso_a3"),
        "region": ("province",),
        "city": ("city",),
        "level": ("init_country_level",),
        "date_start": ("date_start", "date_announced"),
        "date_end": ("date_end",),
        "category": ("type", "type_sub_cat"),
        "target": ("target_who_what", "target_who_gen"),
        "link": ("link",),
        "entry_type": ("entry_type",),
        "update_type": ("update_type",),
        "update_level": ("update_level",),
        "target_city": ("target_city",),
        "target_other": ("target_other",),
    },
    date_order="mdy",
    refine=_refine,
)
