"""GET /files/<uid>/<name>: with the permission of the post, and so that nothing runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from intercity.posts import actions
from intercity.posts.models import Attachment, Post
from intercity.posts.tests.files import PDF, picture
from intercity.posts.uploads.storing import store
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_post


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def attach(persona: Persona, post: Post | None, content: bytes = PDF) -> Attachment:
    attachment = store(SimpleUploadedFile("plan.pdf", content), persona.person)
    attachment.post = post
    attachment.save()
    return attachment


def status(client: Client, attachment: Attachment) -> int:
    return client.get(attachment.get_absolute_url()).status_code


def test_it_goes_with_its_post(
    officer: Persona, reader: Persona, partner: Persona, stranger: Persona, space: Space
) -> None:
    post = make_post(officer, space, label=Label.CLEAR)
    attachment = attach(officer, post)
    everyone = [Client(), stranger.client, partner.client, reader.client, officer.client]
    assert [status(client, attachment) for client in everyone] == [200] * 5
    actions.change_label(officer.viewer, post, Label.GREEN)
    assert [status(client, attachment) for client in everyone] == [404, 404, 404, 200, 200]
    actions.withdraw(officer.viewer, post)
    assert [status(client, attachment) for client in everyone] == [404] * 5


def test_before_publishing_only_its_uploader_sees_it(officer: Persona, colleague: Persona) -> None:
    attachment = attach(officer, None)
    assert [status(client, attachment) for client in (Client(), colleague.client, officer.client)] == [404, 404, 200]


def test_nothing_in_it_can_run(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, label=Label.CLEAR)
    pdf, image = attach(officer, post), attach(officer, post, picture())
    answers = [Client().get(one.get_absolute_url()) for one in (pdf, image)]
    for answer in answers:
        assert answer["X-Content-Type-Options"] == "nosniff"
        said = answer["Content-Security-Policy"]
        rules = dict(rule.strip().partition(" ")[::2] for rule in said.split(";"))
        assert (rules["default-src"], rules["sandbox"]) == ("'none'", "")
        assert not {"script-src", "style-src", "object-src"} & set(rules)
        assert "unsafe" not in said
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert [answer["Content-Type"] for answer in answers] == ["application/pdf", "image/jpeg"]
    assert [answer["Content-Disposition"].partition(";")[0] for answer in answers] == ["attachment", "inline"]


def test_behind_the_front_only_the_path_is_handed_on(officer: Persona, space: Space, folder: Path) -> None:
    attachment = attach(officer, make_post(officer, space, label=Label.CLEAR))
    answer = Client().get(attachment.get_absolute_url(), **{"intercity.front": True})
    assert answer["X-Intercity-File"] == str((folder / attachment.path).resolve())
    assert answer.content == b""


def test_a_file_that_is_gone_is_not_found(officer: Persona, space: Space, folder: Path) -> None:
    attachment = attach(officer, make_post(officer, space, label=Label.CLEAR))
    (folder / attachment.path).unlink()
    assert status(Client(), attachment) == 404
