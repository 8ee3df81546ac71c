"""A new installation is founded in one step, and an old one is migrated: both have the same tables in the end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.db import connection

from tests.migrated import ROOT

# Run on an empty database; {make} brings the tables, and what is there is printed.
TELL = """
import json, os, django
django.setup()
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from intercity.transfer import founding
from tests.test_founding import tables
assert founding.is_empty()
{make}
print(json.dumps([tables(), sorted(MigrationLoader(connection).applied_migrations)], default=str))
"""
FOUND = "founding.found_tables(MigrationLoader(connection))"
MIGRATE = "call_command('migrate', verbosity=0)"
# Dies as the migrations are to be noted: every table has been made by then.
DIE = "from django.db.models import QuerySet; QuerySet.bulk_create = lambda *rows: os._exit(9)"


def tables() -> dict[str, Any]:
    """What the database says of each table: its columns, and its constraints and indexes by name."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        return {name: [columns(cursor, name), constraints(cursor, name)] for name in names}


def columns(cursor: Any, table: str) -> list[str]:
    """The columns, in any order, with all that is known of them."""
    return sorted(str(tuple(column)) for column in connection.introspection.get_table_description(cursor, table))


def constraints(cursor: Any, table: str) -> list[str]:
    """The constraints and indexes, with the names that models give: others are made up, and looked up when needed."""
    found = connection.introspection.get_constraints(cursor, table)
    named = {name: name for name in found if name in names_in_models()}
    return sorted(f"{named.get(name, '')} {sorted(about.items(), key=str)}" for name, about in found.items())


@cache
def names_in_models() -> set[str]:
    """What models call their constraints and indexes."""
    return {each.name for model in apps.get_models() for each in (*model._meta.constraints, *model._meta.indexes)}


@pytest.fixture
def run(tmp_path: Path, db: None) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs code with an empty database of the engine that the tests have, one for each name."""

    def run_code(make: str, name: str = "founded") -> subprocess.CompletedProcess[str]:
        variables = {**os.environ, "DATABASE_URL": empty_database(tmp_path, name)}
        code = TELL.format(make=make)
        return subprocess.run(
            [sys.executable, "-c", code], env=variables, cwd=ROOT, capture_output=True, text=True, check=False
        )

    return run_code


def empty_database(folder: Path, name: str) -> str:
    """The address of the database of that name, made if it is not there."""
    if connection.vendor != "postgresql":
        return f"sqlite:///{folder / name}.sqlite3"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE DATABASE {name}")
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def test_what_is_founded_is_what_the_migrations_make(run: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    made = [run(FOUND, "founded_whole"), run(MIGRATE, "migrated_step_by_step")]
    assert [done.returncode for done in made] == [0, 0], made
    (founded, noted), (migrated, done) = (json.loads(one.stdout) for one in made)
    assert noted == done
    assert founded.keys() == migrated.keys()
    # Unused. Its key is as wide as our settings say for Django's migration, and as Django's own say for its model.
    founded.pop("auth_group_permissions")
    assert [(name, founded[name], migrated[name]) for name in founded if founded[name] != migrated[name]] == []


def test_whoever_dies_while_founding_leaves_an_empty_database(
    run: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    assert run(f"{DIE}\n{FOUND}").returncode == 9
    assert run(FOUND).returncode == 0
