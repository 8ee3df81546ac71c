"""Films and sound: known by their content, taken only where they belong, without what phones write into them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from intercity.posts.tests.recordings import mp3, mp4, ogg, webm
from intercity.posts.uploads.storing import store
from intercity.posts.uploads.types import BadFileError
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db
GOOD = {
    "video/mp4": mp4(), "audio/mp4": mp4(b"soun", b"M4A "), "video/webm": webm(), "audio/webm": webm(b"A_OPUS"),
    "audio/mpeg": mp3(), "audio/ogg": ogg(), "video/ogg": ogg(b"\x80theora"),
}  # fmt: skip
BAD = {
    "of QuickTime": mp4(brand=b"qt  "), "a picture of phones": mp4(brand=b"heic"), "without tracks": mp4(b"text"),
    "cut": mp4()[:-5], "of Matroska": webm(doctype=b"matroska"), "of no codec": webm(b"V_MPEG4"),
    "of no sound": mp3()[:80], "one frame": mp3()[:480], "another stream": ogg(b"fishead"),
    "endless boxes": mp4() + b"\0\0\0\1free" + b"\xff" * 8,
}  # fmt: skip


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.mark.parametrize("mime", GOOD)
def test_they_are_known_by_their_content_and_lose_what_was_written_into_them(
    mime: str, officer: Persona, folder: Path
) -> None:
    kept = store(SimpleUploadedFile("film.exe", GOOD[mime], "text/html"), officer.person, recordings=True)
    assert kept.mime == mime
    assert kept.is_recording
    assert kept.name.startswith("film.")
    content = (folder / kept.path).read_bytes()
    assert len(content) == len(GOOD[mime])
    assert b"SECRET" not in content
    assert (b"SOUND" in content) == (b"SOUND" in GOOD[mime])


@pytest.mark.parametrize("name", BAD)
def test_what_browsers_do_not_play_is_refused(name: str, officer: Persona, folder: Path) -> None:
    with pytest.raises(BadFileError, match="browsers cannot play it"):
        store(SimpleUploadedFile("film.mp4", BAD[name], "video/mp4"), officer.person, recordings=True)
    assert not list(folder.iterdir())


def test_they_are_taken_where_they_belong_and_have_a_limit_of_their_own(officer: Persona, settings: Settings) -> None:
    film = SimpleUploadedFile("film.mp4", mp4())
    with pytest.raises(BadFileError):
        store(film, officer.person)
    settings.ATTACHMENT_LIMIT = 20
    assert store(film, officer.person, recordings=True).size == len(mp4())
    settings.RECORDING_LIMIT = 40
    with pytest.raises(BadFileError, match="too large"):
        store(film, officer.person, recordings=True)
    settings.RECORDING_LIMIT, settings.ATTACHMENT_LIMIT = 0, 10_000
    with pytest.raises(BadFileError):
        store(film, officer.person, recordings=True)


def test_a_browser_may_play_it_and_asks_again_without_fetching_it_again(officer: Persona, space: Space) -> None:
    film = store(SimpleUploadedFile("film.webm", webm()), officer.person, recordings=True)
    film.post = make_post(officer, space, label=Label.CLEAR)
    film.save()
    answer = Client().get(film.get_absolute_url())
    assert answer["Content-Disposition"].startswith("inline")
    rules = [rule.strip() for rule in answer["Content-Security-Policy"].split(";")]
    assert {"default-src 'none'", "media-src 'self'", "sandbox allow-same-origin"} <= set(rules)
    again = Client().get(film.get_absolute_url(), headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again["Content-Security-Policy"]) == (304, answer["Content-Security-Policy"])
