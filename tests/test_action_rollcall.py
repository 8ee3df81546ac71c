"""From an action to a roll call on its progress, and back."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from intercity.kinds.action.actions import do_move
from intercity.kinds.action.models import Step
from intercity.kinds.rollcall.tests.helpers import give, make_rollcall
from intercity.organisations.models import Organisation
from intercity.posts.actions.linking import do_link
from intercity.posts.links import GREW
from intercity.posts.models import Link, Post
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_organisation, make_persona, make_post

pytestmark = pytest.mark.django_db
WORDS = "Ask all partners how far they are"


def asking_address(page: str, words: str = WORDS, count: int = 1) -> str:
    """Where the last of `count` links to the question leads."""
    found = re.findall(rf'<a[^>]*href="([^"]+)"[^>]*>{words}', page)
    assert len(found) == count
    return html.unescape(found[-1])


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
    asking = coordinator.client.get(address, headers={"accept-language": "fr"}).context["asking"]
    first, second = (row.initial for row in asking.rows)
    assert (first["type"], first["options"], second["type"]) == (
        "one", "Pas commencé\nEn cours\nTerminé\nArrêté", "text"
    )  # fmt: skip
    begun = asking.writing.form
    assert (begun["when"].value(), begun["language"].value()) == ("moment", "fr")
    assert begun["deadline"].value().date() == timezone.localdate() + timedelta(days=14)
    form = {
        "title": "How far are you? A tool", "language": "en", "label": "green", "answers_label": "green",
        "when": "tomorrow", "who": "space", "fields": "1", "field-0-type": "standing", "field-0-label": "",
    }  # fmt: skip
    assert coordinator.client.post(address, form).status_code == 302
    asked = Post.objects.get(kind="rollcall")
    assert [(one.source_id, one.target_id) for one in Link.objects.all()] == [(action.pk, asked.pk)]
    assert asked.title in officer.client.get(f"/posts/{action.uid}/").content.decode()
    assert "A tool" in officer.client.get(f"/posts/{asked.uid}/").content.decode()


def test_what_the_partners_chose_is_taken_over_with_a_press(
    officer: Persona, coordinator: Persona, space: Space, nice: Organisation, torino: Organisation
) -> None:
    assert coordinator.organisation is not None
    do_join(space, coordinator.organisation)
    outside = make_persona("lyon", make_organisation("City of Lyon"))
    action = make_post(officer, space, kind="action", title="A tool")
    other = make_post(officer, space, kind="action", title="Another tool")
    address = f"/spaces/{space.slug}/plan"
    asking = coordinator.client.get(
        asking_address(coordinator.client.get(address).content.decode(), "Ask all partners whether to select it", 2)
    ).context["asking"]
    assert asking.title == "Should this be on the plan? A tool"
    assert [row["type"].value() for row in asking.rows] == ["standing"]
    row = make_rollcall(coordinator, space, [nice, torino], label=Label.AMBER)
    do_link(action, row.post, GREW, coordinator.organisation, coordinator.person)
    press = {"do": "select", "back": "plan", "by": row.post.uid}
    # Nobody has answered yet: there is nothing to take over.
    assert coordinator.client.post(f"/posts/{action.uid}/stage", press).status_code == 404
    give(row, torino)
    page = coordinator.client.get(address).content.decode()
    assert "1 of 2 cities has answered; 1 says yes" in page
    assert "says yes" not in officer.client.get(address).content.decode()
    assert coordinator.client.post(f"/posts/{other.uid}/stage", press).status_code == 404
    assert not Step.objects.exists()
    assert coordinator.client.post(f"/posts/{action.uid}/stage", press).status_code == 302
    assert Step.objects.get().evidence == row.post
    shown = [one.client.get(f"/posts/{action.uid}/").content.decode() for one in (officer, outside)]
    assert ["as was answered in" in page for page in shown] == [True, False]
    assert [row.post.uid in page for page in shown] == [True, False]
