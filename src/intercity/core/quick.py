"""What happens so often, or to so many rows, that the usual way would cost more than the work."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model

LINKS_AT_ONCE = 2000


def exists(question: str, *values: int | str | None) -> bool:
    """Whether `SELECT 1 FROM <question>` gives a row; `question` is code, `values` fill its `%s`."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {question}", list(values))
        return cursor.fetchone() is not None


def insert(row: Model, *, with_key: bool = False) -> None:
    """Write a new row as `row.save(force_insert=True)` does, and give it its key unless it comes `with_key`.

    Raises what the database raises.
    """
    statement, fields = insertion(type(row), with_key)
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias


def insert_links(model: type[Model], owner: tuple[str, int], names: str, keys: Sequence[int]) -> None:
    """Write a row of `model` for each of `keys`: the column of the field `names` holds it, that of `owner` the same
    key in all of them. Every other column stays empty. Ten thousand rows take a moment, not a second.
    """
    name = connection.ops.quote_name
    fields = {field.name: field for field in model._meta.local_concrete_fields}
    columns = ", ".join(name(fields[one].column) for one in (owner[0], names))
    begin = f"INSERT INTO {name(model._meta.db_table)} ({columns}) VALUES "
    with connection.cursor() as cursor:
        for at in range(0, len(keys), LINKS_AT_ONCE):
            # Numbers, so nothing has to be quoted.
            cursor.execute(begin + ", ".join(f"({int(owner[1])}, {int(key)})" for key in keys[at : at + LINKS_AT_ONCE]))
    if connection.vendor == "postgresql":
        # Whether they lead to rows is asked now, not at the commit: the act's lock on the record is held by then.
        connection.check_constraints()


@cache
def insertion(model: type[Model], with_key: bool = False) -> tuple[str, list[Field[Any, Any]]]:
    """The statement that inserts a row of `model`, and the fields whose values fill it."""
    name = connection.ops.quote_name
    key = model._meta.pk
    assert key is not None
    fields = [field for field in model._meta.local_concrete_fields if with_key or field is not key]
    columns, marks = ", ".join(name(field.column) for field in fields), ", ".join(["%s"] * len(fields))
    table = name(model._meta.db_table)
    return f"INSERT INTO {table} ({columns}) VALUES ({marks}) RETURNING {name(key.column)}", fields


def settle_down() -> None:
    """Told by a process that has loaded all it needs: what is there by now is never looked through for garbage again,
    and what comes is looked through less often. The usual 700 new objects are fewer than one page makes.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@contextmanager
def no_collecting() -> Iterator[None]:
    """While tens of thousands of objects are made that all stay: looking among them for garbage, again and again,
    takes longer than making them. What is garbage is found afterwards.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
