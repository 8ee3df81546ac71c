"""Who was asked, why somebody is proposed, and who is like us: nothing of it tells of posts that one may not see."""

from __future__ import annotations

import pytest
from django.urls import reverse

from intercity.matching.models import Asked
from intercity.matching.proposing import propose
from intercity.matching.subject import Subject, subject_of
from intercity.organisations.viewers import PUBLIC
from intercity.posts.actions import do_publish
from intercity.posts.content import PostContent
from intercity.posts.models import Post, State
from intercity.spaces.models import Label, Topic
from tests.leaks.shared import some_of
from tests.leaks.world import KEYS, MARKER, RED_CITY, SEES_NETWORK, VIEWERS, World, mailed, marker, may_see, seen
from tests.personas import make_organisation


@pytest.fixture
def topic(world: World) -> Topic:
    """A topic under which every practice of the world is filed; the author's city has one in each label and state."""
    topic = Topic.objects.get_or_create(slug="housing", defaults={"labels": {"en": "Housing"}})[0]
    for post in world.posts.values():
        post.topics.add(topic)
    return topic


@pytest.fixture
def questions(world: World) -> dict[tuple[str, str], Post]:
    """A question in each label and state, of which an organisation was asked that is named nowhere else."""
    author = world.personas["author"]
    assert author is not None
    assert author.organisation is not None
    found = {}
    for label, state in KEYS:
        content = PostContent(title=marker(label, state, "question"))
        post = do_publish(world.space, "question", content, author.organisation, author.person)
        world.put((label, state), post)
        asked = make_organisation(marker(label, state, "asked"))
        Asked.objects.create(post=post, organisation=asked, reasons=[{"code": "by_hand"}])
        found[label, state] = Post.objects.get(pk=post.pk)
    return found


def wide_for(viewer: str, world: World) -> int:
    """How many of the author's practices count for the viewer: not those for few, for reasons are read by others."""
    return len(mailed(viewer, world.posts))


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=["anonymous", "partner_inside", "partner_outside", "former"]))
def test_peers_tell_of_as_many_practices_as_one_may_see(viewer: str, world: World, topic: Topic) -> None:
    params = {"like": "city-of-torino", "topic": topic.slug}
    answer = world.client(viewer).get(reverse("peers"), params)
    count = wide_for(viewer, world)
    (row,) = [row for row in answer.context["rows"] if row.organisation.slug == "city-of-nice"]
    assert row.practices == len(seen(viewer))
    wanted = [f"shared {count} practice{'s' if count > 1 else ''} on Housing"]
    assert [reason for reason in row.reasons if "practice" in reason] == wanted
    assert not set(MARKER.findall(answer.content.decode())) & world.forbidden(viewer)


@pytest.mark.parametrize("viewer", VIEWERS)
def test_reasons_count_as_many_practices_as_the_asker_may_see(viewer: str, world: World, topic: Topic) -> None:
    persona, elsewhere = world.personas[viewer], world.personas["elsewhere"]
    assert elsewhere is not None
    assert elsewhere.organisation is not None
    subject = Subject("", "", [topic.slug], (), world.space, elsewhere.organisation, Label.CLEAR)
    found = propose(persona.viewer if persona else PUBLIC, subject)
    (nice,) = [one for one in found if one.organisation.slug == "city-of-nice"]
    assert [reason.values["n"] for reason in nice.reasons if reason.code == "practices"] == [wide_for(viewer, world)]


@pytest.mark.parametrize(
    "viewer", some_of(VIEWERS, often=["anonymous", "partner_inside", "partner_outside", "elsewhere"])
)
def test_who_was_asked_reaches_the_network_and_the_space_only(
    viewer: str, world: World, questions: dict[tuple[str, str], Post]
) -> None:
    client = world.client(viewer)
    for (label, state), post in questions.items():
        sees = may_see(viewer, label, state)
        for name in ("post", "post_ask", "post_asked"):
            text = client.get(reverse(name, args=[post.uid])).content.decode()
            found = set(MARKER.findall(text))
            allowed = {marker(label, state, "question")} if sees else set()
            allowed |= {marker(label, state, "asked")} if sees and viewer in SEES_NETWORK else set()
            # The list of those who can be added names every organisation that takes part: they are public.
            foreign = {one for one in found if not one.endswith("askedqz")}
            assert foreign <= allowed, (viewer, label, state, name)
            if name == "post":
                assert found == allowed, (viewer, label, state)


def test_nobody_is_proposed_who_could_not_read_the_question(
    world: World, topic: Topic, questions: dict[tuple[str, str], Post]
) -> None:
    author = world.personas["author"]
    assert author is not None
    inside = {"City of Torino", "Ministry inside"}
    for sort in (Label.AMBER, Label.RED, RED_CITY):
        questions[sort, State.PUBLISHED].topics.add(topic)
        proposed = {
            one.organisation.name for one in propose(author.viewer, subject_of(questions[sort, State.PUBLISHED]))
        }
        assert proposed <= (inside if sort == Label.AMBER else set()), sort
