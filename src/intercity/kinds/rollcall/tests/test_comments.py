"""Where a kind is answered officially on a page of its own, nobody takes the comments for that."""

from __future__ import annotations

import pytest

from intercity.kinds.rollcall.tests.helpers import make_rollcall
from intercity.spaces.models import Space
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db


def test_comments_are_called_so_where_nothing_is_asked_or_the_answer_is_given_elsewhere(
    officer: Persona, space: Space
) -> None:
    assert officer.organisation
    asked = make_rollcall(officer, space, [officer.organisation]).post
    question, told = make_post(officer, space, kind="question"), make_post(officer, space)
    pages = [officer.client.get(post.get_absolute_url()).content.decode() for post in (asked, question, told)]
    assert ["Your comment" in page and "Send comment" in page for page in pages] == [True, False, True]
    assert ["Your answer" in page and "Send answer" in page for page in pages] == [False, True, False]
    assert "This is a comment, not your official answer." in pages[0]


def test_so_it_is_where_the_comment_was_refused(officer: Persona, space: Space) -> None:
    assert officer.organisation
    asked = make_rollcall(officer, space, [officer.organisation]).post
    page = officer.client.post(f"{asked.get_absolute_url()}comment", {"body": ""}).content.decode()
    assert "Your comment" in page
