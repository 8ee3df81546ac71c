"""What the first answers to a roll call move: nothing for whoever may not see them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.test import Client

from intercity.activity.kept import forget_everything
from intercity.activity.models import Activity
from intercity.live import events
from intercity.live.event import make_wish
from intercity.live.events import since
from tests.leaks.channels import everything
from tests.leaks.rollcalls import (
    KEYS,
    OFTEN,
    OUTSIDE,
    OWN,
    SOME_VIEWERS,
    Asked,
    addresses,
    answer_everything,
    ask_everything,
    sees_answers,
    sees_question,
)
from tests.leaks.shared import some_of
from tests.leaks.test_nothing_moves import PASSING
from tests.leaks.world import World


@pytest.mark.parametrize("viewer", some_of(["anonymous", "former", OUTSIDE], often=[]))
def test_answers_for_fewer_move_nothing_for_the_others(viewer: str, world: World) -> None:
    """Not to the last byte: no count, no order, no "changed"."""
    asked = ask_everything(world, answered=False)
    client = asked.client(viewer)
    narrower = [key for key in KEYS if not sees_answers(viewer, key)]
    if viewer in OWN:
        pytest.skip("sees its own city's answers")
    before = received(asked, client, narrower)
    answer_everything(asked)
    after = received(asked, client, narrower)
    assert before.keys() == after.keys()
    assert not [path for path in before if before[path] != after[path]], viewer


def received(asked: Asked, client: Client, keys: list[tuple[str, str, str]]) -> dict[str, str]:
    """All that comes back, without what passes."""
    forget_everything()
    return {path: PASSING.sub("", everything(client.get(path))) for path in addresses(asked, *keys)}


@pytest.mark.parametrize("viewer", some_of(SOME_VIEWERS, often=OFTEN))
def test_no_page_that_was_away_learns_how_many_answers_came(
    viewer: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who missed very many acts is told to load anew: not for acts that are none of theirs."""
    asked = ask_everything(world, answered=False)
    last = Activity.objects.order_by("pk").last()
    assert last is not None
    answer_everything(asked)
    monkeypatch.setattr(events, "MOST_REPLAYED", 0)
    client = asked.client(viewer)
    for key, post in asked.posts.items():
        if not sees_question(viewer, key):
            continue
        wish = make_wish(json.loads(client.get(f"/live?post={post.uid}").headers["X-Intercity-Stream"]))
        wish = replace(wish, spaces=frozenset())
        assert [one.name for one in since(last.pk, wish)] == (["reload"] if sees_answers(viewer, key) else []), key
