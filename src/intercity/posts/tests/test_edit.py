"""GET and POST /posts/<uid>/edit."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from intercity.organisations.request import Request
from intercity.posts.actions import change_label
from intercity.posts.models import Post
from intercity.posts.tests.files import PDF
from intercity.posts.views import editing
from intercity.posts.views.forming import Writing
from intercity.spaces.models import Label, Space, Topic
from tests.personas import Persona, make_post


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def fields(**more: Any) -> dict[str, Any]:
    return {
        "title": "New title", "body": "New text.", "topics": ["housing"], "label": "green", "language": "en",
        "status": "ended", **more,
    }  # fmt: skip


def test_who_may(
    officer: Persona, colleague: Persona, lead: Persona, officer_elsewhere: Persona, reader: Persona,
    stranger: Persona, space: Space, topic: Topic,
) -> None:  # fmt: skip
    post = make_post(officer, space, kind="practice", status="active")
    address = f"/posts/{post.uid}/edit"
    people = ((officer, 200), (lead, 200), (colleague, 403), (officer_elsewhere, 403), (reader, 403), (stranger, 404))
    for persona, status in people:
        assert persona.client.get(address).status_code == status
        assert persona.client.post(address, fields()).status_code == (302 if status == 200 else status)
    assert Client().get(address)["Location"].startswith("/accounts/login")


def test_every_field_comes_back_as_it_stands(officer: Persona, space: Space, topic: Topic) -> None:
    post = make_post(
        officer, space, kind="practice", title="Old", topics=[topic], label=Label.CLEAR, status="eased",
        cost="10 €", lessons="Ask first.", begins_on="2026-07-01",
    )  # fmt: skip
    page = officer.client.get(f"/posts/{post.uid}/edit").content.decode()
    for text in ('value="Old"', 'value="10 €"', "Ask first.", 'value="2026-07-01"', 'value="clear" checked'):
        assert text in page
    assert 'value="eased" selected' in page


def test_a_moment_keeps_its_time_through_an_edit(officer: Persona, space: Space) -> None:
    needed = datetime(2026, 7, 1, 10, 30, tzinfo=UTC)
    post = make_post(officer, space, kind="question", needed_by=needed)
    page = officer.client.get(f"/posts/{post.uid}/edit").content.decode()
    assert 'value="2026-07-01T12:30"' in page
    officer.client.post(f"/posts/{post.uid}/edit", fields(needed_by="2026-07-01T12:30"))
    assert Post.objects.get(pk=post.pk).question.needed_by == needed


def test_an_edit_is_saved_with_its_history(officer: Persona, space: Space, topic: Topic) -> None:
    post = make_post(officer, space, kind="practice", status="active")
    officer.client.post(f"/posts/{post.uid}/edit", fields(cost="20 €", label="clear"))
    post = Post.objects.get(pk=post.pk)
    assert (post.title, post.label, post.practice.status, post.practice.cost) == (
        "New title", "clear", "ended", "20 €",
    )  # fmt: skip
    assert post.revisions.count() == 2


def test_errors_lose_nothing(officer: Persona, space: Space, topic: Topic) -> None:
    post = make_post(officer, space, kind="practice", title="Stays", status="active")
    bad = fields(title="Typed", begins_on="2026-07-02", ends_on="2026-07-01")
    response = officer.client.post(f"/posts/{post.uid}/edit", bad)
    assert response.status_code == 422
    assert 'value="Typed"' in response.content.decode()
    assert Post.objects.get(pk=post.pk).title == "Stays"
    assert 'value="Typed"' in officer.client.get(f"/posts/{post.uid}/edit").content.decode()


def test_an_editor_adds_a_file_and_takes_one_off(officer: Persona, lead: Persona, space: Space, topic: Topic) -> None:
    post, client = make_post(officer, space), lead.client
    address = f"/posts/{post.uid}/edit"
    client.post(address, fields(files=[SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.pdf", PDF)]))
    first, second = post.attachments.all()
    client.post(address, fields(drop=[first.uid], **{f"describe_{second.uid}": "The contract"}))
    assert [(a.uid, a.description) for a in post.attachments.all()] == [(second.uid, "The contract")]
    assert Client().get(first.get_absolute_url()).status_code == 404


def test_a_comment_keeps_the_label_of_its_thread(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, label=Label.CLEAR)
    comment = make_post(officer, space, kind="comment", parent=post)
    response = officer.client.post(
        f"/posts/{comment.uid}/edit", {"body": "Corrected", "language": "en", "label": "green"}
    )
    comment.refresh_from_db()
    assert (response.status_code, comment.body, comment.label) == (302, "Corrected", Label.CLEAR)


def test_a_form_from_before_does_not_open_what_was_narrowed_since(
    officer: Persona, lead: Persona, space: Space, topic: Topic
) -> None:
    post = make_post(officer, space, kind="practice", label=Label.CLEAR, topics=[topic])
    address, old = f"/posts/{post.uid}/edit", fields(label="clear", stood="clear")
    officer.client.post(f"/drafts/edit-{post.uid}", old)
    assert lead.client.post(f"/posts/{post.uid}/label", {"label": "green"}).status_code == 302
    page = officer.client.get(address).content.decode()
    assert 'value="green" checked' in page
    assert 'name="stood" value="green"' in page
    assert officer.client.post(address, old).status_code == 422
    assert Post.objects.get(pk=post.pk).label == Label.GREEN
    assert officer.client.post(address, fields(label="clear", stood="green")).status_code == 302
    assert Post.objects.get(pk=post.pk).label == Label.CLEAR


def test_what_is_narrowed_while_an_edit_is_being_saved_stays_narrow(
    officer: Persona, lead: Persona, space: Space, topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = make_post(officer, space, kind="practice", label=Label.CLEAR, topics=[topic])
    agrees = editing.agrees_on_label

    def narrowed_then(request: Request, read: Post, writing: Writing) -> bool:
        agreed = agrees(request, read, writing)
        change_label(lead.viewer, post, Label.GREEN)
        return agreed

    monkeypatch.setattr(editing, "agrees_on_label", narrowed_then)
    refused = officer.client.post(f"/posts/{post.uid}/edit", fields(label="clear", stood="clear", cost="20 €"))
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "A colleague changed who may see it meanwhile" in page
    assert 'value="20 €"' in page
    assert 'name="stood" value="green"' in page
    post = Post.objects.get(pk=post.pk)
    assert (post.label, post.title == "New title") == (Label.GREEN, False)
