"""`intercity backup` and `intercity restore` as an operator meets them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from intercity.cli.main import main
from intercity.posts.models import Post
from intercity.spaces.models import Space
from intercity.transfer.backup import check_backup, write_backup
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def media(tmp_path: Path, settings: Any) -> Path:
    """A folder of uploads for this test, with one in it."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.MEDIA_ROOT.mkdir()
    (settings.MEDIA_ROOT / "plan.pdf").write_bytes(b"%PDF" * 500)
    return Path(settings.MEDIA_ROOT)


@pytest.fixture
def backup(tmp_path: Path, media: Path, officer: Persona, space: Space) -> Path:
    """A small backup."""
    make_post(officer, space)
    path = tmp_path / "intercity.zip"
    write_backup(path)
    return path


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What `intercity WORDS` says when it refuses with exit code 2."""
    assert main(list(words)) == 2
    return capsys.readouterr().err


def test_restoring_over_work_is_refused_and_changes_nothing(
    backup: Path, media: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "not empty" in refused(capsys, "restore", str(backup))
    assert Post.objects.count() == 1
    assert (media / "plan.pdf").exists()


def test_restoring_a_damaged_backup_is_refused(backup: Path, capsys: pytest.CaptureFixture[str]) -> None:
    backup.write_bytes(backup.read_bytes()[:-200])
    assert "damaged" in refused(capsys, "restore", str(backup))


def test_restoring_a_missing_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "nothing.zip" in refused(capsys, "restore", str(tmp_path / "nothing.zip"))


def test_restoring_a_newer_version_is_refused(backup: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ZipFile(backup) as archive:
        raw = json.loads(archive.read("manifest.json"))
    raw["migrations"].append(["posts", "0999_later"])
    newer = backup.with_name("newer.zip")
    with ZipFile(backup) as archive, ZipFile(newer, "w") as target:
        for name in archive.namelist():
            target.writestr(name, json.dumps(raw) if name == "manifest.json" else archive.read(name))
    assert "newer" in refused(capsys, "restore", str(newer))


def test_the_command_says_what_it_wrote(backup: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup", str(tmp_path), "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["posts"], facts["uploads"]) == (1, 1)
    assert check_backup(Path(facts["file"])).rows("posts_post") == 1
    assert "exists already" in refused(capsys, "backup", facts["file"])


def test_a_newer_database_stops_the_start_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_applied("posts", "0999_later")
    try:
        assert "newer" in refused(capsys, "migrate")
    finally:
        recorder.record_unapplied("posts", "0999_later")
