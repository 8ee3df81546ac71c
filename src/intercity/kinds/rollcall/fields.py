"""The fields of a roll call as plain data, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from intercity.kinds.rollcall.models import Field, RollCall

MOST_FIELDS = 6


def field_data(rollcall: RollCall) -> list[dict[str, Any]]:
    """What is asked today, as `write_fields` takes it."""
    rows = [field for field in rollcall.fields.all() if field.archived_at is None]
    return [{"type": row.type, "label": row.label, "options": row.options, "unit": row.unit} for row in rows]


def write_fields(rollcall: RollCall, data: Sequence[Mapping[str, Any]]) -> None:
    """Write the fields of a new roll call: `type` and `label` of each, and where they have them `options`, `unit`."""
    Field.objects.bulk_create([
        Field(
            rollcall=rollcall, name=f"f{number}", position=number, type=one["type"], label=one["label"],
            options=one.get("options", []), unit=one.get("unit", ""),
        )
        for number, one in enumerate(data, 1)
    ])  # fmt: skip
