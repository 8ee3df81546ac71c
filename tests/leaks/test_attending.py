"""Viewer × label × state × who takes part in an event, what is asked before it, and the mails and files about it."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from intercity.activity.kept import forget_everything
from intercity.activity.models import Activity, last_id
from intercity.kinds.asked.actions import ASKED
from intercity.kinds.event.attending.actions import do_note_attendance, do_register, do_unregister
from intercity.kinds.event.attending.clock import REMINDS
from intercity.kinds.event.attending.losing import Looking
from intercity.kinds.event.attending.models import Registration
from intercity.kinds.event.models import Event
from intercity.notifications.delivering import deliver_due
from intercity.notifications.recipients import notify
from intercity.posts import actions
from intercity.posts.actions.publishing import record_post
from intercity.posts.content import PostContent
from intercity.posts.models import Post, State
from tests.leaks.channels import everything
from tests.leaks.shared import some_of
from tests.leaks.world import MARKER, NARROW, VIEWERS, Key, World, marker, may_see
from tests.personas import make_persona

ORGANISERS = {"author", "lead", "coordinator", "moderator"}
PAGES = ("post", "event_taking_part", "event_taking_part_csv")
SHUT_OUT = ("anonymous", "stranger", "former", "partner_outside", "unclaimed", "suspended")
MAILED = ("author", "elsewhere", "partner_inside", "outside", "named", "former", "suspended")
SHOWN = ("event", "place", "asked")
WORDS = (*SHOWN, "guest")


@pytest.fixture(scope="module")
def built_events(built_world: World, django_db_blocker: DjangoDbBlocker) -> dict[Key, Post]:
    """They are announced once, like the world in which they stand is built."""
    with django_db_blocker.unblock():
        return add_events(built_world)


@pytest.fixture
def events(built_events: dict[Key, Post], world: World) -> dict[Key, Post]:
    """As they were announced, to read and to write."""
    return deepcopy(built_events)


def add_events(world: World) -> dict[Key, Post]:
    """An event for every label and state, with somebody of Torino who takes part, and a question of theirs."""
    author, torino = world.personas["author"], world.personas["elsewhere"]
    assert author is not None
    assert author.organisation is not None
    assert torino is not None
    assert torino.organisation is not None
    found, starts = {}, timezone.now() + timedelta(days=3)
    for key in world.posts:
        words = {name: marker(*key, name) for name in WORDS}
        details = {
            "starts_at": starts, "ends_at": starts + timedelta(hours=1), "zone": "Europe/Paris",
            "place": words["place"], "link": f"https://{words['place']}.example/",
        }  # fmt: skip
        content = PostContent(title=words["event"], details=details)
        post = actions.do_publish(world.space, "event", content, author.organisation, author.person)
        do_register(post, make_persona(words["guest"], torino.organisation).person, torino.organisation)
        text = PostContent(body=words["asked"])
        asked = actions.do_publish(world.space, ASKED, text, torino.organisation, torino.person, parent=post)
        world.put((key[0], State.PUBLISHED), asked)
        world.put(key, post)
        found[key] = Post.objects.get(pk=post.pk)
    forget_everything()
    return found


def told(response: object) -> set[str]:
    return set(MARKER.findall(everything(response)))  # type: ignore[arg-type]


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=["anonymous", "outside", "moderator"]))
def test_numbers_follow_the_label_and_names_are_for_the_organisers(
    viewer: str, world: World, events: dict[Key, Post]
) -> None:
    client = world.client(viewer)
    for key, post in events.items():
        sees, organises = may_see(viewer, *key), viewer in ORGANISERS
        names = {marker(*key, name) for name in SHOWN} if sees else set()
        page = client.get(reverse("post", args=[post.uid]))
        assert told(page) == names, (viewer, *key)
        assert ("1 person takes part." in page.content.decode()) == sees, (viewer, *key)
        for address in PAGES[1:]:
            answer = client.get(reverse(address, args=[post.uid]))
            assert (marker(*key, "guest") in told(answer)) == (sees and organises), (viewer, *key, address)
            assert sees or not told(answer), (viewer, *key, address)
    stream = told(client.get(reverse("space", args=[world.space.slug]) + "?kind=event"))
    assert not stream & {marker(*key, name) for key in events for name in ("guest", "asked")}
    assert not stream & {marker(*key, name) for key in events for name in SHOWN if not may_see(viewer, *key)}


@pytest.mark.parametrize("viewer", some_of(SHUT_OUT, often=["former"]))
def test_nobody_shut_out_takes_part_asks_or_notes_anything(viewer: str, world: World, events: dict[Key, Post]) -> None:
    before = sorted(Registration.objects.values_list("pk", "state", "attended"))
    asked = Post.objects.filter(kind=ASKED)
    client = world.client(viewer)
    for key, post in events.items():
        if viewer == "partner_outside" and may_see(viewer, *key):
            continue  # Whoever speaks for an organisation may answer what is public.
        question = asked.get(root=post)
        form = {"on": "1", "there": "x", "body": "Shut out", "language": "en", "sort": "needed"}
        for name, uid in (
            ("event_take_part", post.uid), ("event_attendance", post.uid), ("asked_ask", post.uid),
            ("asked_support", question.uid), ("asked_take_up", question.uid), ("post_react", question.uid),
        ):  # fmt: skip
            answer = client.post(reverse(name, args=[uid]), form)
            assert answer.status_code in (302, 403, 404), (viewer, *key, name)
            assert may_see(viewer, *key) or not told(answer), (viewer, *key, name)
    assert sorted(Registration.objects.values_list("pk", "state", "attended")) == before
    assert not any(question.reactions.exists() for question in asked)
    assert not Post.objects.filter(body="Shut out").exists()


def test_mails_and_calendar_files_keep_the_labels(world: World, events: dict[Key, Post]) -> None:
    """Everybody registered while they saw it; then labels and states changed, and the worker ran."""
    events = {key: post for key, post in events.items() if key[1] == State.PUBLISHED or key[0] == "clear"}
    people = {name: one for name in MAILED if (one := world.personas[name]) is not None}
    known = last_id()
    for key, post in events.items():
        world.put(("green", State.PUBLISHED), post)
        for persona in people.values():
            assert persona.organisation is not None
            do_register(post, persona.person, persona.organisation)
        do_unregister(post, people["outside"].person)
        record_post(REMINDS, post, None)
        world.put(key, post)
    # Those who cannot see it any more are told to take it out of their calendars, in no word of it.
    assert Looking()(timezone.now()) > 0
    mail.outbox.clear()
    for act in Activity.objects.filter(pk__gt=known).order_by("pk"):
        notify(act)
    while deliver_due():
        pass
    for viewer, persona in people.items():
        texts = [text_of(one) for one in mail.outbox if persona.person.email in one.recipients()]
        found = {word for text in texts for word in MARKER.findall(text)}
        mailed = {key for key in events if may_see(viewer, *key) and key[0] not in NARROW}
        gone = {"former", "suspended"}
        wanted = {marker(*key, name) for key in mailed for name in ("event", "place")} if viewer not in gone else set()
        assert found == wanted, viewer
        linked = {key for key, post in events.items() if any(f"/posts/{post.uid}" in text for text in texts)}
        assert linked == ({key for key in events if may_see(viewer, *key)} if viewer not in gone else set()), viewer


def text_of(message: mail.EmailMessage) -> str:
    """All of a mail as its reader has it: files opened, lines of calendars unfolded."""
    parts = [message.message().as_string()]
    for part in message.message().walk():
        payload = part.get_payload(decode=True)
        parts.append(payload.decode("utf-8", "replace") if isinstance(payload, bytes) else "")
    return "\n".join(parts).replace("\r\n ", "").replace("\n ", "")


def test_who_was_there_is_a_number_for_all_who_see_the_event(world: World, events: dict[Key, Post]) -> None:
    for post in events.values():
        state = post.state
        Post.objects.filter(pk=post.pk).update(state=State.PUBLISHED)
        Event.objects.filter(pk=post.pk).update(starts_at=timezone.now() - timedelta(minutes=5))
        do_note_attendance(post, None, list(Registration.objects.filter(post=post).values_list("uid", flat=True)))
        Post.objects.filter(pk=post.pk).update(state=state)
    for viewer in ("anonymous", "partner_inside", "outside"):
        for key, post in events.items():
            page = world.client(viewer).get(reverse("post", args=[post.uid]))
            assert ("1 person was there." in page.content.decode()) == may_see(viewer, *key), (viewer, *key)
            assert marker(*key, "guest") not in told(page)
