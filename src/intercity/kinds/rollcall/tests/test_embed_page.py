"""GET /posts/<uid>/answers/embed: public answers inside other websites, and nothing else."""

from __future__ import annotations

import pytest
from django.test import Client

from intercity.activity.public import PUBLIC_HEADER
from intercity.kinds.rollcall.models import RollCall
from intercity.kinds.rollcall.tests.helpers import give, make_rollcall, reply
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space
from tests.personas import Persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def rollcall(coordinator: Persona, officer: Persona, space: Space) -> RollCall:
    assert officer.organisation
    made = make_rollcall(coordinator, space, [officer.organisation], label=Label.CLEAR)
    give(made, officer.organisation, reply("yes", 3, comment="Zirkelwort"))
    return made


def address(rollcall: RollCall) -> str:
    return f"/posts/{rollcall.post.uid}/answers/embed"


def test_public_answers_may_be_framed_and_kept(rollcall: RollCall) -> None:
    answer = Client().get(address(rollcall))
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "has answered" in html
    assert "<svg" in html
    assert 'href="http://testserver' in html or rollcall.post.get_absolute_url() in html
    assert "X-Frame-Options" not in answer.headers
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert PUBLIC_HEADER in answer.headers
    assert not answer.cookies
    assert not [word for word in ("<script", "<form", "Zirkelwort", "Nice") if word in html]


def test_members_get_the_same_and_the_other_pages_stay_unframed(rollcall: RollCall, officer: Persona) -> None:
    assert officer.client.get(address(rollcall)).content == Client().get(address(rollcall)).content
    for other in ("map", "print", "compare"):
        answer = Client().get(f"/posts/{rollcall.post.uid}/answers/{other}")
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("narrow", ["answers", "post", "withdrawn"])
def test_it_is_not_there_when_something_of_it_is_not_public(rollcall: RollCall, officer: Persona, narrow: str) -> None:
    if narrow == "answers":
        RollCall.objects.update(answers_label=Label.GREEN)
    else:
        Post.objects.update(**({"label": Label.GREEN} if narrow == "post" else {"state": "withdrawn"}))
    for viewer in (Client(), officer.client):
        assert viewer.get(address(rollcall)).status_code == 404


def test_who_manages_it_finds_what_to_copy(rollcall: RollCall, coordinator: Persona, officer: Persona) -> None:
    page = rollcall.post.get_absolute_url()
    assert "&lt;iframe src=" in coordinator.client.get(page).content.decode()
    assert "&lt;iframe src=" not in officer.client.get(page).content.decode()
