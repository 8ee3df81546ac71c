"""Posts for one space and for named readers in a stream: their words never, their names only to whom they are for."""

from __future__ import annotations

import json
import re

import pytest
from django.db import transaction
from django.test import Client

from intercity.activity.models import Activity
from intercity.activity.record import record
from intercity.live import events
from intercity.live.event import LiveEvent, StreamWish, make_wish
from intercity.organisations.models import Organisation
from intercity.posts.actions import do_publish, withdraw
from intercity.posts.actions.publishing import record_post
from intercity.posts.content import PostContent
from intercity.posts.models import Post, Reader, Readers
from intercity.spaces.actions import do_create_space, do_join, do_narrow
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_organisation, make_persona, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def outside(db: None) -> Persona:
    """Of a city of the network that is not in the space."""
    return make_persona("outside", make_organisation("City of Brno", country="CZ"))


@pytest.fixture(autouse=True)
def _together(space: Space, nice: Organisation, torino: Organisation) -> None:
    for city in (nice, torino):
        do_join(space, city)


def name_readers(*entries: Persona | Organisation) -> Readers:
    """A set of readers, with the act that says that there is one."""
    readers = Readers.objects.create(digest=str(Readers.objects.count()))
    for entry in entries:
        if isinstance(entry, Persona):
            Reader.objects.create(readers=readers, organisation=entry.organisation, person=entry.person)
        else:
            Reader.objects.create(readers=readers, organisation=entry)
    with transaction.atomic():
        record("readers.named", data={"readers": readers.uid})
    return readers


def publish_red(author: Persona, space: Space, readers: Readers) -> Post:
    content = PostContent(title="Secret plan", body="Zanzibar", label=Label.RED, readers=readers)
    assert author.organisation is not None
    return do_publish(space, "update", content, author.organisation, author.person)


def relabel(post: Post, by: Persona, label: str, readers: Readers | None = None) -> None:
    """Another label, with its act."""
    with transaction.atomic():
        post = Post.objects.get(pk=post.pk)
        was = {"was": post.label, **({"was_readers": post.readers_id} if post.readers_id else {})}
        post.label, post.readers = label, readers
        post.save()
        do_narrow(space=post.space, label=label)
        record_post("post.relabelled", post, by.person, **was)


def wish_of(client: Client, query: str = "") -> StreamWish:
    return make_wish(json.loads(client.get(f"/live{query}").headers["X-Intercity-Stream"]))


def told(client: Client, query: str = "", after: int = 0) -> list[LiveEvent]:
    """What a page hears that comes back, which is what it hears that stayed."""
    wish = wish_of(client, query)
    rows = Activity.objects.filter(pk__gt=after, verb__in=events.SHOWN).order_by("pk")
    live = [event for one in events.render(list(rows), ["en"]) for event in one.values() if wish.hears(event)]
    replayed = [event for event in events.since(after, wish) if wish.hears(event)]
    assert [one.id for one in replayed] == [one.id for one in live]
    return replayed


def names(client: Client, query: str = "", after: int = 0) -> list[str]:
    return [event.name for event in told(client, query, after)]


def newest() -> int:
    return Activity.objects.latest("pk").pk


def test_what_is_for_a_space_is_named_to_its_members_and_fetched(
    officer: Persona, officer_elsewhere: Persona, outside: Persona, coordinator: Persona, partner: Persona, space: Space
) -> None:
    post = make_post(officer, space, title="Secret plan", label=Label.AMBER)
    [event] = told(officer_elsewhere.client)
    assert (event.name, json.loads(event.data)) == (
        "fetch",
        {"uid": post.uid, "root": post.uid, "space": space.uid},
    )
    answer = officer_elsewhere.client.get(f"/live/card/{post.uid}")
    assert "Secret plan" in answer.content.decode()
    said = json.loads(answer.headers["X-Intercity-Post"])
    assert (said["uid"], said["root"], said["kind"]) == (post.uid, post.uid, "update")
    for client in (outside.client, coordinator.client, partner.client, Client()):
        assert told(client) == []
        assert client.get(f"/live/card/{post.uid}").status_code == 404


def test_a_partner_in_the_space_hears_of_it(officer: Persona, partner: Persona, space: Space) -> None:
    assert partner.organisation is not None
    do_join(space, partner.organisation)
    make_post(officer, space, label=Label.AMBER)
    assert names(partner.client) == ["fetch"]


def test_what_is_for_named_readers_is_named_to_them_alone(
    officer: Persona, officer_elsewhere: Persona, reader: Persona, outside: Persona, colleague: Persona, space: Space
) -> None:
    publish_red(officer, space, name_readers(officer, officer_elsewhere))
    for persona in (officer, officer_elsewhere):
        assert names(persona.client) == ["fetch"]
    for persona in (reader, colleague, outside):
        assert told(persona.client) == []


def test_an_answer_for_few_is_heard_by_those_of_them_who_see_its_thread(
    officer: Persona, officer_elsewhere: Persona, reader: Persona, outside: Persona, space: Space
) -> None:
    readers = name_readers(officer_elsewhere, outside)
    for label, heard in ((Label.GREEN, {"officer elsewhere", "outside"}), (Label.AMBER, {"officer elsewhere"})):
        root, after = make_post(officer, space, label=label), newest()
        comment = make_post(officer, space, kind="comment", parent=root)
        Post.objects.filter(pk=comment.pk).update(label=Label.RED, readers=readers)
        named = {one.person.name for one in (officer_elsewhere, reader, outside) if names(one.client, after=after)}
        assert named == heard


def test_narrowing_is_told_to_whoever_could_see_it_and_later_acts_are_not(
    officer: Persona, officer_elsewhere: Persona, reader: Persona, outside: Persona, space: Space
) -> None:
    post = make_post(officer, space, label=Label.CLEAR)
    after = newest()
    relabel(post, officer, Label.AMBER)
    for client in (Client(), outside.client, reader.client):
        assert names(client, after=after) == ["changed"]
    after = newest()
    relabel(post, officer, Label.RED, name_readers(officer, officer_elsewhere))
    assert names(outside.client, after=after) == names(Client(), after=after) == []
    assert names(reader.client, after=after) == names(officer_elsewhere.client, after=after) == ["changed"]
    after = newest()
    withdraw(officer.viewer, Post.objects.get(pk=post.pk))
    assert names(reader.client, after=after) == []
    assert names(officer_elsewhere.client, after=after) == ["changed"]


def test_new_readers_are_told_and_the_old_ones_too(
    officer: Persona, officer_elsewhere: Persona, outside: Persona, reader: Persona, space: Space
) -> None:
    post = publish_red(officer, space, name_readers(officer, officer_elsewhere))
    after = newest()
    relabel(post, officer, Label.RED, name_readers(officer, outside))
    assert names(officer_elsewhere.client, after=after) == names(outside.client, after=after) == ["changed"]
    assert names(reader.client, after=after) == []
    assert names(officer_elsewhere.client) == ["changed"]


def test_how_much_others_were_told_is_told_to_nobody(
    officer: Persona, officer_elsewhere: Persona, outside: Persona, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "MOST_REPLAYED", 3)
    readers = name_readers(officer, officer_elsewhere)
    for _ in range(3):
        withdraw(officer.viewer, make_post(officer, space, label=Label.AMBER))
        withdraw(officer.viewer, publish_red(officer, space, readers))
    make_post(officer, space)
    for client, heard in ((outside.client, ["post"]), (Client(), []), (officer_elsewhere.client, ["reload"])):
        wish = wish_of(client)
        assert [event.name for event in events.since(0, wish) if wish.hears(event)] == heard
        wish = wish_of(client, f"?space={space.uid}")
        assert [event.name for event in events.since(0, wish) if wish.hears(event)] == heard


def closed_by(verb: str) -> frozenset[str]:
    """Whose streams the newest act with this verb closes."""
    row = Activity.objects.filter(verb=verb).latest("pk")
    assert events.closes(row)
    [event] = events.render([row], ["en"])
    return event["en"].close_persons


def test_a_new_audience_begins_with_new_streams(
    officer: Persona, colleague: Persona, officer_elsewhere: Persona, reader: Persona, outside: Persona, space: Space
) -> None:
    open_before = wish_of(officer_elsewhere.client)
    make_post(officer, space, label=Label.AMBER)
    inside = {one.person.uid for one in (officer, colleague, officer_elsewhere, reader)}
    assert closed_by("space.narrowed") == inside
    assert wish_of(officer_elsewhere.client).audiences - open_before.audiences == {f"space:{space.uid}"}
    assert officer.organisation is not None
    readers = name_readers(officer.organisation, outside)
    assert closed_by("readers.named") == {one.person.uid for one in (officer, colleague, outside)}
    assert f"named:{readers.uid}" in wish_of(colleague.client).audiences


def test_a_space_that_is_for_few_is_known_to_the_network(officer: Persona, outside: Persona, partner: Persona) -> None:
    few = do_create_space("Few")
    Space.objects.filter(pk=few.pk).update(widest_label=Label.RED)
    row = Activity(verb="space.changed", space_uid=few.uid)
    [event] = events.render([row], ["en"])
    assert wish_of(outside.client).hears(event["en"])
    assert not wish_of(partner.client).hears(event["en"])


def test_a_page_shows_what_it_was_only_told_of_by_name(officer: Persona, space: Space) -> None:
    make_post(officer, space, label=Label.AMBER)
    page = officer.client.get(space.get_absolute_url()).content.decode()
    assert re.search(r'data-stream="/live\?space=\w+', page)
    comment = make_post(officer, space, kind="comment", parent=make_post(officer, space, label=Label.AMBER))
    answer = officer.client.get(f"/live/card/{comment.uid}")
    assert comment.root is not None
    assert json.loads(answer.headers["X-Intercity-Post"])["root"] == comment.root.uid
