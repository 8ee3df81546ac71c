"""POST /posts/<uid>/comment and the form under a post."""

from __future__ import annotations

import pytest
from django.test import Client

from intercity.core.uids import new_uid
from intercity.posts.models import Draft, Post
from intercity.spaces.models import Label, Space, SpaceState
from tests.personas import Persona, make_post


def fields(**more: object) -> dict[str, object]:
    return {"uid": new_uid(), "body": "We did it in 2026.", "language": "en", **more}


def test_who_may(
    officer: Persona, officer_elsewhere: Persona, reader: Persona, partner: Persona, stranger: Persona, space: Space
) -> None:
    post = make_post(officer, space, label=Label.GREEN)
    address = f"/posts/{post.uid}/comment"
    for persona, status in ((officer_elsewhere, 302), (reader, 403), (partner, 404), (stranger, 404)):
        assert persona.client.post(address, fields()).status_code == status
    assert Client().post(address, fields())["Location"].startswith("/accounts/login")
    assert Post.objects.filter(root=post).count() == 1


def test_it_lands_on_the_comment(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    post = make_post(officer, space)
    response = officer_elsewhere.client.post(f"/posts/{post.uid}/comment", fields())
    comment = Post.objects.get(root=post)
    assert response["Location"] == f"/posts/{post.uid}/#c-{comment.uid}"
    assert comment.organisation == officer_elsewhere.organisation


def test_sending_twice_comments_once(officer: Persona, space: Space) -> None:
    post, sent = make_post(officer, space), fields()
    for _ in range(2):
        officer.client.post(f"/posts/{post.uid}/comment", sent)
    assert Post.objects.filter(root=post).count() == 1


def test_an_answer_to_a_comment(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    post = make_post(officer, space)
    comment = make_post(officer_elsewhere, space, kind="comment", body="Who pays?", parent=post)
    page = officer.client.get(f"/posts/{post.uid}/?reply={comment.uid}").content.decode()
    assert f'name="parent" value="{comment.uid}"' in page
    officer.client.post(f"/posts/{post.uid}/comment", fields(parent=comment.uid))
    assert Post.objects.get(parent=comment).root == post


@pytest.mark.parametrize("parent", ["nonsense", "null \0", "other"])
def test_a_parent_that_is_not_here_means_the_post(parent: str, officer: Persona, space: Space) -> None:
    post, other = make_post(officer, space), make_post(officer, space)
    elsewhere = make_post(officer, space, kind="comment", parent=other)
    officer.client.post(f"/posts/{post.uid}/comment", fields(parent=elsewhere.uid if parent == "other" else parent))
    assert Post.objects.get(root=post).parent == post


def test_an_empty_comment_shows_the_page_with_the_error(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, title="The post")
    response = officer.client.post(f"/posts/{post.uid}/comment", fields(body="  "))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Not sent yet" in page
    assert "The post" in page


def test_a_draft_comes_back_and_goes_when_sent(officer: Persona, space: Space) -> None:
    post, client = make_post(officer, space), officer.client
    client.post(f"/drafts/comment-{post.uid}", {"uid": new_uid(), "body": "Half a thought"})
    assert "Half a thought" in client.get(f"/posts/{post.uid}/").content.decode()
    client.post(f"/posts/{post.uid}/comment", fields())
    assert not Draft.objects.exists()


def test_an_archived_space_takes_no_comment(officer: Persona, space: Space) -> None:
    post = make_post(officer, space)
    space.state = SpaceState.ARCHIVED
    space.save()
    assert officer.client.post(f"/posts/{post.uid}/comment", fields()).status_code == 403


def test_nobody_answers_what_they_cannot_see(
    officer: Persona, officer_elsewhere: Persona, partner: Persona, space: Space
) -> None:
    post = make_post(officer, space, label=Label.CLEAR)
    hidden = make_post(officer_elsewhere, space, kind="comment", title="", body="Inside", parent=post)
    Post.objects.filter(pk=hidden.pk).update(label=Label.GREEN)
    address = f"/posts/{post.uid}/?reply={hidden.uid}"
    assert "Torino" in officer.client.get(address).content.decode()
    page = partner.client.get(address).content.decode()
    assert "Torino" not in page
