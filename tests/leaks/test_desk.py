"""The desk and the pulse: for coordinators only, and even for them nothing of what they may not read."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from datetime import timedelta
from itertools import product

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from intercity.adoption.models import DONE, Adoption
from intercity.matching.models import Pursuit
from intercity.posts.actions import do_publish
from intercity.posts.content import PostContent
from intercity.posts.models import Post, State
from intercity.spaces.actions import do_create_space
from intercity.spaces.models import Label, SpaceCoordinator, Topic
from tests.leaks.shared import some_of
from tests.leaks.world import MARKER, MODERATORS, VIEWERS, World, marker, may_see, seen

PAGES = ("desk", "pulse", "pulse_csv")
TABLES = ("month", "topic", "country", "group")
OFTEN = ["anonymous", "partner_inside", "partner_outside", "elsewhere"]


@pytest.fixture(scope="module")
def built_asked(built_world: World, django_db_blocker: DjangoDbBlocker) -> World:
    """They are asked once, like the world in which they stand is built."""
    with django_db_blocker.unblock():
        return ask(built_world)


@pytest.fixture
def asked(built_asked: World, db: None) -> World:
    """The same, as a test's own."""
    return deepcopy(built_asked)


def ask(world: World) -> World:
    """With a question in each label and state, half of which the coordinators were told about, and topics to match."""
    author = world.personas["author"]
    assert author is not None
    assert author.organisation is not None
    for (label, state), sort in product(world.posts, ("question", "told")):
        content = PostContent(title=marker(label, state, sort))
        post = do_publish(world.space, "question", content, author.organisation, author.person)
        world.put((label, state), post)
        Post.objects.filter(pk=post.pk).update(published_at=timezone.now() - timedelta(days=3))
        if sort == "told":
            Pursuit.objects.create(post=post, ring=2, escalated_at=timezone.now())
        own = f"zq-{label}-{state}-{sort}"
        post.topics.add(Topic.objects.create(slug=own, labels={"en": own}))
    return world


def make_coordinator(world: World, viewer: str) -> None:
    """The viewer looks after the space of the world."""
    persona = world.personas[viewer]
    if persona is not None:
        SpaceCoordinator.objects.get_or_create(space=world.space, person=persona.person)


def topics_of(keys: Iterable[tuple[str, str]]) -> set[str]:
    """The topics of the questions with these labels and states."""
    return {f"zq-{label}-{state}-{sort}" for (label, state), sort in product(keys, ("question", "told"))}


@pytest.mark.parametrize("viewer", some_of([one for one in VIEWERS if one not in MODERATORS], often=OFTEN))
def test_whoever_coordinates_nothing_gets_neither(viewer: str, asked: World) -> None:
    client = asked.client(viewer)
    for name in PAGES:
        answer = client.get(reverse(name))
        assert answer.status_code in ((302,) if viewer == "anonymous" else (403, 404))
        assert not MARKER.findall(answer.content.decode())


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=[*OFTEN, "coordinator"]))
def test_the_desk_names_the_questions_that_its_coordinator_may_see(viewer: str, asked: World) -> None:
    make_coordinator(asked, viewer)
    answer = asked.client(viewer).get(reverse("desk"))
    # Flagged posts stand there too, by title.
    flagged = {marker(*key, "title") for key in seen(viewer, asked.cases)}
    shown = set(MARKER.findall(answer.content.decode())) - flagged
    wanted = {
        marker(label, state, sort)
        for (label, state), sort in product(asked.posts, ("question", "told"))
        if answer.status_code == 200 and may_see(viewer, label, state)
        # Nobody is told by machine of what is for named readers.
        if sort == "question" or label in (Label.CLEAR, Label.GREEN, Label.AMBER)
    }
    assert shown == wanted
    if viewer in ("coordinator", "elsewhere", "partner_inside", "partner_outside"):
        assert wanted


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=[*OFTEN, "coordinator"]))
def test_the_pulse_counts_what_its_coordinator_may_see(viewer: str, asked: World) -> None:
    make_coordinator(asked, viewer)
    client = asked.client(viewer)
    own = seen(viewer)
    for table in TABLES:
        page = client.get(reverse("pulse"), {"by": table})
        if page.status_code != 200:
            continue
        pulse = page.context["pulse"]
        # The practice and both questions of each label and state; each has one adoption that counts.
        assert (pulse.new.posts, pulse.new.questions, pulse.new.adoptions) == (3 * len(own), 2 * len(own), len(own))
        if table != "topic":
            assert sum(row.posts for row in pulse.rows) == 3 * len(own)
            assert sum(row.adoptions for row in pulse.rows) == len(own)
        gaps = {gap.name for gap in pulse.gaps if gap.name.startswith("zq-")}
        told = {f"zq-{label}-{state}-{sort}" for (label, state), sort in product(asked.posts, ("question", "told"))}
        assert told - gaps == {
            f"zq-{label}-{state}-{sort}" for (label, state), sort in product(own, ("question", "told"))
        }
        assert not MARKER.findall(page.content.decode())
        assert not MARKER.findall(client.get(reverse("pulse_csv"), {"by": table}).content.decode())
    assert Adoption.objects.filter(status__in=DONE).count() == len(asked.posts)


def test_a_kept_pulse_is_not_shown_to_another_audience(asked: World) -> None:
    for viewer in ("elsewhere", "partner_outside"):
        make_coordinator(asked, viewer)
    counts = {
        viewer: asked.client(viewer).get(reverse("pulse")).context["pulse"].new.posts
        for viewer in ("elsewhere", "partner_outside", "elsewhere")
    }
    assert counts == {viewer: 3 * len(seen(viewer)) for viewer in ("elsewhere", "partner_outside")}
    assert counts["elsewhere"] > counts["partner_outside"]


def test_two_coordinators_of_one_audience_keep_their_own_spaces(asked: World) -> None:
    make_coordinator(asked, "elsewhere")
    lead = asked.personas["lead"]
    assert lead is not None
    SpaceCoordinator.objects.create(space=do_create_space("Other"), person=lead.person)
    pages = [asked.client(viewer).get(reverse("pulse")) for viewer in ("elsewhere", "lead")]
    assert [page.context["pulse"].new.posts for page in pages] == [3 * len(seen("elsewhere")), 0]


def test_an_unseen_answer_does_not_wake_a_silent_city(asked: World) -> None:
    """A city that speaks only where the coordinator may not read stays silent for them."""
    make_coordinator(asked, "partner_outside")
    nice = asked.personas["author"]
    assert nice is not None
    assert nice.organisation is not None
    type(nice.organisation).objects.update(created_at=timezone.now() - timedelta(days=365))
    Post.objects.filter(label=Label.CLEAR, state=State.PUBLISHED).update(label=Label.GREEN)
    silent = {viewer: asked.client(viewer).get(reverse("desk")) for viewer in ("partner_outside", "coordinator")}
    names = {
        viewer: [line.text for one in page.context["sections"] if one.name == "silent" for line in one.lines]
        for viewer, page in silent.items()
    }
    assert "City of Nice" in names["partner_outside"]
    assert "City of Nice" not in names["coordinator"]
