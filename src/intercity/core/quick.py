"""Questions asked so often that building them through the ORM would cost more than their answers."""

from __future__ import annotations

from django.db import connection


def exists(question: str, *values: int | str | None) -> bool:
    """Whether `SELECT 1 FROM <question>` gives a row; `question` is code, `values` fill its `%s`."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {question}", list(values))
        return cursor.fetchone() is not None
