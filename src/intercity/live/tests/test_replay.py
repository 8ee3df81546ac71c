"""What a page that was away is told, and what nobody else learns from it."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from intercity.live import events
from intercity.live.event import StreamWish, make_wish
from intercity.spaces.actions import do_create_space, do_join
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_post


def wish_of(client: Client, query: str = "") -> StreamWish:
    return make_wish(json.loads(client.get(f"/live{query}").headers["X-Intercity-Stream"]))


def told(client: Client, query: str = "") -> list[str]:
    wish = wish_of(client, query)
    return [event.name for event in events.since(0, wish) if wish.hears(event)]


def test_too_much_to_replay_counts_only_what_the_reader_may_hear(
    officer: Persona, partner: Persona, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "MOST_REPLAYED", 3)
    elsewhere = do_create_space("Partners only")
    assert partner.organisation is not None
    do_join(elsewhere, partner.organisation)
    for _ in range(5):
        make_post(officer, space)
    assert told(officer.client) == ["reload"]
    for client in (Client(), partner.client):
        assert told(client) == told(client, f"?space={space.uid}") == []
    make_post(officer, space, label=Label.CLEAR)
    make_post(officer, elsewhere)
    assert told(Client()) == ["post"]
    assert told(partner.client) == ["post", "post"]


def test_what_became_public_is_replayed_to_the_public(officer: Persona, space: Space) -> None:
    post = make_post(officer, space)
    assert told(Client()) == []
    officer.client.post(f"/posts/{post.uid}/label", {"label": "clear"})
    assert told(Client()) == ["post", "changed"]


@pytest.mark.parametrize("path", ["/live?post=%00", "/live?space=%00", "/live?post=x", "/live/card/%00"])
def test_what_is_no_name_is_not_found(db: None, path: str) -> None:
    assert Client().get(path).status_code == 404
