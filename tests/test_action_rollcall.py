"""From an action to a roll call on its progress, and back."""

from __future__ import annotations

import html
import re

import pytest

from intercity.kinds.action.actions import do_move
from intercity.organisations.models import Organisation
from intercity.posts.models import Link, Post
from intercity.spaces.actions import do_join
from intercity.spaces.models import Space
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db
WORDS = "Ask all partners how far they are"


def asking_address(page: str) -> str:
    """Where the link to the question leads."""
    [address] = re.findall(rf'<a[^>]*href="([^"]+)"[^>]*>{WORDS}', page)
    return html.unescape(address)


def test_all_partners_are_asked_how_far_they_are(
    officer: Persona, coordinator: Persona, space: Space, nice: Organisation, torino: Organisation
) -> None:
    for city in (nice, torino):
        do_join(space, city)
    action = make_post(officer, space, kind="action", title="A tool")
    assert coordinator.organisation is not None
    do_move(action, "select", coordinator.organisation, coordinator.person)
    plan = coordinator.client.get(f"/spaces/{space.slug}/plan").content.decode()
    address = asking_address(plan)
    assert address == asking_address(coordinator.client.get(f"/posts/{action.uid}/").content.decode())
    assert WORDS not in officer.client.get(f"/spaces/{space.slug}/plan").content.decode()
    assert 'value="How far are you? A tool"' in coordinator.client.get(address).content.decode()
    form = {
        "title": "How far are you? A tool", "language": "en", "label": "green", "answers_label": "green",
        "when": "tomorrow", "who": "space", "fields": "1", "field-0-type": "standing", "field-0-label": "",
    }  # fmt: skip
    assert coordinator.client.post(address, form).status_code == 302
    asked = Post.objects.get(kind="rollcall")
    assert [(one.source_id, one.target_id) for one in Link.objects.all()] == [(action.pk, asked.pk)]
    assert asked.title in officer.client.get(f"/posts/{action.uid}/").content.decode()
    assert "A tool" in officer.client.get(f"/posts/{asked.uid}/").content.decode()
