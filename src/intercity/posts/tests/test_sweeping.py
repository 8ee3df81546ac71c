"""Uploads that no post took go after a week; everything else stays."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pytest_django import Settings

from intercity.activity.models import Activity
from intercity.posts.models import Attachment, AttachmentText, Draft
from intercity.posts.tests.files import PDF
from intercity.posts.uploads.storing import store
from intercity.posts.uploads.sweeping import sweep_uploads
from intercity.spaces.models import Space
from tests.personas import Persona, make_post

OLD = timezone.now() - timedelta(days=8)


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path, space: Space) -> Path:
    """An installation that began a month ago."""
    settings.MEDIA_ROOT = tmp_path
    Activity.objects.update(at=timezone.now() - timedelta(days=30))
    return tmp_path


def upload(officer: Persona, folder: Path, *, old: bool = True) -> Attachment:
    """An upload of eight days ago, or of now."""
    found = store(SimpleUploadedFile("a.pdf", PDF), officer.person)
    if old:
        Attachment.objects.filter(pk=found.pk).update(created_at=OLD)
        age(folder / found.path)
    return found


def age(path: Path) -> None:
    os.utime(path, (OLD.timestamp(), OLD.timestamp()))


def test_what_nobody_published_goes_with_its_file(officer: Persona, folder: Path) -> None:
    forgotten, fresh = upload(officer, folder), upload(officer, folder, old=False)
    assert sweep_uploads() == 1
    assert list(Attachment.objects.all()) == [fresh]
    assert not (folder / forgotten.path).exists()
    assert (folder / fresh.path).exists()


def test_what_a_post_or_a_draft_holds_stays(officer: Persona, space: Space, folder: Path) -> None:
    published, drafted = upload(officer, folder), upload(officer, folder)
    Attachment.objects.filter(pk=published.pk).update(post=make_post(officer, space))
    Draft.objects.create(person=officer.person, key="x", data={"kept": [drafted.uid]})
    pictures = [folder / name for name in ("named.webp", "left.webp")]
    for picture in pictures:
        picture.write_bytes(b"x")
        age(picture)
    AttachmentText.objects.create(attachment=published, picture="named.webp")
    assert sweep_uploads() == 1
    assert [picture.exists() for picture in pictures] == [True, False]
    assert Attachment.objects.count() == 2


def test_files_without_a_row_go_once_they_are_old(folder: Path) -> None:
    for name in ("taken-off.pdf", "half.part", "young.pdf"):
        (folder / name).write_bytes(b"x")
    age(folder / "taken-off.pdf")
    age(folder / "half.part")
    assert sweep_uploads() == 2
    assert [path.name for path in folder.iterdir()] == ["young.pdf"]


def test_a_fresh_database_leaves_the_files_of_another_alone(folder: Path) -> None:
    Activity.objects.update(at=timezone.now())
    (folder / "theirs.pdf").write_bytes(b"x")
    age(folder / "theirs.pdf")
    assert sweep_uploads() == 0
