"""`visible_to` and the audiences of the live stream say the same, for every viewer, label and state."""

from __future__ import annotations

import pytest
from django.test import Client

from intercity.organisations.viewers import PUBLIC, Viewer
from intercity.posts.models import Post, State
from intercity.posts.visibility import audience_of, audiences_of
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_post


@pytest.fixture
def viewers(
    officer: Persona, officer_elsewhere: Persona, reader: Persona, partner: Persona, coordinator: Persona,
    stranger: Persona,
) -> dict[str, Viewer]:  # fmt: skip
    personas = {"officer": officer, "elsewhere": officer_elsewhere, "reader": reader, "partner": partner,
                "coordinator": coordinator, "stranger": stranger}  # fmt: skip
    return {"public": PUBLIC, **{name: persona.viewer for name, persona in personas.items()}}


SEES_GREEN = {"officer", "elsewhere", "reader", "coordinator"}


@pytest.mark.parametrize("label", list(Label))
def test_each_label_reaches_whom_it_names(
    label: str, viewers: dict[str, Viewer], officer: Persona, space: Space
) -> None:
    post = make_post(officer, space, label=label)
    seen = {name for name, viewer in viewers.items() if post in Post.objects.visible_to(viewer)}
    expected = {"clear": set(viewers), "green": SEES_GREEN, "amber": set(), "red": set()}[label]
    assert seen == expected


@pytest.mark.parametrize("label", list(Label))
def test_the_stream_agrees_with_the_page(
    label: str, viewers: dict[str, Viewer], officer: Persona, space: Space, partner: Persona
) -> None:
    post = make_post(officer, space, label=label)
    for joined in (False, True):
        if joined:
            do_join(space, partner.organisation)
        for viewer in viewers.values():
            live = bool(audience_of(post.label, space.uid) & audiences_of(viewer))
            assert live == Post.objects.visible_to(viewer).filter(pk=post.pk).exists()


@pytest.mark.parametrize("state", [State.DRAFT, State.WITHDRAWN, State.HIDDEN])
def test_only_published_posts_are_seen(state: str, viewers: dict[str, Viewer], officer: Persona, space: Space) -> None:
    post = make_post(officer, space, label=Label.CLEAR)
    Post.objects.filter(pk=post.pk).update(state=state)
    assert not [name for name, viewer in viewers.items() if Post.objects.visible_to(viewer).exists()]


def test_a_partner_reads_the_network_only_in_its_own_spaces(officer: Persona, partner: Persona, space: Space) -> None:
    make_post(officer, space, label=Label.GREEN)
    assert not Post.objects.visible_to(partner.viewer).exists()
    do_join(space, partner.organisation)
    assert Post.objects.visible_to(partner.viewer).exists()


def test_a_comment_goes_with_its_thread(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    post = make_post(officer, space, label=Label.CLEAR)
    make_post(officer_elsewhere, space, kind="comment", parent=post)
    assert Post.objects.visible_to(PUBLIC).count() == 2
    Post.objects.filter(pk=post.pk).update(state=State.WITHDRAWN)
    assert not Post.objects.visible_to(PUBLIC).exists()
    Post.objects.filter(pk=post.pk).update(state=State.PUBLISHED, label=Label.GREEN)
    assert not Post.objects.visible_to(PUBLIC).exists()


@pytest.mark.parametrize("state", [State.PUBLISHED, State.WITHDRAWN])
def test_a_trace_goes_with_its_thread(state: str, officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    post = make_post(officer, space, label=Label.GREEN)
    comment = make_post(officer_elsewhere, space, kind="comment", parent=post)
    # Written while its thread was narrowed, an answer may be wider than what it answers.
    Post.objects.filter(pk=comment.pk).update(label=Label.CLEAR, state=state)
    assert not Post.objects.traces_for(PUBLIC).exists()
    assert Client().get(f"/posts/{comment.uid}/").status_code == 404
    assert Post.objects.traces_for(officer.viewer).count() == 2
