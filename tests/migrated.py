"""Databases with all tables: made once as a new installation makes them, in a process of its own, and then copied.

That the migrations make the same is tested in `tests/test_founding.py`. What was made is kept in `var/tests`, under a
name that changes with any migration.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import copyfile
from urllib.parse import urlsplit

import django
import pytest
from django.apps import apps
from django.db import connection
from pytest_django import DjangoDbBlocker

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "tests"


def sign() -> str:
    """A word that changes when a migration of ours or of a library does."""
    digest = hashlib.sha256(django.__version__.encode())
    for app in apps.get_app_configs():
        for path in sorted((Path(app.path) / "migrations").glob("*.py")):
            digest.update(f"{app.label} {path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def alone() -> Iterator[None]:
    """Wait for other test runs of this checkout that need the same."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / ".making").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


FOUND = """
import django
django.setup()
from django.core.management import call_command
from intercity.transfer.installation import bring_tables
bring_tables(lambda line: None)
call_command("createcachetable", verbosity=0)
"""


def found(url: str) -> None:
    """Make all tables in the empty database at `url`."""
    settings = os.environ.get("DJANGO_SETTINGS_MODULE", "intercity.config.settings")
    variables = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": settings}
    subprocess.run([sys.executable, "-c", FOUND], env=variables, cwd=ROOT, check=True)


def sqlite_file() -> Path:
    """A SQLite database with all tables, made if there is none yet."""
    path = KEPT / f"founded-{sign()}.sqlite3"
    with alone():
        if not path.exists():
            fresh = path.with_suffix(".fresh")
            fresh.unlink(missing_ok=True)
            found(f"sqlite:///{fresh}")
            with closing(sqlite3.connect(fresh)) as made:
                made.execute("PRAGMA journal_mode = DELETE")
            fresh.rename(path)
    return path


def postgresql_template() -> str:
    """The name of a database with all tables on the server of the settings, made if there is none yet."""
    name = f"founded_{sign()}"
    with alone(), connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}_fresh")
            cursor.execute(f"CREATE DATABASE {name}_fresh")
            found(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}_fresh").geturl())
            cursor.execute(f"ALTER DATABASE {name}_fresh RENAME TO {name}")
    return name


def make_tables() -> None:
    """All tables in the database of the settings, which has none."""
    if connection.vendor == "postgresql":
        template, name = postgresql_template(), connection.settings_dict["NAME"]
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name}")
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return
    path = Path(connection.settings_dict["NAME"])
    path.parent.mkdir(parents=True, exist_ok=True)
    assert not path.exists() or not path.stat().st_size
    copyfile(sqlite_file(), path)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The database of the tests begins as a copy, so that Django finds nothing to migrate."""
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock():
            connection.settings_dict["TEST"]["TEMPLATE"] = postgresql_template()
        yield
        return
    # In memory: it lives while a connection does.
    name = connection.creation._get_test_db_name()
    with closing(sqlite3.connect(name, uri=True)) as empty, closing(sqlite3.connect(sqlite_file())) as made:
        made.backup(empty)
        yield
