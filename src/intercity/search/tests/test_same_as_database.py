"""Whatever posts, labels, acts and viewers there are: search finds and counts what `visible_to` gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intercity.organisations.models import Level, Organisation
from intercity.organisations.viewers import PUBLIC, Viewer
from intercity.posts.actions import change_label, withdraw
from intercity.posts.filters import Chosen, Facet, facets_for, read_wish
from intercity.posts.models import Post, State
from intercity.search.building import rebuild
from intercity.search.finding import Found, Query, count_by_organisation, find
from intercity.spaces.actions import do_create_space, do_join
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


@pytest.fixture
def stage(db: None) -> Stage:
    spaces = [do_create_space("One"), do_create_space("Two")]
    above = Topic.objects.create(slug="above", labels={"en": "Above"})
    topics = [above, Topic.objects.create(slug="below", labels={"en": "Below"}, parent=above)]
    ministry = make_organisation("Ministry", level=Level.NATIONAL, country="DE")
    do_join(spaces[0], ministry)
    cities = [make_organisation("City A"), make_organisation("City B", country="IT"), ministry]
    authors = [make_persona(f"author {place}", city) for place, city in enumerate(cities)]
    return Stage(authors, [None, *authors, make_persona("stranger", None)], spaces, topics)


WISH = st.fixed_dictionaries(
    {
        "author": st.integers(0, 2),
        "space": st.integers(0, 1),
        "topic": st.integers(-1, 1),
        "kind": st.sampled_from(KINDS),
        "label": st.sampled_from([*Label]),
        "state": st.sampled_from([State.PUBLISHED, State.PUBLISHED, *State]),
        "answer": st.sampled_from(["", *Label.values]),
    }
)


def write(stage: Stage, wish: dict[str, object]) -> None:
    """One post, with an answer under it, put into its label and state."""
    author, topic = stage.authors[wish["author"]], wish["topic"]
    topics = [stage.topics[topic]] if topic >= 0 else []
    post = make_post(author, stage.spaces[wish["space"]], kind=wish["kind"], title="Fountain", topics=topics)
    if wish["answer"]:
        answer = make_post(author, post.space, kind="comment", title="", body="Sprinkler", parent=post)
        Post.objects.filter(pk=answer.pk).update(label=wish["answer"])
    Post.objects.filter(pk=post.pk).update(label=wish["label"], state=wish["state"])


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
def test_find_equals_the_database(wishes: list[dict[str, object]], stage: Stage, index: Callable[[], None]) -> None:
    find_equals_the_database(wishes, stage)


@pytest.mark.proof
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wishes=st.lists(WISH, max_size=12))
def test_find_equals_the_database_often(
    wishes: list[dict[str, object]], stage: Stage, index: Callable[[], None]
) -> None:
    find_equals_the_database(wishes, stage)


def find_equals_the_database(wishes: list[dict[str, object]], stage: Stage) -> None:
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
        answers = Post.objects.visible_to(viewer).exclude(root=None)
        threads = {one.root_id for one in answers.select_related("root") if one.label == one.root.label}
        assert {post.pk for post in find(viewer, Query("sprinkler", size=100)).posts} == threads


VERBS = ["post", "answer", "clear", "green", "withdraw", "index"]
ACTS = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 9)))


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_acts_hold_at_once_and_come_in(acts: list[tuple[str, int]], stage: Stage, index: Callable[[], None]) -> None:
    Post.objects.all().delete()
    rebuild()
    author = stage.authors[0]
    for what, which in acts:
        do(what, which, author, stage.spaces[0], index)
        for persona in stage.viewers:
            nothing_hidden(viewer_of(persona))
    index()
    for persona in stage.viewers:
        same(viewer_of(persona), stage.spaces[0], [])


def do(what: str, which: int, author: Persona, space: Space, index: Callable[[], None]) -> None:
    """One act, on one of the posts that stand."""
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
        change_label(author.viewer, post, what)


def nothing_hidden(viewer: Viewer) -> None:
    """Hits, total and counts hold nothing that the viewer may not see now."""
    visible = set(Post.objects.visible_to(viewer).roots().values_list("pk", flat=True))
    found = find(viewer, Query("fountain", size=100))
    assert {post.pk for post in found.posts} <= visible
    assert found.total == len(found.posts) == sum(found.counts.get("kind", {}).values())
