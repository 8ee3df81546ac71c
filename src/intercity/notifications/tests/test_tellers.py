"""Who is told by which teller, and which way."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intercity.notifications.actions import set_choice, set_follow, unfollow
from intercity.notifications.models import Channel, Delivery, DeliveryState, Follow
from intercity.notifications.recipients import ROWS, notify
from intercity.notifications.tellers.answer import ANSWER
from intercity.notifications.tests.helpers import act_of, comment_on
from intercity.notifications.times import next_digest
from intercity.organisations.models import Membership, Organisation
from intercity.posts.models import Post
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label, Space, SpaceMember, Topic
from tests.personas import Persona, make_organisation, make_persona, make_post


def told(post: Post) -> dict[str, set[str]]:
    """Run the step, and give for each teller and person the channels."""
    notify(act_of(post))
    found: dict[str, set[str]] = {}
    for row in Delivery.objects.filter(post_uid=post.uid).select_related("person"):
        found.setdefault(f"{row.teller} {row.person}", set()).add(row.channel)
    return found


def test_members_of_a_space_hear_of_new_posts_in_their_digest(
    officer: Persona, colleague: Persona, officer_elsewhere: Persona, reader: Persona, space: Space, nice: Organisation
) -> None:
    do_join(space, nice)
    post = make_post(officer, space)
    assert told(post) == {"followed colleague": {Channel.INSIDE, Channel.DIGEST}}
    row = Delivery.objects.get(channel=Channel.DIGEST)
    assert row.state == DeliveryState.QUEUED
    assert row.next_try > timezone.now()
    assert Delivery.objects.get(channel=Channel.INSIDE).state == DeliveryState.SENT


@pytest.mark.parametrize("sort", ["space", "topic", "organisation"])
def test_one_hears_of_what_one_follows_until_one_mutes_it(
    sort: str, officer: Persona, officer_elsewhere: Persona, space: Space, topic: Topic, nice: Organisation
) -> None:
    thing = {"space": space, "topic": topic, "organisation": nice}[sort]
    narrower = Topic.objects.create(slug="narrower", labels={"en": "Narrower"}, parent=topic)
    person = officer_elsewhere.person
    assert told(make_post(officer, space, topics=[narrower])) == {}
    set_follow(person, sort, thing)
    assert list(told(make_post(officer, space, topics=[narrower]))) == ["followed officer elsewhere"]
    set_follow(person, sort, thing, muted=True)
    assert told(make_post(officer, space, topics=[narrower])) == {}
    unfollow(person, sort, thing)
    assert not Follow.objects.exists()


def test_a_late_worker_tells_nobody_who_followed_later(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_post(officer, space)
    set_follow(officer_elsewhere.person, "space", space)
    assert told(post) == {}


def test_who_follows_a_post_hears_of_its_answers(
    officer: Persona, colleague: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_post(officer, space)
    set_follow(colleague.person, "post", post)
    found = told(comment_on(post, officer_elsewhere))
    assert found == {
        "answer officer": {Channel.INSIDE, Channel.MAIL},
        "followed colleague": {Channel.INSIDE, Channel.DIGEST},
    }


def test_a_muted_conversation_is_silent_even_when_one_is_mentioned(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_post(officer, space)
    set_follow(officer.person, "post", post, muted=True)
    assert told(comment_on(post, officer_elsewhere, "@nice/officer?")) == {}


def test_mentions_reach_speakers_and_people_once(
    officer: Persona, colleague: Persona, reader: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_post(officer, space)
    everybody = comment_on(post, officer_elsewhere, "What does @nice say? And @nice/colleague, @torino/reader?")
    assert told(everybody) == {
        f"mention {name}": {Channel.INSIDE, Channel.MAIL} for name in ("officer", "colleague", "reader")
    }


def test_a_mention_shows_nobody_what_they_may_not_see(
    officer: Persona, partner: Persona, space: Space, ministry: Organisation
) -> None:
    assert told(make_post(officer, space, body="@ministry?", label=Label.GREEN)) == {}
    assert list(told(make_post(officer, space, body="@ministry?", label=Label.CLEAR))) == ["mention partner"]
    SpaceMember.objects.create(space=space, organisation=ministry)
    assert list(told(make_post(officer, space, body="@ministry?", label=Label.GREEN))) == ["mention partner"]


@pytest.mark.parametrize(
    ("pace", "by", "channels"),
    [
        ("now", "mail", {Channel.INSIDE, Channel.MAIL}),
        ("now", "push", {Channel.INSIDE, Channel.PUSH}),
        ("now", "inside", {Channel.INSIDE}),
        ("weekly", "mail", {Channel.INSIDE, Channel.DIGEST}),
        ("daily", "inside", {Channel.INSIDE}),
        ("never", "mail", set()),
    ],
)
def test_everybody_chooses_how_they_hear(
    pace: str, by: str, channels: set[str], officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_post(officer, space)
    set_choice(officer.person, ANSWER, pace, by)
    assert told(comment_on(post, officer_elsewhere)) == ({"answer officer": channels} if channels else {})


def test_who_wants_no_answers_hears_of_them_by_following(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_post(officer, space)
    set_choice(officer.person, ANSWER, "never", "mail")
    set_follow(officer.person, "post", post)
    assert list(told(comment_on(post, officer_elsewhere))) == ["followed officer"]


def test_thousands_cost_no_more_questions_than_few(officer: Persona, space: Space) -> None:
    costs = []
    for crowd in (3, 60):
        for number in range(crowd):
            persona = make_persona(f"p{crowd} {number}", make_organisation(f"City {crowd} {number}"))
            set_follow(persona.person, "space", space)
        act = act_of(make_post(officer, space))
        with CaptureQueriesContext(connection) as queries:
            notify(act)
        costs.append(sum(query["sql"].startswith("SELECT") for query in queries))
    # With each fifty rows that are written it looks once whether the post still stands.
    assert costs[0] <= costs[1] <= costs[0] + 2 * 63 // ROWS < 20
    assert Delivery.objects.filter(channel=Channel.DIGEST).count() == 3 + 63


def test_who_left_follows_nothing(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    set_follow(officer_elsewhere.person, "space", space)
    Membership.objects.filter(person=officer_elsewhere.person).update(ended_at=timezone.now())
    assert told(make_post(officer, space, label=Label.CLEAR)) == {}


@pytest.mark.parametrize(
    ("zone", "now", "daily", "weekly"),
    [
        ("Europe/Sofia", "2026-07-01 04:29", "2026-07-01 04:30", "2026-07-06 04:30"),
        ("Europe/Sofia", "2026-07-01 04:30", "2026-07-02 04:30", "2026-07-06 04:30"),
        ("Pacific/Auckland", "2026-07-05 20:00", "2026-07-06 19:30", "2026-07-12 19:30"),
        ("Europe/Paris", "2026-10-24 06:00", "2026-10-25 06:30", "2026-10-26 06:30"),
    ],
)
def test_the_digest_goes_out_in_the_persons_morning(
    zone: str, now: str, daily: str, weekly: str, officer: Persona
) -> None:
    officer.person.time_zone = zone
    at = [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (now, daily, weekly)]
    assert next_digest(officer.person, "daily", at[0]) == at[1]
    assert next_digest(officer.person, "weekly", at[0]) == at[2]
