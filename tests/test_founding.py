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
from django.db.migrations.recorder import MigrationRecorder

from tests.migrated import ROOT

# Run on an empty database; {end} is what happens before the tables are there for good.
FOUND = """
import json, os, django
django.setup()
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from intercity.transfer import founding
from tests.test_founding import tables
assert founding.is_empty()
{end}
founding.found_tables(MigrationLoader(connection))
print(json.dumps(tables(), default=str))
"""
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
def run(tmp_path: Path, db: None) -> Callable[[str], subprocess.CompletedProcess[str]]:
    """Runs code with an empty database of the engine that the tests have."""
    url = f"sqlite:///{tmp_path / 'founded.sqlite3'}"
    if connection.vendor == "postgresql":
        with connection._nodb_cursor() as cursor:
            cursor.execute("DROP DATABASE IF EXISTS founded")
            cursor.execute("CREATE DATABASE founded")
        url = urlsplit(os.environ["DATABASE_URL"])._replace(path="/founded").geturl()
    variables = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}

    def run_code(code: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", code], env=variables, cwd=ROOT, capture_output=True, text=True, check=False
        )

    return run_code


def test_what_is_founded_is_what_the_migrations_make(run: Callable[[str], subprocess.CompletedProcess[str]]) -> None:
    done = run(FOUND.format(end=""))
    assert done.returncode == 0, done.stderr
    founded, migrated = json.loads(done.stdout), tables()
    # Made by a command of its own, in both cases.
    migrated.pop("shared_cache")
    assert founded.keys() == migrated.keys()
    # Unused. Its key is as wide as our settings say for Django's migration, and as Django's own say for its model.
    founded.pop("auth_group_permissions")
    assert [(name, founded[name], migrated[name]) for name in founded if founded[name] != migrated[name]] == []


def test_whoever_dies_while_founding_leaves_an_empty_database(
    run: Callable[[str], subprocess.CompletedProcess[str]],
) -> None:
    assert run(FOUND.format(end=DIE)).returncode == 9
    assert run(FOUND.format(end="")).returncode == 0


def test_every_migration_is_noted(run: Callable[[str], subprocess.CompletedProcess[str]]) -> None:
    done = run(FOUND.format(end="") + "print(sorted(MigrationLoader(connection).applied_migrations))")
    assert done.stdout.splitlines()[-1] == str(sorted(MigrationRecorder(connection).applied_migrations()))
