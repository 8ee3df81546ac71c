"""Mapping files: how a person tells us to read an unknown table."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from django.utils.translation import gettext as _

from intercity.core.tables.errors import ReadError
from intercity.transfer.reading.dates import Order
from intercity.transfer.reading.fields import FIELDS, Tracker, column_key

_SETTINGS = ("tracker", "licence", "attribution", "language", "date_order", "encoding")


@dataclass(frozen=True)
class FileMapping:
    """Names of the columns for each field, and what the whole table shares."""

    columns: Mapping[str, tuple[str, ...]]
    tracker: str
    licence: str = "not stated"
    attribution: str = ""
    language: str = "en"
    date_order: Order = ""
    encoding: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
    """Why a column was suggested; only for the person who reviews."""

    def tracker_for(self, header: list[str]) -> Tracker:
        """Return a tracker that reads a table with this header.

        Raises ReadError naming the columns of the mapping that the table does not have.
        """
        present = {column_key(name) for name in header}
        wanted = [name for names in self.columns.values() for name in names]
        missing = [name for name in wanted if column_key(name) not in present]
        if missing:
            message = _("The table has no column %(columns)s, which the mapping file names.")
            raise ReadError(message % {"columns": ", ".join(missing[:5])})
        columns = {name: tuple(map(column_key, names)) for name, names in self.columns.items()}
        return Tracker(
            name=self.tracker,
            label=self.tracker,
            licence=self.licence,
            attribution=self.attribution,
            needs=(),
            columns=columns,
            language=self.language,
            date_order=self.date_order,
        )


def load_mapping(path: str | Path) -> FileMapping:
    """Return the mapping in a TOML file; raise ReadError for a missing, broken or useless one."""
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(_("The mapping file %(path)s cannot be opened.") % {"path": path}) from error
    except tomllib.TOMLDecodeError as error:
        raise ReadError(_("The mapping file is not valid TOML: %(error)s.") % {"error": error}) from error
    return _checked(data)


def _checked(data: Mapping[str, Any]) -> FileMapping:
    columns = data.get("columns")
    if not isinstance(columns, dict):
        raise ReadError(_("The mapping file has no part [columns]."))
    unknown = [name for name in columns if name not in FIELDS] + [
        name for name in data if name not in (*_SETTINGS, "columns")
    ]
    if unknown:
        message = _("The mapping file has names that are not known: %(names)s. Known are: %(known)s.")
        raise ReadError(message % {"names": ", ".join(unknown), "known": ", ".join((*_SETTINGS, *FIELDS))})
    named = {name: _names(name, value) for name, value in columns.items()}
    filled = {name: names for name, names in named.items() if names}
    if "text" not in filled:
        raise ReadError(_("The mapping file names no column for “text”, which says what was done."))
    settings = {name: str(data[name]) for name in _SETTINGS if data.get(name)}
    order = settings.get("date_order", "")
    if order not in ("", "dmy", "mdy"):
        raise ReadError(_('“date_order” must be "dmy" (day first) or "mdy" (month first).'))
    return FileMapping(
        columns=filled,
        tracker=settings.get("tracker", "own-table"),
        licence=settings.get("licence", "not stated"),
        attribution=settings.get("attribution", ""),
        language=settings.get("language", "en"),
        date_order=cast(Order, order),
        encoding=settings.get("encoding", ""),
    )


def _names(field_name: str, value: object) -> tuple[str, ...]:
    names = (value,) if isinstance(value, str) else value
    if not isinstance(names, (list, tuple)) or not all(isinstance(name, str) for name in names):
        raise ReadError(_("“%(field)s” must be a column name or a list of them.") % {"field": field_name})
    return tuple(name for name in names if name)


_HEAD = """\
# How Intercity reads this table. Review it, then run the import with --mapping and this file.
# Left: the field of Intercity. Right: the column of the table, or several: ["a", "b"].
# Of several, category, target and text take all; the others take the first that is filled.
# Delete a line, or leave "" to leave a field out. Only "text" is needed.
"""


def as_toml(mapping: FileMapping, header: list[str]) -> str:
    """Return the mapping as a commented TOML file for a person to review."""
    lines = [_HEAD]
    lines += [f"{name} = {_quoted(getattr(mapping, name))}{_SETTING_NOTES[name]}" for name in _SETTINGS]
    lines += ["", "[columns]"]
    for name in FIELDS:
        value = _toml_value(mapping.columns.get(name, ()))
        note = mapping.notes.get(name, "")
        lines.append(f"{name} = {value}{f'  # {note}' if note else ''}")
    used = {column for columns in mapping.columns.values() for column in columns}
    lines += ["", "# Columns that are not used:", *(f"#   {_quoted(name)}" for name in header if name not in used)]
    return "\n".join(lines) + "\n"


_SETTING_NOTES = {
    "tracker": "  # a short name for the source, the same in every edition",
    "licence": "  # what the source lets us do, for example CC BY 4.0",
    "attribution": "  # who made it; shown under every post",
    "language": "  # of the texts: en, fr, de, es, bg ...",
    "date_order": "  # of dates such as 03/04/2020: dmy, mdy, or empty to decide from the column",
    "encoding": "  # empty to detect it; otherwise for example cp1250 or shift_jis",
}


def _toml_value(columns: tuple[str, ...]) -> str:
    if len(columns) < 2:
        return _quoted(columns[0] if columns else "")
    return "[" + ", ".join(map(_quoted, columns)) + "]"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'
