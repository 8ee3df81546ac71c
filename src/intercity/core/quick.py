"""Questions asked so often that building them through the ORM would cost more than their answers."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model


def exists(question: str, *values: int | str | None) -> bool:
    """Whether `SELECT 1 FROM <question>` gives a row; `question` is code, `values` fill its `%s`."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {question}", list(values))
        return cursor.fetchone() is not None


def insert(row: Model) -> None:
    """Write a new row as `row.save(force_insert=True)` does, and give it its key. Raises what the database raises."""
    statement, fields = insertion(type(row))
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias


@cache
def insertion(model: type[Model]) -> tuple[str, list[Field[Any, Any]]]:
    """The statement that inserts a row of `model`, and the fields whose values fill it."""
    name = connection.ops.quote_name
    key = model._meta.pk
    assert key is not None
    fields = [field for field in model._meta.local_concrete_fields if field is not key]
    columns, marks = ", ".join(name(field.column) for field in fields), ", ".join(["%s"] * len(fields))
    table = name(model._meta.db_table)
    return f"INSERT INTO {table} ({columns}) VALUES ({marks}) RETURNING {name(key.column)}", fields
