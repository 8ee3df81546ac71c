"""What goes into a backup, and which files are refused."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest

from intercity.posts.models import Post
from intercity.transfer.backup import BackupError, check_backup, write_backup
from intercity.transfer.backup.writing import write_archive

pytestmark = pytest.mark.django_db(transaction=True)


def changed(backup: Path, name: str, text: bytes) -> Path:
    """A copy of `backup` with one member replaced."""
    other = backup.with_name("changed.zip")
    with ZipFile(backup) as source, ZipFile(other, "w") as target:
        for member in source.namelist():
            target.writestr(member, text if member == name else source.read(member))
    return other


def test_a_backup_holds_rows_uploads_and_secret_and_is_private(backup: Path, settings: object) -> None:
    manifest = check_backup(backup)
    assert manifest.rows("posts_post") == Post.objects.count() == 1
    assert manifest.uploads() == ["files/plan.pdf"]
    assert "shared_cache" not in manifest.tables()
    assert backup.stat().st_mode & 0o777 == 0o600
    with ZipFile(backup) as archive:
        assert archive.read("secret").decode() == settings.SECRET_KEY  # type: ignore[attr-defined]
        assert b"Cool rooms" in archive.read("tables/posts_post.jsonl")


def test_nothing_is_left_beside_a_backup(backup: Path) -> None:
    assert sorted(path.name for path in backup.parent.glob("*intercity*")) == ["intercity.zip"]


def test_an_existing_file_is_never_overwritten(backup: Path) -> None:
    before = backup.read_bytes()
    with pytest.raises(BackupError, match="exists already"):
        write_backup(backup)
    assert backup.read_bytes() == before


def test_a_backup_that_cannot_be_read_back_is_not_kept(
    tmp_path: Path, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_and_lose(part: Path, on_progress: object) -> None:
        write_archive(part, lambda text: None)
        part.write_bytes(part.read_bytes()[:-300])

    monkeypatch.setattr("intercity.transfer.backup.writing.write_archive", write_and_lose)
    with pytest.raises(BackupError):
        write_backup(tmp_path / "lost.zip")
    assert not list(tmp_path.glob("*lost*"))


def test_a_cut_off_file_is_refused(backup: Path) -> None:
    whole = backup.read_bytes()
    for length in (0, 1, 100, len(whole) // 2, len(whole) - 1):
        backup.write_bytes(whole[:length])
        with pytest.raises(BackupError):
            check_backup(backup)


def test_flipped_bits_are_refused_or_do_no_harm(backup: Path) -> None:
    whole, chance, good = backup.read_bytes(), random.Random(7), check_backup(backup)
    refused = 0
    for _attempt in range(500):
        damaged = bytearray(whole)
        damaged[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        backup.write_bytes(damaged)
        try:
            assert check_backup(backup) == good
        except BackupError:
            refused += 1
    assert refused > 300


@pytest.mark.parametrize("text", [b"", b"plain text", b"\x1f\x8b\x08\x00 gzip", b"PK\x03\x04 half a zip"])
def test_foreign_files_are_refused(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "foreign"
    path.write_bytes(text)
    with pytest.raises(BackupError, match="not a backup"):
        check_backup(path)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [("product", "other", "not a backup"), ("format", 99, "newer"), ("members", {"../x": {}}, "not a backup")],
)
def test_foreign_tables_of_contents_are_refused(backup: Path, key: str, value: object, message: str) -> None:
    with ZipFile(backup) as archive:
        raw = json.loads(archive.read("manifest.json"))
    other = changed(backup, "manifest.json", json.dumps({**raw, key: value}).encode())
    with pytest.raises(BackupError, match=message):
        check_backup(other)


def test_a_changed_member_is_refused(backup: Path) -> None:
    with pytest.raises(BackupError, match="not what was written"):
        check_backup(changed(backup, "secret", b"another"))


def test_an_unlisted_member_is_refused(backup: Path) -> None:
    more = shutil.copy(backup, backup.with_name("more.zip"))
    with ZipFile(more, "a") as archive:
        archive.writestr("files/../../evil", b"x")
    with pytest.raises(BackupError, match="not those that it lists"):
        check_backup(Path(more))
