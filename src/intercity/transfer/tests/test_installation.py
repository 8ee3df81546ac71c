"""Making an installation ready."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from intercity.places.models import City
from intercity.spaces.models import Topic
from intercity.transfer.backup import BackupError, check_backup
from intercity.transfer.installation import prepare_installation

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def data(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder for this test; places are left out, for they take seconds."""
    settings.DATA, settings.MEDIA_ROOT, settings.STATIC_ROOT = tmp_path, tmp_path / "files", tmp_path / "static"
    monkeypatch.setattr("intercity.transfer.installation.load_places", City.objects.count)
    return tmp_path


def test_the_second_time_nothing_is_to_do(data: Path) -> None:
    said: list[str] = []
    prepare_installation(said.append)
    assert Topic.objects.exists()
    assert (data / "static" / ".collected").exists()
    said.clear()
    prepare_installation(said.append)
    assert said == []
    assert not (data / "backups").exists()


def test_a_database_that_holds_something_is_backed_up_before_it_is_migrated(data: Path) -> None:
    prepare_installation(lambda text: None)
    with connection.schema_editor() as editor:
        editor.execute("DROP TABLE kind_practice_practice")
    recorder = MigrationRecorder(connection)
    for app, name in recorder.applied_migrations():
        if app == "kind_practice":
            recorder.record_unapplied(app, name)
    prepare_installation(lambda text: None)
    assert "kind_practice_practice" in connection.introspection.table_names()
    [backup] = (data / "backups").glob("before-*.zip")
    manifest = check_backup(backup)
    # As the database was then, not as the program is now.
    assert "kind_practice_practice" not in manifest.tables()
    assert manifest.rows("spaces_topic") == Topic.objects.count()


def test_a_newer_database_is_left_alone(data: Path) -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_applied("posts", "0999_later")
    try:
        with pytest.raises(BackupError, match="newer"):
            prepare_installation(lambda text: None)
    finally:
        recorder.record_unapplied("posts", "0999_later")
