"""POST /drafts/<key>, its discarding, and POST /preview."""

from __future__ import annotations

import pytest
from django.test import Client

from intercity.core.uids import new_uid
from intercity.posts.models import Draft, Post
from intercity.spaces.models import Label, Space, Topic
from tests.personas import Persona, make_post


def test_a_draft_is_its_persons_alone(officer: Persona, colleague: Persona, space: Space) -> None:
    key = f"compose-{space.uid}-practice"
    assert officer.client.post(f"/drafts/{key}", {"title": "Half"}).status_code == 204
    composer = f"/spaces/{space.slug}/post/practice"
    assert 'value="Half"' in officer.client.get(composer).content.decode()
    assert 'value="Half"' not in colleague.client.get(composer).content.decode()


def test_saving_again_keeps_the_newest(officer: Persona, space: Space) -> None:
    for title in ("One", "Two"):
        officer.client.post(f"/drafts/compose-{space.uid}-update", {"title": title, "csrfmiddlewaretoken": "x"})
    assert Draft.objects.get().data == {"title": ["Two"]}


def test_places_that_one_may_not_see_have_no_drafts(officer: Persona, stranger: Persona, space: Space) -> None:
    post = make_post(officer, space, label=Label.GREEN)
    for key in (f"comment-{post.uid}", f"edit-{post.uid}", "compose-nonsense", f"compose-{new_uid()}-update", "x"):
        assert stranger.client.post(f"/drafts/{key}", {"body": "x"}).status_code == 404
    assert Client().post(f"/drafts/comment-{post.uid}").status_code == 302
    assert not Draft.objects.exists()


def test_a_text_beyond_measure_is_not_kept(officer: Persona, space: Space) -> None:
    response = officer.client.post(f"/drafts/compose-{space.uid}-update", {"body": "x" * 200_000})
    assert response.status_code == 413
    assert not Draft.objects.exists()


def test_discarding_opens_the_form_anew(officer: Persona, space: Space) -> None:
    key = f"compose-{space.uid}-update"
    officer.client.post(f"/drafts/{key}", {"title": "Half"})
    response = officer.client.post(f"/drafts/{key}/discard")
    assert response["Location"] == f"/spaces/{space.slug}/post/update"
    assert not Draft.objects.exists()


def test_a_save_that_comes_after_publishing_does_not_come_back(officer: Persona, space: Space, topic: Topic) -> None:
    fields = {"uid": new_uid(), "title": "Late", "body": "x", "label": "green", "language": "en"}
    officer.client.post(f"/spaces/{space.slug}/post/update", fields)
    officer.client.post(f"/drafts/compose-{space.uid}-update", fields)
    assert Post.objects.get().title == "Late"
    assert 'value="Late"' not in officer.client.get(f"/spaces/{space.slug}/post/update").content.decode()


def test_broken_drafts_do_no_harm(officer: Persona, space: Space) -> None:
    key = f"compose-{space.uid}-question"
    officer.client.post(
        f"/drafts/{key}", {"needed_by": "so\0on", "x\0y": "1", "topics": ["nonsense"], "label": "??", "kept": "x"}
    )
    assert Draft.objects.exists()
    assert officer.client.get(f"/spaces/{space.slug}/post/question").status_code == 200


@pytest.mark.parametrize("script", [True, False])
def test_the_preview_is_sanitised(script: bool, officer: Persona) -> None:
    headers = {"X-Fragment": "1"} if script else {}
    text = "**Bold** [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    page = officer.client.post("/preview", {"body": text}, headers=headers).content.decode()
    assert "<strong>Bold</strong>" in page
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert ("<html" in page) == (not script)


@pytest.mark.django_db
def test_the_preview_is_for_people_with_an_account() -> None:
    assert Client().post("/preview", {"body": "x"}).status_code == 302
