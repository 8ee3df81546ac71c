"""What is taken is decided by content; what is kept cannot run and tells nothing about its maker."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django import Settings

from intercity.posts.models import Attachment
from intercity.posts.tests.files import BAD, GOOD, picture, telling_picture
from intercity.posts.uploads.storing import clean_name, store
from intercity.posts.uploads.types import BadFileError
from tests.personas import Persona


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def kept_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_refused_and_leave_nothing(name: str, officer: Persona, folder: Path) -> None:
    with pytest.raises(BadFileError) as refusal:
        store(SimpleUploadedFile(name, BAD[name], "image/jpeg"), officer.person)
    assert str(refusal.value).endswith((".", ")"))
    assert not kept_files(folder)
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("name", GOOD)
def test_good_files_are_known_by_their_content(name: str, officer: Persona, folder: Path) -> None:
    content, mime, good_name = GOOD[name]
    upload = SimpleUploadedFile("x", content, "text/html")
    upload._name = name  # As a client may send it: Django itself would cut the folders off.
    attachment = store(upload, officer.person)
    assert (attachment.mime, attachment.name) == (mime, good_name)
    (path,) = kept_files(folder)
    assert path == folder / attachment.path
    assert path.stat().st_size == attachment.size
    assert not path.stat().st_mode & 0o111


def test_a_picture_loses_where_and_by_whom_it_was_taken_and_stands_upright(officer: Persona, folder: Path) -> None:
    attachment = store(SimpleUploadedFile("a.jpg", telling_picture()), officer.person)
    content = (folder / attachment.path).read_bytes()
    assert b"SECRET" not in content
    with Image.open(io.BytesIO(content)) as image:
        assert not image.getexif()
        assert image.size == (20, 40)
        red, _, blue = image.convert("RGB").getpixel((10, 2))
        assert red > 200 > 60 > blue


def test_what_hangs_on_a_picture_is_cut_off(officer: Persona, folder: Path) -> None:
    attachment = store(SimpleUploadedFile("a.jpg", picture() + b"PK\x03\x04<script>evil</script>"), officer.person)
    assert b"evil" not in (folder / attachment.path).read_bytes()


def test_large_pictures_are_made_smaller(officer: Persona, folder: Path) -> None:
    attachment = store(SimpleUploadedFile("a.png", picture("PNG", (4000, 1000))), officer.person)
    with Image.open(folder / attachment.path) as image:
        assert image.size == (2560, 640)


def test_a_file_over_the_limit_is_refused(officer: Persona, settings: Settings) -> None:
    settings.ATTACHMENT_LIMIT = 100
    with pytest.raises(BadFileError, match="too large"):
        store(SimpleUploadedFile("a.jpg", picture()), officer.person)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("", "file.pdf"), ("...", "file.pdf"), ('a"b\r\nc<d>.html', "a b c d.pdf"), ("x" * 300, "x" * 100 + ".pdf"),
        ("\u202egpj.exe", "gpj.pdf"), ("C:\\files\\Plan.pdf", "C files Plan.pdf"),
    ],
)  # fmt: skip
def test_names_are_cleaned(name: str, clean: str) -> None:
    assert clean_name(name, "pdf") == clean
