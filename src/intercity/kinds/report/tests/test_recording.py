"""A recording as a file of the report: played on its page with captions, seen by whoever sees the report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from intercity.kinds.report.captions import read_captions, to_webvtt
from intercity.kinds.report.tests.test_report import FORM, change, send, written
from intercity.posts import actions
from intercity.posts.models import Attachment, Post
from intercity.posts.tests.recordings import mp3, webm
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def film(name: str = "film.webm", content: bytes = b"") -> dict[str, Any]:
    return {"recording_file": SimpleUploadedFile(name, content or webm())}


def test_it_is_played_with_captions_and_its_chapters_jump(officer: Persona, space: Space) -> None:
    report = written(officer, space, **film())
    file = report.attachments.get()
    page = Client().get(report.get_absolute_url())
    shown, captions = page.content.decode(), f"/posts/{report.uid}/captions.vtt"
    for said in (
        f'src="{file.get_absolute_url()}"', f'kind="captions" src="{captions}" srclang="en"',
        f'<a href="{file.get_absolute_url()}#t=750" data-at="750">', "Watch it elsewhere",
    ):  # fmt: skip
        assert said in shown, said
    assert "media-src 'self';" in page["Content-Security-Policy"]
    answer = Client().get(captions)
    assert answer["Content-Type"] == "text/vtt; charset=utf-8"
    assert answer.content.decode() == "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nWelcome everybody\n"


def test_the_newest_is_played_and_one_that_is_taken_off_is_not(officer: Persona, space: Space) -> None:
    report = written(officer, space, **film(), recording="")
    first = report.attachments.get()
    change(officer, report, recording="", drop=first.uid, **film("sound.mp3", mp3()))
    sound = report.attachments.get()
    shown = officer.client.get(report.get_absolute_url()).content.decode()
    assert f'<audio class="player" controls preload="none" src="{sound.get_absolute_url()}"' in shown
    assert "<video" not in shown
    assert Client().get(first.get_absolute_url()).status_code == 404


def test_file_and_captions_go_with_the_report(officer: Persona, reader: Persona, space: Space) -> None:
    report = written(officer, space, **film())
    paths = [report.attachments.get().get_absolute_url(), f"/posts/{report.uid}/captions.vtt"]

    def found(client: Client) -> list[bool]:
        return [client.get(path, headers={"Range": "bytes=0-9"}).status_code == 200 for path in paths]

    assert found(Client()) == [True, True]
    actions.change_label(officer.viewer, Post.objects.get(pk=report.pk), Label.GREEN)
    assert (found(Client()), found(reader.client)) == ([False, False], [True, True])
    actions.withdraw(officer.viewer, Post.objects.get(pk=report.pk))
    assert found(officer.client) == [False, False]


def test_what_cannot_be_played_is_refused_and_nothing_typed_is_lost(officer: Persona, space: Space) -> None:
    answer = send(officer, space, **film(content=b"MZ" + bytes(200)))
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "film.webm: " in shown
    assert "What can cities do?" in shown
    assert not Attachment.objects.exists()


def test_a_house_without_recordings_asks_for_none(officer: Persona, space: Space, settings: Settings) -> None:
    address = f"/spaces/{space.slug}/post/report"
    assert 'name="recording_file"' in officer.client.get(address).content.decode()
    settings.RECORDING_LIMIT = 0
    assert 'name="recording_file"' not in officer.client.get(address).content.decode()
    assert send(officer, space, **film()).status_code == 422


def test_other_kinds_take_no_recordings(officer: Persona, space: Space) -> None:
    form = {"title": "News", "body": "x", "label": "green", "language": "en", "files": film()["recording_file"]}
    assert officer.client.post(f"/spaces/{space.slug}/post/update", form).status_code == 422


def test_a_post_without_captions_has_no_address_for_them(officer: Persona, space: Space) -> None:
    posts = [make_post(officer, space, label=Label.CLEAR), written(officer, space, captions="")]
    assert [Client().get(f"/posts/{post.uid}/captions.vtt").status_code for post in posts] == [404, 404]


def test_captions_are_written_so_that_they_are_read_again() -> None:
    text = "1:00:01.5 x\n\n00:59.999 --> 1:00:00.000\n<v Ada>1 &lt; 2 --&gt; &amp; 3\n\n00:01.000 --> 00:01.000\nShort"
    cues = read_captions(text).cues
    again = read_captions(to_webvtt(cues)).cues
    assert [(cue.start, cue.text) for cue in again] == [(cue.start, cue.text) for cue in cues]
    assert "Ada: 1 &lt; 2 --&gt; &amp; 3" in to_webvtt(cues)
    assert FORM["captions"] not in to_webvtt(cues)
