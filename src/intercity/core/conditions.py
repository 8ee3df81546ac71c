"""A condition over the rows of a table, written out once and asked of the database in many questions.

Django writes each question out from its parts. Where every question of a page carries the same long condition, that
is most of what the question costs; this one is carried as the text it was written out to.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Self

from django.db import DEFAULT_DB_ALIAS
from django.db.models import BooleanField, Expression, Model, Q
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler

# Stands in the text for the table whose rows are asked about; each question has a name of its own for it.
ROW: Final = "asked_row"


class Condition(Expression):
    """The text `sql`, in which `ROW` stands for the table that a queryset begins with, and its values.

    To be given to `filter()`. In `sql` every other table has a name that no question around it uses.
    """

    conditional = True

    def __init__(self, sql: str, values: tuple[Any, ...]) -> None:
        super().__init__(output_field=BooleanField())
        self.sql, self.values, self.row = sql, values, ROW

    def resolve_expression(self, query: Any = None, *_: Any, **__: Any) -> Self:
        """The condition on the table that `query` begins with."""
        return self.on(query.get_initial_alias())

    def relabeled_clone(self, change_map: Mapping[str, str]) -> Self:
        """The condition after its table got another name, as in a question within another one."""
        return self.on(change_map.get(self.row, self.row))

    def on(self, row: str) -> Self:
        """The condition on the table of that name."""
        mine = self.copy()
        mine.row = row
        return mine

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Text and values."""
        return self.sql.replace(ROW, compiler.quote_name_unless_alias(self.row)), self.values


def write_out(model: type[Model], condition: Q) -> tuple[str, tuple[Any, ...]]:
    """The condition on the table of `model`, which is named `ROW` in it: (text, values).

    ValueError where it reaches over a relation into another table (questions in brackets may).
    """
    query = Query(model)
    query.add_q(condition)
    if sum(uses > 0 for uses in query.alias_refcount.values()) != 1:
        raise ValueError(condition)
    query.change_aliases({query.get_initial_alias(): ROW})
    sql, values = query.get_compiler(DEFAULT_DB_ALIAS).compile(query.where)
    return sql, tuple(values)
