"""Whatever posts, labels, acts and viewers there are: search finds and counts what `visible_to` gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intercity.organisations.models import Level, Organisation
from intercity.organisations.viewers import PUBLIC, Viewer
from intercity.posts.actions import change_label, withdraw
from intercity.posts.filters import Chosen, Facet, facets_for, read_wish
from intercity.posts.models import Post, Reader, Readers, State
from intercity.posts.visibility import audiences_of, kept_audiences_of
from intercity.search.building import rebuild
from intercity.search.finding import Found, Query, count_by_organisation, find
from intercity.spaces.actions import do_create_space, do_join, do_narrow
from intercity.spaces.models import Label, Space, Topic
from tests.personas import Persona, make_organisation, make_persona, make_post

pytestmark = pytest.mark.django_db
KINDS = ("update", "practice", "question")


@dataclass
class Stage:
    """Who and where."""

    authors: Sequence[Persona]
    viewers: Sequence[Persona | None]
    spaces: Sequence[Space]
    topics: Sequence[Topic]
    readers: Sequence[Readers]


@pytest.fixture
def stage(db: None) -> Stage:
    spaces = [do_create_space("One"), do_create_space("Two")]
    above = Topic.objects.create(slug="above", labels={"en": "Above"})
    topics = [above, Topic.objects.create(slug="below", labels={"en": "Below"}, parent=above)]
    ministry = make_organisation("Ministry", level=Level.NATIONAL, country="DE")
    do_join(spaces[0], ministry)
    cities = [make_organisation("City A"), make_organisation("City B", country="IT"), ministry]
    authors = [make_persona(f"author {place}", city) for place, city in enumerate(cities)]
    outside = make_persona("outside", make_organisation("City C"))
    others = [make_persona("colleague", cities[0]), outside, make_persona("stranger", None)]
    readers = [
        name_readers(Reader(organisation=cities[1])),
        name_readers(Reader(organisation=cities[0], person=authors[0].person), of(outside)),
        name_readers(Reader(organisation=ministry), of(authors[0])),
    ]
    return Stage(authors, [None, *authors, *others], spaces, topics, readers)


def of(persona: Persona) -> Reader:
    """That person, named."""
    return Reader(organisation=persona.organisation, person=persona.person)


def name_readers(*entries: Reader) -> Readers:
    """A set of readers."""
    readers = Readers.objects.create(digest=str(Readers.objects.count()))
    for entry in entries:
        entry.readers = readers
        entry.save()
    return readers


WISH = st.fixed_dictionaries(
    {
        "author": st.integers(0, 2),
        "space": st.integers(0, 1),
        "topic": st.integers(-1, 1),
        "kind": st.sampled_from(KINDS),
        "label": st.sampled_from([*Label]),
        "readers": st.integers(0, 2),
        "state": st.sampled_from([State.PUBLISHED, State.PUBLISHED, *State]),
        "answer": st.sampled_from(["", *Label.values]),
        "answer_readers": st.integers(0, 2),
    }
)


def write(stage: Stage, wish: dict[str, Any]) -> None:
    """One post, with an answer under it, put into its label and state."""
    author, space = stage.authors[wish["author"]], stage.spaces[wish["space"]]
    topics = [stage.topics[wish["topic"]]] if wish["topic"] >= 0 else []
    post = make_post(author, space, kind=wish["kind"], title="Fountain", topics=topics)
    put(post, wish["label"], stage.readers[wish["readers"]], state=wish["state"])
    if wish["answer"]:
        answer = make_post(author, space, kind="comment", title="", body="Sprinkler", parent=post)
        put(answer, wish["answer"], stage.readers[wish["answer_readers"]])


def put(post: Post, label: str, readers: Readers, **more: str) -> None:
    """Give a post a label, wider than its thread too: nobody may count on that."""
    with transaction.atomic():
        Post.objects.filter(pk=post.pk).update(label=label, readers=readers if label == Label.RED else None, **more)
        do_narrow(post.space, label)


def viewer_of(persona: Persona | None) -> Viewer:
    return persona.viewer if persona else PUBLIC


def same(viewer: Viewer, space: Space, facets: Sequence[Facet]) -> None:
    """Hits, total, each count, each filter: as the database has them."""
    posts = Post.objects.visible_to(viewer).roots().filter(space=space)
    found = find(viewer, Query("fountain", space=space, size=100))
    assert {post.pk for post in found.posts} == set(posts.values_list("pk", flat=True))
    assert found.total == posts.count()
    for facet in facets:
        for value in facet.options:
            where = read_wish({facet.param: value}, [facet]).where
            assert found.counts.get(facet.param, {}).get(value, 0) == posts.filter(where).count(), (facet.param, value)
    each = {one.pk: posts.filter(organisation=one).count() for one in Organisation.objects.all()}
    wanted = {pk: count for pk, count in each.items() if count}
    assert count_by_organisation(viewer, Query("fountain", space=space)) == wanted


def narrowed(viewer: Viewer, space: Space, kind: str) -> Found:
    return find(viewer, Query("fountain", [Chosen("kind", kind, kind)], space, size=100))


@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wishes=st.lists(WISH, min_size=4, max_size=8))
def test_find_equals_the_database(wishes: list[dict[str, Any]], stage: Stage, index: Callable[[], None]) -> None:
    find_equals_the_database(wishes, stage)


@pytest.mark.proof
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wishes=st.lists(WISH, max_size=12))
def test_find_equals_the_database_often(wishes: list[dict[str, Any]], stage: Stage, index: Callable[[], None]) -> None:
    find_equals_the_database(wishes, stage)


def find_equals_the_database(wishes: list[dict[str, Any]], stage: Stage) -> None:
    """Write `wishes`, then compare whatever each viewer may ask."""
    Post.objects.all().delete()
    for wish in wishes:
        write(stage, wish)
    rebuild()
    for persona in stage.viewers:
        viewer = viewer_of(persona)
        for space in stage.spaces:
            same(viewer, space, facets_for(viewer, space))
            for kind in KINDS:
                posts = Post.objects.visible_to(viewer).roots().filter(space=space, kind=kind)
                assert {post.pk for post in narrowed(viewer, space, kind).posts} == {post.pk for post in posts}
        agree(viewer)
        answers = Post.objects.visible_to(viewer).exclude(root=None).select_related("root")
        threads = {one.root_id for one in answers if audience(one) == audience(one.root)}
        assert {post.pk for post in find(viewer, Query("sprinkler", size=100)).posts} == threads


def audience(post: Post | None) -> tuple[str, str | None]:
    assert post is not None
    return post.label, post.readers_id


def agree(viewer: Viewer) -> None:
    """The filter over posts and the audiences of posts give each viewer the same."""
    mine, visible = audiences_of(viewer), set(Post.objects.visible_to(viewer))
    assert kept_audiences_of(viewer) == mine
    published = Post.objects.filter(state=State.PUBLISHED).select_related("space", "root__space")
    heard = {post for post in published if post.thread_root.is_published}
    assert {post for post in heard if mine & post.audience and mine & post.thread_root.audience} == visible


VERBS = ["post", "answer", *Label.values, "withdraw", "index"]
ACTS = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 9)))


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_acts_hold_at_once_and_come_in(acts: list[tuple[str, int]], stage: Stage, index: Callable[[], None]) -> None:
    Post.objects.all().delete()
    rebuild()
    for what, which in acts:
        do(what, which, stage, index)
        for persona in stage.viewers:
            nothing_hidden(viewer_of(persona))
    index()
    for persona in stage.viewers:
        same(viewer_of(persona), stage.spaces[0], [])


def do(what: str, which: int, stage: Stage, index: Callable[[], None]) -> None:
    """One act, on one of the posts that stand."""
    author, space = stage.authors[0], stage.spaces[0]
    standing = list(Post.objects.roots().filter(state=State.PUBLISHED).order_by("pk"))
    post = standing[which % len(standing)] if standing else None
    if what == "index":
        index()
    elif what == "post" or post is None:
        make_post(author, space, title="Fountain", label=Label.CLEAR if which % 2 else Label.GREEN)
    elif what == "answer":
        make_post(author, space, kind="comment", title="", body="Sprinkler", parent=post)
    elif what == "withdraw":
        withdraw(author.viewer, post)
    else:
        # Its author is among these readers.
        change_label(author.viewer, post, what, stage.readers[1 + which % 2] if what == Label.RED else None)


def nothing_hidden(viewer: Viewer) -> None:
    """Hits, total and counts hold nothing that the viewer may not see now."""
    visible = set(Post.objects.visible_to(viewer).roots().values_list("pk", flat=True))
    found = find(viewer, Query("fountain", size=100))
    assert {post.pk for post in found.posts} <= visible
    assert found.total == len(found.posts) == sum(found.counts.get("kind", {}).values())
