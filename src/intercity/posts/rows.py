"""Several things of the same sort in one form: a row of fields for each, without JavaScript.

A row that is left empty is none. There are always some empty ones more than were filled in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

MOST_ROWS: Final = 60
SPARE: Final = 3
Row = dict[str, str]


@dataclass(frozen=True)
class Column:
    """One field of each row. A `tick` is a box, a `long` one has room for sentences."""

    name: str
    label: str | Promise
    longest: int = 200
    long: bool = False
    tick: bool = False


class RowsWidget(forms.Widget):
    """Draws the rows; their fields are called `NAME-NUMBER-COLUMN`."""

    template_name = "forms/_rows.html"

    def __init__(self, columns: Sequence[Column], spare: int) -> None:
        """Of these columns, with so many empty rows."""
        super().__init__()
        self.columns, self.spare = columns, spare

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The rows with their cells."""
        rows = [row for row in value or () if isinstance(row, Mapping)][:MOST_ROWS]
        wanted = [*rows, *[{}] * min(self.spare, MOST_ROWS - len(rows))]
        cells = [[(column, f"{name}-{n}-{column.name}", row.get(column.name, "")) for column in self.columns]
                 for n, row in enumerate(wanted)]  # fmt: skip
        return {**super().get_context(name, None, attrs), "rows": cells}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Row]:
        """The rows in which anything stands."""
        found = [{one.name: str(data.get(f"{name}-{n}-{one.name}") or "").replace("\x00", "").strip()
                  for one in self.columns} for n in range(MOST_ROWS)]  # fmt: skip
        texts = [one.name for one in self.columns if not one.tick]
        return [row for row in found if any(row[text] for text in texts)]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Rows that are all empty were sent all the same."""
        return False

    def id_for_label(self, id_: str) -> str:
        """None: each field has a label of its own."""
        return ""

    def use_required_attribute(self, initial: Any) -> bool:
        """Any row may stay empty."""
        return False


class RowsField(forms.Field):
    """Rows as a list of mappings, each column as text ("on" for a tick)."""

    widget: RowsWidget

    def __init__(self, columns: Sequence[Column], *, spare: int = SPARE, **kwargs: Any) -> None:
        """Of these columns, none of which must be filled in; `spare` rows are empty."""
        super().__init__(required=False, widget=RowsWidget(columns, spare), **kwargs)
        self.columns = columns

    def clean(self, value: Any) -> list[Row]:
        """The rows; ValidationError where something is too long."""
        for row in value or ():
            for one in self.columns:
                if len(row[one.name]) > one.longest:
                    said = {"column": one.label, "text": row[one.name][:40], "n": one.longest}
                    raise ValidationError(
                        _("“%(text)s…” is too long (%(column)s): write at most %(n)s characters.") % said
                    )
        return list(value or ())

    def said(self, value: Any) -> str:
        """The rows as one text, for the history."""
        rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
        texts = [one.name for one in self.columns if not one.tick]
        return "; ".join(" · ".join(str(row[name]) for name in texts if row.get(name)) for row in rows) or str(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the rows differ."""
        return bool((initial or []) != (data or []))
