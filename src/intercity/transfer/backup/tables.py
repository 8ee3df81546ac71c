"""Which tables there are, as the applied migrations made them: also when the program is newer than the database."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from intercity.transfer.backup.errors import BackupError

Migrations = list[tuple[str, str]]


def applied_migrations() -> Migrations:
    """The migrations that this database has, in the order of their application; empty before the first."""
    return list(MigrationLoader(connection).applied_migrations)


def kept_tables(applied: Migrations) -> list[str]:
    """Names of the tables worth keeping: all models' tables as `applied` left them.

    The cache and the list of migrations are left out: the first is no data, the second stands in the manifest.
    Raises BackupError when the database has migrations that this program does not know.
    """
    loader = MigrationLoader(connection)
    unknown = unknown_migrations(applied, loader)
    if unknown:
        raise BackupError(database_is_newer(unknown))
    known = [node for node in applied if node in loader.graph.nodes]
    models = loader.project_state(last_of_each_app(known, loader)).apps.get_models(include_auto_created=True)
    names = {model._meta.db_table for model in models if model._meta.managed and not model._meta.proxy}
    return sorted(names)


def last_of_each_app(nodes: Migrations, loader: MigrationLoader) -> Migrations:
    """Those of `nodes` that no other of them follows in the same app: where to stop to get just `nodes`."""
    chosen = set(nodes)

    def is_last(node: tuple[str, str]) -> bool:
        children = {child.key for child in loader.graph.node_map[node].children}
        return not any(child in chosen and child[0] == node[0] for child in children)

    return [node for node in nodes if is_last(node)]


def unknown_migrations(applied: Migrations, loader: MigrationLoader) -> Migrations:
    """Applied migrations of our apps that this program does not have."""
    known = set(loader.disk_migrations or ())
    return [node for node in applied if node[0] in loader.migrated_apps and node not in known]


def database_is_newer(unknown: Migrations) -> str:
    """What to say of a database from a newer program."""
    return _(
        "The database was written by a newer Intercity (it has %(migration)s). "
        "Install that version, or restore a backup of this one."
    ) % {"migration": ".".join(unknown[0])}


def own_tables() -> list[str]:
    """The product's tables that exist now, with the two that no backup holds."""
    existing = set(connection.introspection.table_names())
    models = connection.introspection.django_table_names(include_views=False)
    return sorted(existing & {*models, "django_migrations", settings.CACHES["default"]["LOCATION"]})
