"""Plain text: read in whatever encoding it came, kept as UTF-8, handed out as something to save."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from intercity.posts.models import AttachmentText
from intercity.posts.uploads.extracting import read_waiting
from intercity.posts.uploads.storing import store
from intercity.posts.uploads.texts import MOST
from intercity.posts.uploads.types import BadFileError
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db
WORDS = "Où est la zqfontaineqz?"


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.mark.parametrize(
    "raw",
    [
        WORDS.encode(), codecs.BOM_UTF8 + WORDS.encode(), codecs.BOM_UTF16_LE + WORDS.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be"), WORDS.encode("latin-1"),
    ],
    ids=["utf-8", "with a mark", "utf-16", "utf-16 of others", "latin-1"],
)  # fmt: skip
def test_every_encoding_becomes_one(raw: bytes, officer: Persona, folder: Path) -> None:
    kept = store(SimpleUploadedFile("Notes.TXT", raw), officer.person)
    assert (kept.mime, kept.name, (folder / kept.path).read_text()) == ("text/plain", "Notes.txt", WORDS)


def test_bulgarian_of_older_programs_is_read_too(officer: Persona, folder: Path) -> None:
    kept = store(SimpleUploadedFile("a.txt", "Къде е чешмата? OK".encode("cp1251")), officer.person)
    assert (folder / kept.path).read_text() == "Къде е чешмата? OK"


def test_a_long_one_is_refused(officer: Persona) -> None:
    with pytest.raises(BadFileError, match=r"5.0.MB"):
        store(SimpleUploadedFile("a.txt", b"a" * (MOST + 1)), officer.person)


def test_it_is_read_and_saved_not_shown(officer: Persona, space: Space) -> None:
    file = store(SimpleUploadedFile("a.txt", (WORDS + "<script>alert(1)</script>").encode("latin-1")), officer.person)
    file.post = make_post(officer, space, label=Label.CLEAR)
    file.save()
    assert read_waiting() == 1
    # The search index takes it from here (tests/test_file_texts.py).
    assert WORDS in AttachmentText.objects.get().text
    answer = Client().get(file.get_absolute_url())
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
