"""Viewer × label of the question × label of the answers × every address of a roll call, link, stream and mail.

Answers narrower than their question show nothing to whoever may only read that: no word, no number, no count; and who
has not answered is named inside the space only.
"""

from __future__ import annotations

import json
from copy import deepcopy

import pytest
from django.core import mail
from pytest_django import DjangoDbBlocker

from intercity.activity.kept import forget_everything
from intercity.activity.models import Activity
from intercity.live import events
from intercity.live.event import make_wish
from intercity.live.events import since
from intercity.notifications.delivering import deliver_due
from intercity.notifications.recipients import notify
from intercity.spaces.models import Label
from tests.leaks.channels import everything
from tests.leaks.rollcalls import (
    ANSWERED,
    ASKED,
    CITIES,
    KEYS,
    MARKER,
    OFTEN,
    OWN,
    PROPOSED,
    SOME_VIEWERS,
    Asked,
    addresses,
    answer_words,
    ask_everything,
    found_in,
    lists,
    number,
    own_links,
    sees_answers,
    sees_question,
    sees_silent,
    word,
)
from tests.leaks.shared import some_of
from tests.leaks.world import NARROW, World

EVERY_WORD = {word(key, name) for key in KEYS for name in (*ASKED, *PROPOSED, "result")}
EVERY_WORD |= {each for key in KEYS for city in CITIES.values() for each in answer_words(key, city)}
# Pages that list organisations, whether or not these are asked anything.
OF_ORGANISATIONS = ("/readers", "/edit", "/label")


@pytest.fixture(scope="module")
def built_asked(built_world: World, django_db_blocker: DjangoDbBlocker) -> Asked:
    """They are asked once, like the world in which they stand is built."""
    with django_db_blocker.unblock():
        built = ask_everything(built_world)
        forget_everything()
    return built


@pytest.fixture
def asked(built_asked: Asked, db: None) -> Asked:
    """The same, as a test's own."""
    return deepcopy(built_asked)


@pytest.mark.parametrize("viewer", some_of(SOME_VIEWERS, often=["anonymous"]))
def test_no_address_shows_more_than_both_labels_allow(viewer: str, asked: Asked) -> None:
    client, forbidden = asked.client(viewer), asked.forbidden(viewer)
    named = asked.named(viewer)
    for path in addresses(asked):
        found = found_in(everything(client.get(path)))
        hidden = forbidden if path.endswith(OF_ORGANISATIONS) else forbidden | named
        assert not found & hidden - asked_for(path), (viewer, path)
    for path in lists(asked):
        assert not found_in(everything(client.get(path))) & (forbidden - asked_for(path)), (viewer, path)
    # Whoever holds a link and is nobody in particular is taken for its owner; whoever is somebody else is not.
    forbidden = asked.forbidden("author") if viewer in ("anonymous", "author") else EVERY_WORD
    for path in own_links(asked):
        assert not found_in(everything(client.get(path))) & forbidden, (viewer, path)


def asked_for(path: str) -> set[str]:
    """What an address itself says, which a page may repeat."""
    return set(MARKER.findall(path))


@pytest.mark.parametrize("viewer", some_of(SOME_VIEWERS, often=OFTEN))
def test_whoever_may_see_answers_sees_them_in_every_form(viewer: str, asked: Asked) -> None:
    client = asked.client(viewer)
    for key, post in asked.posts.items():
        base = f"/posts/{post.uid}"
        page = found_in(everything(client.get(f"{base}/")))
        assert (word(key, "title") in page) == sees_question(viewer, key), (viewer, key)
        for end in ("/", "/answers", "/answers.csv", "/answers.json", "/answers.xlsx", "/answers/print"):
            found = found_in(everything(client.get(base + end)))
            for city in {*CITIES.values()} - {OWN.get(viewer, "")}:
                wanted = {word(key, f"words{city}"), word(key, f"said{city}"), str(number(key, city))}
                assert (wanted & found) == (wanted if sees_answers(viewer, key) else set()), (viewer, key, end)
        for end in ("/answers/missing", "/answers/missing.csv"):
            silent = found_in(everything(client.get(base + end)))
            assert (word(key, "silent") in silent) == sees_silent(viewer, key), (viewer, key, end)


@pytest.mark.parametrize("viewer", some_of(SOME_VIEWERS, often=OFTEN))
def test_streams_tell_of_answers_only_those_who_may_see_them(viewer: str, asked: Asked) -> None:
    client, forbidden = asked.client(viewer), asked.forbidden(viewer) | asked.named(viewer)
    for key, post in asked.posts.items():
        response = client.get(f"/live?post={post.uid}")
        assert (response.status_code == 200) == sees_question(viewer, key)
        if response.status_code != 200:
            continue
        wish = make_wish(json.loads(response.headers["X-Intercity-Stream"]))
        heard = [event for event in since(0, wish) if wish.hears(event)]
        text = "".join(event.frame().decode() for event in heard)
        assert not found_in(text) & forbidden, (viewer, key)
        told = [event for event in heard if event.name == "answers"]
        assert bool(told) == sees_answers(viewer, key), (viewer, key)


def test_mail_tells_of_questions_and_answers_only_those_who_may_see_them(asked: Asked) -> None:
    for act in Activity.objects.filter(verb__startswith="rollcall.") | Activity.objects.filter(verb="post.published"):
        notify(act)
    while deliver_due():
        pass
    assert mail.outbox
    shut = {word(key, name) for key in KEYS if key[0] in NARROW for name in ASKED}
    shut |= {each for key in KEYS if key[1] in NARROW for city in CITIES.values() for each in answer_words(key, city)}
    for viewer, persona in asked.world.personas.items():
        if persona is None:
            continue
        sent = [message for message in mail.outbox if persona.person.email in message.recipients()]
        found = found_in("".join(message.message().as_string() for message in sent))
        assert not found & asked.forbidden(viewer), viewer
        assert not found & shut, viewer


def test_every_pair_of_labels_is_asked() -> None:
    assert {(label, answers) for label, answers, _ in KEYS} >= {(label, label) for label in Label}
    assert len({each for key in KEYS for each in answer_words(key, "nice")}) == len(KEYS) * (len(ANSWERED) + 1)


def test_that_all_have_answered_moves_no_open_page() -> None:
    """Its readers would learn a number that they may not see."""
    assert "rollcall.complete" not in events.SHOWN
