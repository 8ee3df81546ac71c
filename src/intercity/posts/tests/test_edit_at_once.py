"""Two people edit one post at once: who saves later is shown that the other was first."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.utils import timezone

from intercity.posts.drafts import edit_place
from intercity.posts.models import Draft, Post, State
from intercity.posts.versions import text_of
from intercity.spaces.models import Space
from tests.personas import Persona, make_post

TOLD = "Somebody changed this after you had opened it."


def fields(page: str, **more: Any) -> dict[str, Any]:
    """What a browser sends from the edit page."""
    return {"title": "A title", "label": "green", "language": "en", "read": read_in(page), **more}


def read_in(page: str) -> str:
    found = re.search(r'name="read" value="(\w+)"', page)
    assert found is not None
    return found.group(1)


def text(response: object) -> str:
    assert isinstance(response, HttpResponse)
    return response.content.decode()


@pytest.fixture
def post(officer: Persona, space: Space) -> Post:
    return make_post(officer, space, title="A title", body="As it was.")


def test_who_saves_later_keeps_their_words_and_is_told(officer: Persona, lead: Persona, post: Post) -> None:
    address = f"/posts/{post.uid}/edit"
    mine, theirs = text(officer.client.get(address)), text(lead.client.get(address))
    assert TOLD not in mine
    assert lead.client.post(address, fields(theirs, body="By the lead.")).status_code == 302
    refused = officer.client.post(address, fields(mine, body="By the officer."))
    assert refused.status_code == 422
    page = text(refused)
    assert "It was changed while you wrote." in page
    assert (TOLD in page, "By the officer." in page) == (True, True)
    post.refresh_from_db()
    assert (post.body, post.revisions.count()) == ("By the lead.", 2)
    # Whoever comes back to the draft is told as well; who has looked, replaces it.
    again = text(officer.client.get(address))
    assert (TOLD in again, "By the officer." in again) == (True, True)
    assert officer.client.post(address, fields(page, body="Both of us.")).status_code == 302
    post.refresh_from_db()
    assert (post.body, post.revisions.count()) == ("Both of us.", 3)
    assert TOLD not in text(officer.client.get(address))


def test_a_look_at_the_preview_says_it_too(officer: Persona, lead: Persona, post: Post) -> None:
    address = f"/posts/{post.uid}/edit"
    mine = text(officer.client.get(address))
    lead.client.post(address, fields(text(lead.client.get(address)), body="By the lead."))
    page = text(officer.client.post(address, fields(mine, body="By the officer.", preview="1")))
    assert (TOLD in page, read_in(page)) == (True, read_in(mine))


def test_what_is_said_anew_in_the_same_words_disturbs_nobody(officer: Persona, lead: Persona, post: Post) -> None:
    address = f"/posts/{post.uid}/edit"
    mine = text(officer.client.get(address))
    lead.client.post(address, fields(text(lead.client.get(address)), body="As it was."))
    assert officer.client.post(address, fields(mine, body="By the officer.")).status_code == 302


def test_a_post_that_waits_is_guarded_too(officer: Persona, lead: Persona, post: Post) -> None:
    Post.objects.filter(pk=post.pk).update(
        state=State.EMBARGOED, visible_from=timezone.now() + timedelta(days=2)
    )  # fmt: skip
    address, later = f"/posts/{post.uid}/edit", f"{timezone.now() + timedelta(days=3):%Y-%m-%dT%H:%M}"
    mine, theirs = text(officer.client.get(address)), text(lead.client.get(address))
    assert lead.client.post(address, fields(theirs, body="By the lead.", later=later)).status_code == 302
    assert officer.client.post(address, fields(mine, body="By the officer.", later=later)).status_code == 422
    post.refresh_from_db()
    assert post.body == "By the lead."


def test_rubbish_is_no_way_around(officer: Persona, post: Post) -> None:
    sent = {"title": "A title", "label": "green", "language": "en", "body": "New."}
    for wrong in ("x", "1" * 10_000, "\x00", "’"):
        assert officer.client.post(f"/posts/{post.uid}/edit", {**sent, "read": wrong}).status_code == 422
    post.refresh_from_db()
    assert post.body == "As it was."


def test_a_draft_from_before_says_nothing(officer: Persona, post: Post) -> None:
    Draft.objects.create(person=officer.person, key=edit_place(post).key, post=post, data={"body": ["Typed."]})
    page = text(officer.client.get(f"/posts/{post.uid}/edit"))
    assert (TOLD in page, "Typed." in page, read_in(page)) == (False, True, text_of(post))
