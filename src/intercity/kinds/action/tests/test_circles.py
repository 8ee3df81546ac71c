"""Actions never wait for each other in a circle."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from intercity.kinds.action.actions import wait_for
from intercity.kinds.action.circles import Edge, find_circle
from intercity.kinds.action.links import AFTER
from intercity.posts.models import Link, Post
from intercity.spaces.actions import do_create_space
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_post

EDGES = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=40)


def reachable(edges: list[Edge], begin: int) -> set[int]:
    """All that `begin` waits for, by plain closure."""
    found = {begin}
    while more := {b for a, b in edges if a in found} - found:
        found |= more
    return found


@given(EDGES)
def test_refused_exactly_when_it_would_close_one(wishes: list[Edge]) -> None:
    standing: list[Edge] = []
    for waits, awaited in wishes:
        circle = find_circle(standing, (waits, awaited))
        assert bool(circle) == (waits in reachable(standing, awaited))
        if circle:
            assert circle[0] == circle[-1] == waits
            assert set(zip(circle, circle[1:], strict=False)) <= {*standing, (waits, awaited)}
        else:
            standing.append((waits, awaited))


def fresh(post: Post) -> Post:
    return Post.objects.select_related("space", "organisation").with_details().get(pk=post.pk)


@pytest.mark.django_db
def test_the_circle_is_named_as_far_as_one_sees_it(officer: Persona, space: Space) -> None:
    one, two = (fresh(make_post(officer, space, kind="action", title=name)) for name in ("One", "Two"))
    hidden = fresh(make_post(officer, space, kind="action", title="Hidden", label=Label.GREEN))
    wait_for(officer.viewer, one, two)
    wait_for(officer.viewer, two, hidden)
    Post.objects.filter(pk=hidden.pk).update(label=Label.RED)
    with pytest.raises(ValidationError) as refused:
        wait_for(officer.viewer, hidden, one)
    assert refused.value.messages == ["They would wait for each other: … → “One” → “Two” → …."]
    assert Link.objects.filter(sort=AFTER.name).count() == 2


@pytest.mark.django_db
def test_what_it_waits_for_is_an_action_of_its_space(officer: Persona, space: Space) -> None:
    action = fresh(make_post(officer, space, kind="action", title="One"))
    elsewhere = fresh(make_post(officer, do_create_space("Other"), kind="action", title="Two"))
    for other in (action, elsewhere, fresh(make_post(officer, space))):
        with pytest.raises(ValidationError):
            wait_for(officer.viewer, action, other)


@pytest.mark.django_db
def test_the_page_says_the_circle_and_connects_deliverables(officer: Persona, space: Space) -> None:
    one, two = (make_post(officer, space, kind="action", title=name) for name in ("One", "Two"))
    news = make_post(officer, space, title="The guide")
    client, address = officer.client, f"/posts/{one.uid}/waits"
    first = client.post(address, {"do": "wait", "other": two.uid})
    assert first.status_code == 302
    refused = client.post(f"/posts/{two.uid}/waits", {"do": "wait", "other": one.uid})
    assert refused.status_code == 422
    assert "They would wait for each other: “Two” → “One” → “Two”." in refused.content.decode()
    assert client.post(address, {"do": "deliver", "other": f"http://testserver/posts/{news.uid}/#x"}).status_code == 302
    assert client.post(address, {"do": "deliver", "other": "http://elsewhere/"}).status_code == 422
    page = client.get(f"/posts/{one.uid}/").content.decode()
    assert "The guide" in page
    assert "Begins after" in page
    assert "A tool" not in page
    assert "One" in client.get(f"/posts/{news.uid}/").content.decode()
    assert client.post(address, {"do": "take-away", "other": news.uid}).status_code == 302
    assert client.post(address, {"do": "stop-waiting", "other": two.uid}).status_code == 302
    assert not Link.objects.exists()
