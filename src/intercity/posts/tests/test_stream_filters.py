"""The stream's filters and its cursor say what a plain list would, whatever is asked."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intercity.posts.filters import facets_for, read_wish
from intercity.posts.lists import stream_keys
from intercity.posts.models import Post
from intercity.spaces.models import Group, Space, Topic
from tests.personas import Persona, make_post

KINDS = ["practice", "question", "update"]
STATUSES = ["planned", "active", "eased", "ended"]
ASKED = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from([*KINDS, "nonsense"]),
        "topic": st.sampled_from(["housing", "food-x", "nonsense"]),
        "group": st.sampled_from(["older-x", "nonsense"]),
        "country": st.sampled_from(["FR", "IT", "XX"]),
        "status": st.sampled_from([*STATUSES, "nonsense"]),
    },
)


def make_posts(personas: list[Persona], space: Space, topics: list[Topic], group: Group) -> list[Post]:
    """Forty posts, many at the same moment."""
    chance, day = random.Random(7), datetime(2026, 7, 1, tzinfo=UTC)
    for number in range(40):
        kind = chance.choice(KINDS)
        details = {"status": chance.choice(STATUSES)} if kind == "practice" else {}
        chosen = [topic for topic in topics if chance.random() < 0.4]
        post = make_post(chance.choice(personas), space, kind=kind, title=str(number), topics=chosen, **details)
        Post.objects.filter(pk=post.pk).update(published_at=day + timedelta(hours=chance.randrange(8)))
        if chance.random() < 0.3:
            post.groups.add(group)
    return list(Post.objects.prefetch_related("topics", "groups").select_related("organisation", "practice"))


def fits(post: Post, asked: dict[str, str]) -> bool:
    """The same question in plain Python; values that mean nothing narrow nothing."""
    answers = {
        "kind": {post.kind} | (set() if asked.get("kind") != "nonsense" else {"nonsense"}),
        "topic": {topic.slug for topic in post.topics.all()} | {"nonsense"},
        "group": {group.slug for group in post.groups.all()} | {"nonsense"},
        "country": {post.organisation.country, "XX"},
        "status": {post.practice.status if post.kind == "practice" else "", "nonsense"},
    }
    return all(value in answers[param] for param, value in asked.items())


def test_every_filter_and_every_page(officer: Persona, officer_elsewhere: Persona, space: Space, topic: Topic) -> None:
    other = Topic.objects.create(slug="food-x", labels={"en": "Food"})
    group = Group.objects.create(slug="older-x", labels={"en": "Older"})
    posts = make_posts([officer, officer_elsewhere], space, [topic, other], group)
    viewer = officer.viewer

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(ASKED)
    def check(asked: dict[str, str]) -> None:
        params = QueryDict(mutable=True)
        params.update(asked)
        wish = read_wish(params, facets_for(viewer, space))
        expected = sorted((post for post in posts if fits(post, asked)), key=lambda p: (p.published_at, p.pk))
        found, cursor = [], None
        while True:
            page = stream_keys(viewer, space, wish, cursor).page
            found += page.items
            if page.next is None:
                break
            cursor = page.next
        assert found == [post.pk for post in reversed(expected)]

    check()
