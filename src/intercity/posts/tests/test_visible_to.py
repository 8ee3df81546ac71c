"""`visible_to` and the audiences of the live stream say the same, for every viewer, label and state."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from intercity.activity.kept import catch_up
from intercity.organisations.models import Membership, Organisation
from intercity.organisations.viewers import PUBLIC, Viewer, viewer_for
from intercity.posts.models import Post, State
from intercity.posts.visibility import audience_of, audiences_of, kept_audiences_of, organisations_seeing, sees_label
from intercity.spaces.actions import do_join, record_joined
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_post, make_readers


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
    # The officer's city joined the space when it posted; nobody was named.
    expected = {"clear": set(viewers), "green": SEES_GREEN, "amber": {"officer"}, "red": set()}[label]
    assert seen == expected


def test_named_readers_alone_read_what_names_them(
    viewers: dict[str, Viewer], officer: Persona, reader: Persona, ministry: Organisation, space: Space
) -> None:
    """One person of Torino, and everybody of the ministry: neither belongs to the space."""
    post = make_post(officer, space)
    assert reader.organisation
    readers = make_readers((reader.organisation, reader.person), ministry)
    Post.objects.filter(pk=post.pk).update(label=Label.RED, readers=readers)
    assert {name for name, viewer in viewers.items() if post in Post.objects.visible_to(viewer)} == {
        "reader",
        "partner",
    }
    Membership.objects.filter(person=reader.person).update(ended_at=timezone.now())
    assert post not in Post.objects.visible_to(viewer_for(reader.person))


@pytest.mark.parametrize("label", list(Label))
@pytest.mark.parametrize("named", ["", "person", "organisation"])
def test_every_way_to_ask_gives_the_same(
    label: str, named: str, viewers: dict[str, Viewer], officer: Persona, officer_elsewhere: Persona,
    partner: Persona, torino: Organisation, space: Space,
) -> None:  # fmt: skip
    """The filter, the single thing, the audiences, those that are kept, and the filter over organisations."""
    entry = torino if named == "organisation" else (torino, officer_elsewhere.person)
    readers = make_readers(entry) if named and label == Label.RED else None
    post = make_post(officer, space, label=label)
    Post.objects.filter(pk=post.pk).update(readers=readers)
    post = Post.objects.get(pk=post.pk)
    for joined in (False, True):
        if joined:
            assert partner.organisation
            with transaction.atomic():
                do_join(space, partner.organisation)
                record_joined(space, partner.organisation)
        whole = set(Organisation.objects.filter(organisations_seeing(label, space.pk, post.readers_id or "")))
        for name, viewer in viewers.items():
            sees = Post.objects.visible_to(viewer).filter(pk=post.pk).exists()
            assert sees_label(viewer, label, space.pk, post.readers_id or "") == sees, name
            assert bool(post.audience & audiences_of(viewer)) == sees, name
            assert bool(post.audience & kept_audiences_of(viewer)) == sees, name
            if viewer.organisation is not None and not viewer.is_coordinator:
                by_name = named == "person" and label == Label.RED
                assert (viewer.organisation in whole) == (sees and not by_name), name


def test_the_network_shares_one_audience_until_something_is_for_fewer(
    officer: Persona, officer_elsewhere: Persona, space: Space, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_post(officer, space)
    both = (officer.viewer, officer_elsewhere.viewer)
    since = catch_up()
    with django_assert_num_queries(1):
        assert len({kept_audiences_of(viewer, since) for viewer in both}) == 1
    make_post(officer, space, label=Label.AMBER)
    inside, outside = (kept_audiences_of(viewer, catch_up()) for viewer in both)
    assert inside - outside == {f"space:{space.uid}"}


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


@pytest.mark.parametrize("state", [State.EMBARGOED, State.WITHDRAWN, State.HIDDEN])
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
