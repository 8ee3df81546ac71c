"""Withdraw, label, pin, claim and history, each at its address."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from intercity.posts import actions
from intercity.posts.content import PostContent
from intercity.posts.models import Origin, Post, State
from intercity.spaces.models import Label, Space, Topic
from tests.personas import Persona, make_post


@pytest.mark.parametrize("verb", ["withdraw", "label", "pin", "claim"])
def test_strangers_find_nothing_and_others_may_not(
    verb: str, reader: Persona, officer: Persona, officer_elsewhere: Persona, stranger: Persona, space: Space
) -> None:
    post = make_post(officer, space, label=Label.GREEN)
    address = f"/posts/{post.uid}/{verb}"
    assert stranger.client.post(address, {"label": "clear", "on": "1"}).status_code == 404
    for persona in (reader, officer_elsewhere):
        assert persona.client.post(address, {"label": "clear", "on": "1"}).status_code == 403
    assert Client().post(address)["Location"].startswith("/accounts/login")
    post.refresh_from_db()
    assert (post.state, post.label, post.pinned_at) == (State.PUBLISHED, Label.GREEN, None)


def test_withdrawing_asks_first(officer: Persona, space: Space) -> None:
    post, client = make_post(officer, space), officer.client
    assert "Withdraw this?" in client.get(f"/posts/{post.uid}/withdraw").content.decode()
    assert Post.objects.get(pk=post.pk).is_published
    assert client.post(f"/posts/{post.uid}/withdraw")["Location"] == f"/spaces/{space.slug}/"
    assert Post.objects.get(pk=post.pk).state == State.WITHDRAWN


def test_a_withdrawn_comment_leads_back_to_its_thread(officer: Persona, space: Space) -> None:
    post = make_post(officer, space)
    comment = make_post(officer, space, kind="comment", parent=post)
    response = officer.client.post(f"/posts/{comment.uid}/withdraw")
    assert response["Location"] == f"/posts/{post.uid}/"


def test_the_label_changes_who_reads_it(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, label=Label.GREEN)
    officer.client.post(f"/posts/{post.uid}/label", {"label": "clear"})
    assert Client().get(f"/posts/{post.uid}/").status_code == 200
    Space.objects.update(widest_label=Label.GREEN)
    for label in ("clear", "nonsense", ""):
        assert officer.client.post(f"/posts/{post.uid}/label", {"label": label}).status_code == 403


def test_pins_are_the_coordinators(officer: Persona, coordinator: Persona, space: Space) -> None:
    post = make_post(officer, space)
    assert officer.client.post(f"/posts/{post.uid}/pin", {"on": "1"}).status_code == 403
    for on in ("1", "0"):
        coordinator.client.post(f"/posts/{post.uid}/pin", {"on": on})
        assert bool(Post.objects.get(pk=post.pk).pinned_at) == (on == "1")


def test_a_city_makes_an_imported_post_its_own(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, label=Label.CLEAR)
    Post.objects.filter(pk=post.pk).update(source="imported", author=None)
    Origin.objects.create(post=post, tracker="T", record="1", fingerprint="x")
    client = officer.client
    assert "Is this what Nice did?" in client.get(f"/posts/{post.uid}/claim").content.decode()
    assert client.post(f"/posts/{post.uid}/claim")["Location"] == f"/posts/{post.uid}/edit"
    page = Client().get(f"/posts/{post.uid}/").content.decode()
    assert "About Nice" not in page
    assert "then confirmed by City of Nice" in page


def test_the_history_shows_words_and_facts_that_changed(officer: Persona, reader: Persona, space: Space) -> None:
    post = make_post(officer, space, kind="practice", label=Label.CLEAR, body="Four <b> parks", status="active")
    change = PostContent(title="A title", body="Five <b> parks", label="clear", details={"status": "ended"})
    actions.edit(officer.viewer, post, change)
    page = reader.client.get(f"/posts/{post.uid}/revisions").content.decode()
    assert "taken out: </span>Four</del>" in page
    assert "added: </span>Five</ins>" in page
    assert "&lt;b&gt; parks" in page
    assert "Ended</ins>" in page
    assert "Status" in page


def test_the_history_says_facts_as_the_pages_do(officer: Persona, space: Space, topic: Topic) -> None:
    post = make_post(officer, space, kind="practice", status="active")
    facts = {"confirmed_on": date(2026, 11, 20), "evidence": "opinion"}
    actions.edit(officer.viewer, post, PostContent(title="T", body="x", label="green", topics=[topic], details=facts))
    Topic.objects.update(retired=True)
    page = officer.client.get(f"/posts/{post.uid}/revisions", headers={"Accept-Language": "fr"}).content.decode()
    for said in ("20 nov. 2026</ins>", "Logement</ins>"):
        assert said in page
    assert "opinion</ins>" not in page


def test_the_deadline_of_a_question_is_in_its_history(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, kind="question")
    due = {"needed_by": datetime(2026, 11, 20, 9, tzinfo=UTC)}
    actions.edit(officer.viewer, post, PostContent(title="T", body="x", label="green", details=due))
    assert "20 Nov 2026, 10:00" in officer.client.get(f"/posts/{post.uid}/revisions").content.decode()


def test_earlier_versions_are_not_for_the_public(officer: Persona, stranger: Persona, space: Space) -> None:
    post = make_post(officer, space, label=Label.CLEAR)
    address = f"/posts/{post.uid}/revisions"
    assert stranger.client.get(address).status_code == 403
    assert Client().get(address).status_code == 302
    assert "/revisions" not in Client().get(f"/posts/{post.uid}/").content.decode()


def test_a_long_history_comes_in_parts(officer: Persona, space: Space) -> None:
    post, client = make_post(officer, space), officer.client
    for number in range(24):
        actions.edit(officer.viewer, post, PostContent(title=f"Title {number}", body="x", label="green"))
    page = client.get(f"/posts/{post.uid}/revisions").content.decode()
    assert "?before=6" in page
    rest = client.get(f"/posts/{post.uid}/revisions?before=6").content.decode()
    assert "Version 5<" in rest
    assert "Version 6<" not in rest
    assert "The oldest version here." in rest
