"""The tables of a new installation: made in one step from the models, as all migrations together would make them.

Migrating an empty database from the first step on takes half a minute, nearly all of it for describing tables that are
changed again a step later. Rails does the same with `db:schema:load`. What holds it to the migrations: ADR 0040.
"""

from __future__ import annotations

from django.apps import apps
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def is_empty() -> bool:
    """Whether the database has no table at all."""
    return not connection.introspection.table_names()


def found_tables(loader: MigrationLoader) -> None:
    """Make all tables in an empty database and note every migration of `loader` as done: all of it or, when the process
    dies, nothing."""
    recorder = MigrationRecorder(connection)
    with connection.schema_editor() as editor:
        for model in kept_models():
            editor.create_model(model)
        editor.create_model(recorder.Migration)
        done = [recorder.Migration(app=app, name=name) for app, name in loader.graph.nodes]
        recorder.Migration.objects.bulk_create(done)


def kept_models() -> list[type[models.Model]]:
    """The models that have tables; those between two others come with them."""
    return [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
