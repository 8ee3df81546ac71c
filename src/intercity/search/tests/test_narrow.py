"""Posts for one space and for named readers: found by these, and to nobody else does the search tell a word of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from intercity.organisations.models import Membership, Organisation
from intercity.organisations.viewers import PUBLIC, Viewer
from intercity.posts.actions import do_publish
from intercity.posts.actions.publishing import record_post
from intercity.posts.content import PostContent
from intercity.posts.models import Post, Reader, Readers
from intercity.search.asking import Asker
from intercity.search.finding import Query, find
from intercity.search.replica import replica
from intercity.search.similar import Sketch, similar_to
from intercity.search.suggesting import suggest_posts
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label, Space, SpaceMember
from tests.personas import Persona, make_organisation, make_persona, make_post

pytestmark = pytest.mark.django_db
Index = Callable[[], None]


@pytest.fixture
def outside(db: None) -> Persona:
    """Of a city of the network that is not in the space."""
    return make_persona("outside", make_organisation("City of Brno", country="CZ"))


@pytest.fixture
def readers(officer: Persona, officer_elsewhere: Persona) -> Readers:
    """Two people."""
    made = Readers.objects.create(digest="two")
    for one in (officer, officer_elsewhere):
        Reader.objects.create(readers=made, organisation=one.organisation, person=one.person)
    return made


@pytest.fixture(autouse=True)
def _together(space: Space, nice: Organisation, torino: Organisation) -> None:
    for city in (nice, torino):
        do_join(space, city)


def publish_red(author: Persona, space: Space, title: str, readers: Readers) -> Post:
    content = PostContent(title=title, body="Secret.", label=Label.RED, readers=readers)
    assert author.organisation is not None
    return do_publish(space, "question", content, author.organisation, author.person)


def titles(viewer: Viewer, text: str) -> list[str]:
    found = find(viewer, Query(text))
    assert found.total == len(found.posts) == sum(found.counts.get("kind", {}).values())
    return [post.title for post in found.posts]


def knows(viewer: Viewer, word: str) -> bool:
    """Whether whatever depends on the word's being known would tell the viewer."""
    snapshot = replica.snapshot()
    assert snapshot is not None
    asker = Asker(viewer, snapshot)
    assert bool(asker.rarity("spelt", word)) == asker.knows("spelt", word)
    return asker.knows("spelt", word)


def test_only_its_readers_learn_that_a_word_is_written(
    index: Index, officer: Persona, officer_elsewhere: Persona, reader: Persona, outside: Persona, space: Space,
    readers: Readers,
) -> None:  # fmt: skip
    make_post(officer, space, kind="question", title="Zanzibor", label=Label.CLEAR)
    publish_red(officer, space, "Zanzibar", readers)
    make_post(officer, space, kind="question", title="Madagascar", label=Label.AMBER)
    index()
    for viewer in (outside.viewer, reader.viewer, PUBLIC):
        assert titles(viewer, "zanzibar") == ["Zanzibor"], "as where nobody wrote it: with one mistake"
        assert not knows(viewer, "zanzibar")
    for one in (officer, officer_elsewhere):
        assert titles(one.viewer, "zanzibar") == ["Zanzibar"]
        assert knows(one.viewer, "zanzibar")
    assert knows(reader.viewer, "madagascar")
    assert titles(reader.viewer, "madagascar") == ["Madagascar"]
    assert titles(outside.viewer, "madagascar") == []
    assert not knows(outside.viewer, "madagascar")


def test_suggestions_and_the_like_are_its_readers_too(
    index: Index, officer: Persona, officer_elsewhere: Persona, reader: Persona, outside: Persona, space: Space,
    readers: Readers,
) -> None:  # fmt: skip
    publish_red(officer, space, "Zanzibar harbour", readers)
    index()
    for one, count in ((officer_elsewhere, 1), (reader, 0), (outside, 0)):
        assert len(suggest_posts(one.viewer, "zanzi")) == count
        assert len(similar_to(one.viewer, Sketch("Zanzibar harbour"))) == count


def test_a_narrower_label_hides_its_words_before_the_index_knows(
    index: Index, officer: Persona, officer_elsewhere: Persona, outside: Persona, space: Space, readers: Readers
) -> None:
    post = make_post(officer, space, title="Zanzibar")
    other = make_post(officer, space, title="Zanzibor")
    index()
    assert titles(outside.viewer, "zanzibar") == ["Zanzibar"]
    with transaction.atomic():
        Post.objects.filter(pk=post.pk).update(label=Label.RED, readers=readers)
        record_post("post.relabelled", Post.objects.get(pk=post.pk), officer.person, was=Label.GREEN)
    assert titles(outside.viewer, "zanzibar") == [other.title]
    index()
    assert titles(outside.viewer, "zanzibar") == [other.title]
    assert titles(officer_elsewhere.viewer, "zanzibar") == ["Zanzibar"]


def test_who_leaves_finds_nothing_from_then_on(
    index: Index, officer: Persona, officer_elsewhere: Persona, space: Space, torino: Organisation, readers: Readers
) -> None:
    publish_red(officer, space, "Zanzibar", readers)
    make_post(officer, space, title="Madagascar", label=Label.AMBER)
    index()
    assert titles(officer_elsewhere.viewer, "zanzibar madagascar") != []
    SpaceMember.objects.filter(space=space, organisation=torino).delete()
    assert titles(officer_elsewhere.viewer, "zanzibar madagascar") == ["Zanzibar"]
    Membership.objects.filter(person=officer_elsewhere.person).delete()
    assert titles(officer_elsewhere.viewer, "zanzibar madagascar") == []


def test_an_answer_for_few_does_not_find_its_thread(
    index: Index, officer: Persona, officer_elsewhere: Persona, outside: Persona, space: Space, readers: Readers
) -> None:
    others = Readers.objects.create(digest="one")
    Reader.objects.create(readers=others, organisation=officer_elsewhere.organisation, person=None)
    green, red = make_post(officer, space, title="Boats"), publish_red(officer, space, "Ships", readers)
    for root, mine in ((green, readers), (red, others)):
        answer = make_post(officer, space, kind="comment", title="", body="Zanzibar", parent=root)
        Post.objects.filter(pk=answer.pk).update(label=Label.RED, readers=mine)
    index()
    for one in (officer, officer_elsewhere, outside):
        assert titles(one.viewer, "zanzibar") == []
    Post.objects.filter(root=red).update(readers=readers)
    with transaction.atomic():
        record_post("post.edited", red, officer.person)
    index()
    assert titles(officer_elsewhere.viewer, "zanzibar") == ["Ships"]
