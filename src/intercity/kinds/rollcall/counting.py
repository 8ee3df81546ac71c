"""The figures of a whole roll call, kept beside its sheet and moved on with it."""

from __future__ import annotations

from intercity.activity.kept import KEEPER, Shelf
from intercity.core.quick import no_collecting
from intercity.kinds.rollcall.figures import Figures, figures_of
from intercity.kinds.rollcall.seeing import Seen
from intercity.kinds.rollcall.sheet import Row, Sheet
from intercity.organisations.models import Level

COUNTED: Shelf[tuple[Sheet, Figures]] = KEEPER.shelf(48 * 1024 * 1024)
# What a row takes in them, roughly.
ROW_BYTES = 700


def figures_for(seen: Seen) -> Figures:
    """What all answers come to that this viewer sees."""
    since = KEEPER.catch_up()
    sheet, key = seen.sheet, seen.rollcall.pk
    kept = COUNTED.get(key)
    if kept is not None and kept[0] is sheet:
        return kept[1]
    with no_collecting():
        made = move_on(*kept, sheet) if kept is not None and goes_on(kept[0], sheet) else count(sheet)
    # A sheet of another moment (`seeing.see` with `at`) would push the present one away.
    if sheet.moves:
        COUNTED.keep(key, (sheet, made), ["organisation"], since, ROW_BYTES * (len(sheet.rows) + 1))
    return made


def count(sheet: Sheet) -> Figures:
    """From the beginning."""
    cities = sheet.cities.values()
    only_cities = all(city.level == Level.LOCAL for city in cities)
    return figures_of(sheet.open_fields, sheet.rows.values(), len(cities), only_cities=only_cities)


def goes_on(old: Sheet, new: Sheet) -> bool:
    """Whether one is the other with some rows moved."""
    return old.fields == new.fields and old.cities is new.cities


def move_on(old: Sheet, figures: Figures, new: Sheet) -> Figures:
    """The figures of `new` out of those of `old`."""
    gone, come = difference(old, new)
    return figures.moved(gone, come)


def difference(old: Sheet, new: Sheet) -> tuple[list[Row], list[Row]]:
    """The rows of `old` that stand no more, and those of `new` that did not stand. Rows that stay are the same."""
    gone = [row for pk, row in old.rows.items() if new.rows.get(pk) is not row]
    come = [row for pk, row in new.rows.items() if old.rows.get(pk) is not row]
    return gone, come
