"""GET /spaces/<slug>/: who reads what, what the address asks for, how much it costs."""

from __future__ import annotations

import re

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intercity.activity.kept import forget_everything
from intercity.activity.models import Activity
from intercity.activity.record import record
from intercity.organisations.viewers import PUBLIC
from intercity.posts import actions
from intercity.posts.lists import longest_waiting
from intercity.posts.models import Origin, Post
from intercity.spaces.models import Label, Space, SpaceState, Topic
from tests.personas import Persona, make_post


def read(client: Client, space: Space, query: str = "") -> str:
    response = client.get(f"/spaces/{space.slug}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def archive(space: Space) -> None:
    with transaction.atomic():
        space.state = SpaceState.ARCHIVED
        space.save()
        record("space.changed", space_uid=space.uid, public=True)


def test_each_reads_what_its_label_allows(
    officer: Persona, officer_elsewhere: Persona, reader: Persona, partner: Persona, stranger: Persona, space: Space
) -> None:
    make_post(officer, space, title="For everyone", label=Label.CLEAR)
    make_post(officer, space, title="For the network", label=Label.GREEN)
    make_post(officer, space, title="Members only", label=Label.AMBER)
    make_post(officer, space, title="For nobody", label=Label.RED)
    network = [persona.client for persona in (officer, officer_elsewhere, reader)]
    for client in [*network, Client(), partner.client, stranger.client]:
        page = read(client, space)
        assert "For everyone" in page
        assert "For nobody" not in page
        assert ("For the network" in page) == (client in network)
        # The officer's city joined when it posted; the others are outside.
        assert ("Members only" in page) == (client is network[0])


def test_what_one_cannot_see_takes_no_place(officer: Persona, space: Space) -> None:
    make_post(officer, space, title="Public and old", label=Label.CLEAR)
    for number in range(26):
        make_post(officer, space, title=f"For the network {number}")
    page = Client().get(space.get_absolute_url()).content.decode()
    assert "Public and old" in page
    assert "after=" not in re.sub(r'data-stream="[^"]*"', "", page)
    assert "Public and old" not in officer.client.get(space.get_absolute_url()).content.decode()


def test_an_answer_that_one_cannot_see_answers_nothing(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    question = make_post(officer, space, kind="question", title="Who has spare beds?", label=Label.CLEAR)
    answer = make_post(officer_elsewhere, space, kind="comment", title="", body="We do.", parent=question)
    assert not longest_waiting(PUBLIC, space)
    Post.objects.filter(pk=answer.pk).update(label=Label.GREEN)
    for viewer in (PUBLIC, officer.viewer):
        assert longest_waiting(viewer, space) == [question]
    Post.objects.filter(pk=answer.pk).update(label=Label.CLEAR, state="hidden")
    assert longest_waiting(PUBLIC, space) == [question]


@pytest.mark.parametrize("state", ["embargoed", "withdrawn", "hidden"])
def test_what_does_not_stand_is_not_shown(state: str, officer: Persona, space: Space) -> None:
    post = make_post(officer, space, title="Taken back", kind="question", label=Label.CLEAR)
    Post.objects.filter(pk=post.pk).update(state=state)
    assert "Taken back" not in read(officer.client, space)


def test_a_space_that_publishes_nothing_is_unknown_to_strangers(
    officer: Persona, stranger: Persona, space: Space
) -> None:
    space.widest_label = Label.GREEN
    space.save()
    assert read(officer.client, space)
    for client in (Client(), stranger.client):
        assert client.get(f"/spaces/{space.slug}/").status_code == 404


def test_the_composer_is_offered_to_those_who_may_post(officer: Persona, reader: Persona, space: Space) -> None:
    address = f"/spaces/{space.slug}/post/practice"
    assert address in read(officer.client, space)
    assert address not in read(reader.client, space)
    assert address not in read(Client(), space)
    archive(space)
    assert address not in read(officer.client, space)


def test_nobody_waits_in_an_archive(officer: Persona, space: Space) -> None:
    make_post(officer, space, kind="question", title="Who lends us beds?", label=Label.CLEAR)
    assert "card waits" in read(Client(), space)
    assert "No answer yet" in read(Client(), space)
    archive(space)
    for page in (read(Client(), space), Client().get("/").content.decode()):
        assert "Who lends us beds?" in page
        assert "card waits" not in page
        assert "No answer yet" not in page


def test_an_exercise_is_marked_on_every_card(officer: Persona, space: Space) -> None:
    make_post(officer, space, label=Label.CLEAR)
    space.state = SpaceState.EXERCISE
    space.save()
    assert read(Client(), space).count("Exercise</strong>") == 1


def test_filters_narrow_and_are_kept_in_the_address(
    officer: Persona, officer_elsewhere: Persona, space: Space, topic: Topic
) -> None:
    make_post(officer, space, kind="practice", title="Parks at night", topics=[topic], status="active")
    make_post(officer, space, kind="practice", title="Ended long ago", status="ended")
    make_post(officer_elsewhere, space, kind="question", title="Who pays?")
    for query, shown in {
        "?kind=question": {"Who pays?"},
        "?kind=practice": {"Parks at night", "Ended long ago"},
        "?topic=housing": {"Parks at night"},
        "?status=ended": {"Ended long ago"},
        "?country=IT": {"Who pays?"},
        "?kind=practice&country=IT": set(),
    }.items():
        page = read(officer.client, space, query).partition('id="cards"')[2].partition("<aside")[0]
        assert {title for title in ("Parks at night", "Ended long ago", "Who pays?") if title in page} == shown, query


def test_the_search_engine_gets_one_address_without_nonsense(officer: Persona, space: Space, topic: Topic) -> None:
    page = read(Client(), space, "?topic=housing&utm=x&kind=practice&after=zzz")
    assert f"/spaces/{space.slug}/?kind=practice&amp;topic=housing" in page


def test_values_nobody_knows_are_left_out_with_a_note(officer: Persona, space: Space) -> None:
    make_post(officer, space, title="Still here")
    page = read(officer.client, space, "?kind=gossip&topic=<script>&after=%00broken&country=%00")
    assert "Still here" in page
    assert "“gossip”" in page
    assert "<script>&" not in page


def test_a_wider_topic_brings_its_narrower_ones(officer: Persona, space: Space, topic: Topic) -> None:
    shelter = Topic.objects.create(slug="shelter-x", labels={"en": "Shelter"}, parent=topic)
    make_post(officer, space, title="Beds", topics=[shelter, topic])
    assert read(officer.client, space, "?topic=housing").count("<h3 id=") == 1


def test_a_narrower_topic_that_is_retired_is_still_found(officer: Persona, space: Space, topic: Topic) -> None:
    shelter = Topic.objects.create(slug="shelter-x", labels={"en": "Shelter"}, parent=topic, retired=True)
    make_post(officer, space, title="Beds", topics=[shelter])
    assert "Beds" in read(officer.client, space, "?topic=housing")


def test_only_countries_that_one_may_see_are_offered(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    make_post(officer, space, label=Label.CLEAR)
    make_post(officer_elsewhere, space, label=Label.GREEN)
    assert 'value="IT"' in read(officer.client, space)
    public = read(Client(), space)
    assert 'value="FR"' in public
    assert 'value="IT"' not in public


def test_pinned_posts_stand_above_the_first_page_once(officer: Persona, coordinator: Persona, space: Space) -> None:
    first = make_post(officer, space, title="Read this first")
    for number in range(30):
        make_post(officer, space, title=f"Later {number}")
    actions.pin(coordinator.viewer, first, on=True)
    page = read(officer.client, space)
    assert page.count("Read this first") == 1
    assert page.index("Read this first") < page.index("Later 29")
    cursor = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "Read this first" not in read(officer.client, space, cursor)


def test_a_question_waits_until_somebody_answers(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    question = make_post(officer, space, kind="question", title="Who has cooled a gym?")
    assert "No answer yet" in read(officer_elsewhere.client, space)
    make_post(officer_elsewhere, space, kind="comment", parent=question)
    assert "No answer yet" not in read(officer_elsewhere.client, space)


def test_imported_posts_never_speak_as_the_city(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, label=Label.CLEAR)
    Post.objects.filter(pk=post.pk).update(source="imported", author=None)
    Origin.objects.create(post=post, tracker="Tracker", record="1", fingerprint="x", link="https://example.org/r/1")
    page = read(Client(), space)
    assert "About Nice" in page
    assert "Not confirmed by the city" in page
    assert "https://example.org/r/1" in page


def test_an_empty_stream_says_what_to_do(officer: Persona, space: Space) -> None:
    assert "Be the first" in read(officer.client, space)
    assert "Sign in" in read(Client(), space)


def test_the_cost_does_not_grow_with_the_posts(officer: Persona, space: Space, topic: Topic) -> None:
    def cost() -> int:
        forget_everything()
        with CaptureQueriesContext(connection) as queries:
            read(client, space)
        return len(queries)

    client = officer.client
    for kind in ("practice", "question", "update"):
        make_post(officer, space, kind=kind, topics=[topic])
    read(client, space)
    few = cost()
    for number in range(20):
        make_post(officer, space, kind=["practice", "question", "update"][number % 3], topics=[topic])
    assert cost() == few
    # With the one for all processes: which organisations anything narrower than the network is for; and one for the
    # details of each kind on the page; one for valid guidance; and one for the kinds that occur.
    assert few <= 27


def test_the_live_stream_begins_where_the_page_ends(officer: Persona, space: Space) -> None:
    make_post(officer, space)
    newest = Activity.objects.latest("id").pk
    assert f"/live?space={space.uid}&amp;after={newest}" in read(officer.client, space)


def test_only_those_who_are_not_in_are_told_how_to_come_in(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    make_post(officer, space)
    assert "Your first post brings" not in read(officer.client, space)
    assert "Your first post brings" in read(officer_elsewhere.client, space)


def test_cards_of_an_archive_do_not_invite_to_comment(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, kind="update")
    thread = f"/posts/{post.uid}/#thread"
    assert thread in read(officer.client, space)
    archive(space)
    assert thread not in read(officer.client, space)


def test_who_looks_after_the_space_finds_its_settings(officer: Persona, coordinator: Persona, space: Space) -> None:
    settings = f"/spaces/{space.slug}/settings"
    assert settings in read(coordinator.client, space)
    assert settings not in read(officer.client, space)
