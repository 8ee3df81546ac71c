"""The tree from city to city."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intercity.adoption.actions import Wording, say
from intercity.adoption.lineage import MOST_NODES, Node, tree_of
from intercity.adoption.models import Adoption
from intercity.organisations.viewers import PUBLIC
from intercity.posts.actions import change_label, withdraw
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_organisation, make_persona, make_post

pytestmark = pytest.mark.django_db


def adapt(parent: Post, space: Space, name: str, label: str = Label.CLEAR) -> tuple[Persona, Post]:
    """A new city that has it from `parent`, with its own practice."""
    officer = make_persona(f"officer of {name}", make_organisation(name))
    own = make_post(officer, space, kind="practice", title=f"As in {name}", label=label)
    say(officer.viewer, parent, Wording("adapted", own_uid=own.uid))
    return officer, own


def grow(post: Post, space: Space, cities: int, generations: int) -> None:
    """So many cities that have it from each other over so many generations."""
    parents, made = [post], 0
    for generation in range(generations):
        ends = cities * (generation + 1) // generations
        children = [adapt(parents[n % len(parents)], space, f"City {n}")[1] for n in range(made, ends)]
        parents, made = children, ends


def shape(node: Node) -> tuple[str, list[object]]:
    return node.organisation.plate, [shape(child) for child in node.children]


@pytest.fixture
def practice(officer: Persona, space: Space) -> Post:
    return make_post(officer, space, kind="practice", title="Cool rooms", label=Label.CLEAR)


def test_each_stands_under_whom_it_has_it_from(practice: Post, space: Space) -> None:
    _, porto = adapt(practice, space, "Porto")
    adapt(practice, space, "Ghent")
    _, leon = adapt(porto, space, "Leon")
    wanted = ("Nice", [("Porto", [("Leon", [])]), ("Ghent", [])])
    assert shape(tree_of(PUBLIC, practice).top) == wanted
    # Wherever one comes from, it is the same tree.
    assert shape(tree_of(PUBLIC, leon).top) == wanted


def test_what_one_may_not_see_is_neither_named_nor_gone_through(officer: Persona, practice: Post, space: Space) -> None:
    porto, own = adapt(practice, space, "Porto", Label.GREEN)
    adapt(own, space, "Leon")
    assert shape(tree_of(PUBLIC, practice).top) == ("Nice", [("Porto", [])])
    assert shape(tree_of(officer.viewer, practice).top) == ("Nice", [("Porto", [("Leon", [])])])
    assert "As in Porto" not in Client().get(f"/posts/{practice.uid}/adoptions").content.decode()
    assert own.uid not in Client().get(f"/posts/{practice.uid}/").content.decode()
    assert Client().get(f"/posts/{own.uid}/difference").status_code == 404
    change_label(porto.viewer, Post.objects.get(pk=own.pk), Label.CLEAR)
    assert own.uid in Client().get(f"/posts/{practice.uid}/").content.decode()
    assert "Leon" in Client().get(f"/posts/{practice.uid}/adoptions").content.decode()
    withdraw(porto.viewer, Post.objects.get(pk=own.pk))
    assert own.uid not in Client().get(f"/posts/{practice.uid}/").content.decode()


def test_a_parent_that_one_may_not_see_is_not_named(officer: Persona, space: Space) -> None:
    secret = make_post(officer, space, kind="practice", title="Secret rooms")
    _, own = adapt(secret, space, "Porto")
    for path in ("", "adoptions"):
        text = Client().get(f"/posts/{own.uid}/{path}").content.decode()
        assert "Secret rooms" not in text
        assert "Nice" not in text
    assert Client().get(f"/posts/{own.uid}/difference").status_code == 404
    assert "Secret rooms" in officer.client.get(f"/posts/{own.uid}/").content.decode()
    change_label(officer.viewer, Post.objects.get(pk=secret.pk), Label.CLEAR)
    assert "Secret rooms" in Client().get(f"/posts/{own.uid}/").content.decode()


def test_a_uid_of_somebody_elses_practice_is_no_link(officer: Persona, practice: Post, space: Space) -> None:
    """A copy that was begun carries its uid before it is published: whoever publishes under it gains nothing."""
    porto = make_persona("porto", make_organisation("Porto"))
    other = make_post(officer, space, kind="practice", title="Of Nice")
    say(porto.viewer, practice, Wording("adapted"))
    Adoption.objects.update(own_uid=other.uid)
    tree = tree_of(PUBLIC, practice)
    assert tree.rows[0].own is None
    assert shape(tree_of(PUBLIC, practice).top) == ("Nice", [("Porto", [])])
    assert "It comes from" not in officer.client.get(f"/posts/{other.uid}/").content.decode()


def test_a_circle_ends(officer: Persona, practice: Post, space: Space) -> None:
    """Nobody can make one through the pages; a row from elsewhere must not hang the page."""
    _, porto = adapt(practice, space, "Porto")
    Adoption.objects.create(
        post=porto, organisation=practice.organisation, status="adapted", own_uid=practice.uid,
        at=practice.published_at,
    )  # fmt: skip
    for post in (practice, porto):
        assert Client().get(f"/posts/{post.uid}/adoptions").status_code == 200


def test_forty_over_five_generations_cost_few_questions(officer: Persona, practice: Post, space: Space) -> None:
    grow(practice, space, 40, 5)
    with CaptureQueriesContext(connection) as queries:
        tree = tree_of(officer.viewer, practice)
    assert len(tree.rows) == 40
    assert len(queries) <= 20
    page = Client().get(f"/posts/{practice.uid}/adoptions").content.decode()
    assert page.count('class="twig') == 41
    assert page.count("<ul") == page.count("</ul>")
    assert page.count("<li>") + page.count("<li ") == page.count("</li>")


def test_a_very_large_tree_is_cut_and_says_so(practice: Post, space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_NODES >= 200
    monkeypatch.setattr("intercity.adoption.lineage.MOST_NODES", 6)
    grow(practice, space, 9, 3)
    tree = tree_of(PUBLIC, practice)
    assert len(tree.nodes) == 6
    assert tree.is_cut
    assert "more than fit" in Client().get(f"/posts/{practice.uid}/adoptions").content.decode()
