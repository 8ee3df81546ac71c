"""The history of a post that never changed."""

from __future__ import annotations

from intercity.spaces.models import Space
from tests.personas import Persona, make_post


def test_it_says_that_nothing_changed(officer: Persona, space: Space) -> None:
    post = make_post(officer, space)
    page = officer.client.get(f"/posts/{post.uid}/revisions")
    assert page.status_code == 200
    assert "Nothing has changed" in page.content.decode()
