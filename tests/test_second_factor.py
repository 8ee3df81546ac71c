"""Where a second factor is asked for, nothing is written without one, by any way in."""

from __future__ import annotations

import json
import time
from functools import partial
from typing import Any

import pytest
from django.test import Client

from intercity.config.sign_in import NEEDED, read_providers, second_factor_of
from intercity.mailbox.deciding import speaking
from intercity.organisations.permissions import PREDICATES, may
from intercity.organisations.strength import without_factor
from intercity.posts.models import Post
from intercity.posts.parts import audience_for, find_for
from intercity.spaces.models import Space
from tests.personas import Persona, make_post

TYPED = {"title": "Cooled rooms", "body": "zq-typed words & <b>", "uid": "abcdefghijkl"}


def show_factor(browser: Client) -> None:
    """As after a sign-in with a second factor."""
    session = browser.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session.save()


def test_a_space_that_asks_refuses_and_keeps_what_was_typed(officer: Persona, space: Space) -> None:
    Space.objects.update(second_factor=True)
    browser = officer.client
    address = f"/spaces/{space.slug}/post/update"
    assert b"Set one up" in browser.get(address).content
    response = browser.post(address, TYPED)
    assert response.status_code == 403
    assert "zq-typed words &amp; &lt;b&gt;</textarea>" in response.content.decode()
    assert not Post.objects.exists()
    show_factor(browser)
    assert browser.get(address).status_code == 200


def test_reading_asks_for_nothing(officer: Persona, space: Space) -> None:
    Space.objects.update(second_factor=True)
    post = make_post(officer, space, title="zq-title")
    assert b"zq-title" in officer.client.get(post.get_absolute_url()).content


def test_the_network_asks_coordinators_only(
    officer: Persona, coordinator: Persona, space: Space, settings: Any
) -> None:
    settings.SECOND_FACTOR = frozenset({"coordinators"})
    assert officer.client.get(f"/spaces/{space.slug}/post/update").status_code == 200
    browser = coordinator.client
    response = browser.get("/coordination/invite")
    assert response.status_code == 403
    assert b"A second factor is needed here" in response.content
    show_factor(browser)
    assert browser.get("/coordination/invite").status_code == 200


def test_every_right_that_is_not_only_reading_asks(
    officer: Persona, space: Space, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SECOND_FACTOR = frozenset({"writing"})
    viewer, _organisation = speaking(officer.person)
    for verb in PREDICATES:
        monkeypatch.setitem(PREDICATES, verb, lambda viewer, thing: True)
    allowed = {verb for verb in PREDICATES if may(viewer, verb, space)}
    reading = {"organisation.see_people", "space.see_people", "post.see_revisions", "moderation.read_decision"}
    reading |= {"event.see_list", "notes.see"}
    # Nobody may be kept from asking that a decision about them be looked at again.
    assert allowed == {*reading, "moderation.appeal"}


def test_what_is_kept_for_a_person_is_not_shared_by_sessions_with_and_without_a_factor(officer: Persona) -> None:
    both = (officer.viewer, without_factor(officer.viewer))
    since = audience_for(officer.viewer).since
    assert [find_for(one, "strong", [], partial(getattr, one, "strong"), since) for one in both] == [True, False]


def test_settings_that_protect_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="SECOND_FACTOR knows"):
        second_factor_of(["write"])
    with pytest.raises(ValueError, match="x lacks name"):
        read_providers('[{"id": "x"}]')
    provider = {**dict.fromkeys(NEEDED, "x"), "organisation": "city-of-nice"}
    with pytest.raises(ValueError, match="own_domains must name"):
        read_providers(json.dumps([provider]))
    with pytest.raises(ValueError, match="no list"):
        read_providers(json.dumps([{**provider, "own_domains": "nice.fr"}]))
    assert read_providers(json.dumps([{**provider, "own_domains": ["nice.fr"]}]))
    for amiss in ("login.city", ["https://login.city/"]):
        with pytest.raises(ValueError, match="private_hosts of x"):
            read_providers(json.dumps([{**provider, "own_domains": ["nice.fr"], "private_hosts": amiss}]))
    assert read_providers("") == []
