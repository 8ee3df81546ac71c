"""Posts that are connected: who may do it, who sees it, and what becomes of it."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intercity.activity.models import Activity
from intercity.organisations.viewers import Viewer
from intercity.posts import actions
from intercity.posts.content import NewLink, PostContent
from intercity.posts.links import ANSWERS, GREW, linked, strands, ties_of
from intercity.posts.models import Link, Post
from intercity.posts.tests.veiled import make_alike
from intercity.spaces.models import Label, Space, SpaceState
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(officer: Persona, officer_elsewhere: Persona, space: Space) -> tuple[Post, Post]:
    """What somebody does, and what somebody elsewhere asks."""
    done = make_post(officer, space, kind="practice", title="We open libraries", label=Label.CLEAR)
    asked = make_post(officer_elsewhere, space, kind="question", title="Where is it cool?", label=Label.CLEAR)
    return done, asked


def page(persona: Persona, post: Post) -> str:
    return persona.client.get(f"/posts/{post.uid}/").content.decode()


def test_both_pages_lead_to_each_other(officer: Persona, officer_elsewhere: Persona, pair: tuple[Post, Post]) -> None:
    done, asked = pair
    page(officer, done), page(officer, asked)
    assert actions.link(officer.viewer, done, asked, ANSWERS)
    assert "Where is it cool?" in page(officer_elsewhere, done)
    assert "What answers it" in page(officer_elsewhere, asked)
    assert "We open libraries" in page(officer_elsewhere, asked)
    assert linked(officer.viewer, done, ANSWERS) == [asked]
    assert linked(officer.viewer, asked, ANSWERS, back=True) == [done]


def test_the_second_time_says_nothing_new(officer: Persona, pair: tuple[Post, Post]) -> None:
    assert actions.link(officer.viewer, *pair, ANSWERS)
    acts = Activity.objects.count()
    assert not actions.link(officer.viewer, *pair, ANSWERS)
    assert (Link.objects.count(), Activity.objects.count()) == (1, acts)


def test_parting_them_takes_it_off_both_pages(officer: Persona, pair: tuple[Post, Post]) -> None:
    actions.link(officer.viewer, *pair, ANSWERS)
    assert "We open libraries" in page(officer, pair[1])
    assert actions.unlink(officer.viewer, *pair, ANSWERS)
    assert not actions.unlink(officer.viewer, *pair, ANSWERS)
    assert "We open libraries" not in page(officer, pair[1])


def test_whoever_looks_after_either_may(
    officer: Persona, officer_elsewhere: Persona, colleague: Persona, coordinator: Persona, pair: tuple[Post, Post]
) -> None:
    for persona in (officer, officer_elsewhere, coordinator):
        assert actions.link(persona.viewer, *pair, ANSWERS)
        assert actions.unlink(persona.viewer, *pair, ANSWERS)
    with pytest.raises(PermissionDenied):
        actions.link(colleague.viewer, *pair, ANSWERS)
    assert not Link.objects.exists()


def test_in_an_archive_nothing_is_connected(officer: Persona, space: Space, pair: tuple[Post, Post]) -> None:
    Space.objects.filter(pk=space.pk).update(state=SpaceState.ARCHIVED)
    with pytest.raises(PermissionDenied):
        actions.link(officer.viewer, *(Post.objects.get(pk=post.pk) for post in pair), ANSWERS)


@pytest.mark.parametrize("end", [0, 1])
def test_whoever_does_not_see_both_ends_sees_neither(officer: Persona, pair: tuple[Post, Post], end: int) -> None:
    actions.link(officer.viewer, *pair, ANSWERS)
    assert [len(strands(Viewer(), post, ties_of(post))) for post in pair] == [1, 1]
    Post.objects.filter(pk=pair[end].pk).update(label=Label.GREEN)
    assert strands(Viewer(), pair[1 - end], ties_of(pair[1 - end])) == []
    assert len(strands(officer.viewer, pair[1 - end], ties_of(pair[1 - end]))) == 1


def test_a_page_that_was_kept_follows_the_label_of_the_other_end(
    officer: Persona, officer_elsewhere: Persona, pair: tuple[Post, Post]
) -> None:
    reader = Client()
    actions.link(officer.viewer, *pair, ANSWERS)
    address = f"/posts/{pair[0].uid}/"
    assert "Where is it cool?" in reader.get(address).content.decode()
    actions.change_label(officer_elsewhere.viewer, Post.objects.get(pk=pair[1].pk), Label.GREEN)
    assert "Where is it cool?" not in reader.get(address).content.decode()
    actions.change_label(officer_elsewhere.viewer, Post.objects.get(pk=pair[1].pk), Label.CLEAR)
    assert "Where is it cool?" in reader.get(address).content.decode()


def test_an_act_is_public_only_where_both_are(officer: Persona, pair: tuple[Post, Post]) -> None:
    actions.link(officer.viewer, *pair, ANSWERS)
    assert list(Activity.objects.filter(verb="post.linked").values_list("public", flat=True)) == [True, True]
    Post.objects.filter(pk=pair[0].pk).update(label=Label.GREEN)
    actions.unlink(officer.viewer, *(Post.objects.get(pk=post.pk) for post in pair), ANSWERS)
    last = Activity.objects.filter(verb="post.linked").order_by("-pk")[:2]
    assert [row.public for row in last] == [False, False]


def test_what_is_made_of_a_post_leads_back_to_it(officer: Persona, pair: tuple[Post, Post]) -> None:
    asked, space = pair[1], pair[1].space
    address = f"/spaces/{space.slug}/post/practice?from={asked.uid}"
    assert 'value="Where is it cool?"' in officer.client.get(address).content.decode()
    topic = space.topics.first()
    form = {"title": "Cool places", "body": "A map.", "label": "clear", "language": "en"}
    form |= {"topics": [topic.slug]} if topic else {}
    answer = officer.client.post(address.replace("practice", "update"), form)
    assert answer.status_code == 302
    made = Post.objects.get(title="Cool places")
    assert linked(officer.viewer, made, GREW, back=True) == [asked]
    assert "Cool places" in page(officer, asked)


@pytest.mark.parametrize("uid", ["zzzzzzzzzzzz", "%00", "a" * 400])
def test_a_damaged_address_begins_an_ordinary_post(officer: Persona, space: Space, uid: str) -> None:
    assert officer.client.get(f"/spaces/{space.slug}/post/update?from={uid}").status_code == 200


def test_nothing_grows_from_what_one_does_not_see(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    hidden = make_post(officer, space, title="Hidden from sight", label=Label.GREEN)
    Post.objects.filter(pk=hidden.pk).update(state="hidden")
    address = f"/spaces/{space.slug}/post/update?from={hidden.uid}"
    assert "Hidden from sight" not in officer_elsewhere.client.get(address).content.decode()
    officer_elsewhere.client.post(address, {"title": "New", "label": "green", "language": "en"})
    assert Post.objects.get(title="New").links_in.count() == 0


def test_without_the_citys_name_there_is_no_connection(space: Space, pair: tuple[Post, Post]) -> None:
    author = make_alike(space, 5)[0]
    content = PostContent(title="x", body="y", links=[NewLink(GREW.name, pair[1], back=True)])
    made = actions.publish(author.viewer, space, "update", content, unnamed=True)
    assert not Link.objects.filter(target=made).exists()
    assert not Activity.objects.filter(verb="post.linked").exists()


def test_a_list_asks_once_for_each_kind(officer: Persona, space: Space) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            list(Post.objects.all().with_details())
        return len(queries)

    for kind in ("practice", "question"):
        make_post(officer, space, kind=kind)
    few = cost()
    for number in range(8):
        make_post(officer, space, kind=["practice", "question", "update"][number % 3])
    assert cost() == few == 3
    with CaptureQueriesContext(connection) as queries:
        for post in Post.objects.all().with_details():
            assert hasattr(post, "practice") == (post.kind == "practice")
    assert len(queries) == 3
