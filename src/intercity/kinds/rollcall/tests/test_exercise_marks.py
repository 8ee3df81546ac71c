"""Every page, file and mail of a roll call in an exercise says that it is invented."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern
from django.utils import timezone

from intercity.kinds.rollcall.actions.answering import do_propose
from intercity.kinds.rollcall.links import answer_path
from intercity.kinds.rollcall.models import How, Proposal, RollCall, Waits
from intercity.kinds.rollcall.tests.helpers import give, make_rollcall, reply
from intercity.kinds.rollcall.urls import urlpatterns
from intercity.spaces.models import Label, Space, SpaceState
from tests.personas import Persona

pytestmark = [pytest.mark.django_db, pytest.mark.proof]
# They have no words of their own: positions for the map, which says it itself.
PLAIN = {"rollcall_map_data"}
# They are about many spaces: what stands there says it row by row.
ELSEWHERE = {"rollcall_approving", "rollcall_waiting"}


@pytest.fixture
def rollcall(coordinator: Persona, officer: Persona, officer_elsewhere: Persona, space: Space) -> RollCall:
    assert officer.organisation
    assert officer_elsewhere.organisation
    Space.objects.update(state=SpaceState.EXERCISE)
    space.refresh_from_db()
    asked = [officer.organisation, officer_elsewhere.organisation]
    made = make_rollcall(coordinator, space, asked, label=Label.CLEAR)
    give(made, officer.organisation)
    do_propose(
        made, officer_elsewhere.organisation, reply(), officer_elsewhere.person, How.MAIL, seen=0,
        waits=Waits.WRITER, words="yes",
    )  # fmt: skip
    return made


def words_of(answer: Any) -> str:
    """What a page or file says, with its headers: its name is one."""
    content = b"".join(answer) if answer.streaming else answer.content
    encoding = "utf-16" if content[:2] == codecs.BOM_UTF16_LE else "utf-8"
    return f"{content.decode(encoding, 'replace')} {answer.headers}"


def addresses(rollcall: RollCall, officer: Persona) -> Iterator[tuple[str, str]]:
    """Name and path of each address of the room that shows something of this roll call."""
    assert officer.organisation
    uid, slug = rollcall.post.uid, officer.organisation.slug
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        route = str(pattern.pattern)
        for name, value in {"<slug:uid>": uid, "<slug:slug>": slug}.items():
            is_space = route.startswith("spaces/")
            route = route.replace(name, rollcall.post.space.slug if is_space else value)
        if route.startswith("proposals/"):
            route = f"proposals/{Proposal.objects.get().uid}"
        if route.startswith("answer/"):
            route = answer_path(officer.person, rollcall, officer.organisation)[1:]
        yield str(pattern.name), f"/{route}"


def test_every_page_and_file_says_so(
    rollcall: RollCall, coordinator: Persona, officer: Persona, officer_elsewhere: Persona
) -> None:
    RollCall.objects.update(closed_at=timezone.now(), result="Done.")
    silent: set[str] = set()
    seen = 0
    for _state in ("closed", "open"):
        for name, path in addresses(rollcall, officer):
            for persona in (coordinator, officer, officer_elsewhere):
                answer = persona.client.get(path)
                if answer.status_code == 200 and name not in PLAIN | ELSEWHERE and not path.endswith(".xlsx"):
                    seen += 1
                    silent |= {name} if "exercise" not in words_of(answer).lower() else set()
        RollCall.objects.update(closed_at=None)
    assert seen > 40
    assert silent == set()
    waiting = officer_elsewhere.client.get("/answers-waiting").content.decode()
    assert 'class="exercise"' in waiting
