"""A brief is never opened to people for whom it was not made, by whichever way one tries."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from intercity.adoption.copying import begin_copy
from intercity.briefs.actions import make_brief, publish_brief
from intercity.briefs.composing import compose
from intercity.kinds.document.actions import arranging
from intercity.organisations.permissions import may
from intercity.posts.actions import change_label, edit
from intercity.posts.actions.widening import answer_wish, ask_wider
from intercity.posts.content import Entry, PostContent
from intercity.posts.models import LabelWish, Post, WishSort
from intercity.posts.versions import text_of
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_organisation, make_persona, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def inside(officer: Persona, space: Space) -> Post:
    """A published brief for the space, out of what is for the space."""
    assert officer.organisation is not None
    do_join(space, officer.organisation)
    space.coordinators.add(officer.person)
    make_post(officer, space, kind="practice", title="Zorilla", label=Label.AMBER)
    today = timezone.now().date()
    brief = make_brief(officer.viewer, space, Label.AMBER, [], today, today, "en")
    composed = compose(brief.wanted_by(brief.label), brief.keys)
    return publish_brief(officer.viewer, brief, composed.digest)


def labels_now(post: Post) -> tuple[str, str]:
    """Its label, and its words as a stranger gets them."""
    page = Client().get(post.get_absolute_url()).content.decode()
    assert "Zorilla" not in page
    return Post.objects.get(pk=post.pk).label, Post.objects.get(pk=post.pk).body


def test_its_label_never_becomes_wider(officer: Persona, inside: Post) -> None:
    for label in (Label.GREEN, Label.CLEAR):
        with pytest.raises(ValidationError, match="made for: This space"):
            change_label(officer.viewer, inside, label)
        answer = officer.client.post(reverse("post_label", args=[inside.uid]), {"label": label})
        assert answer.status_code == 422
        assert "Make a new one" in answer.content.decode()
    assert labels_now(inside) == (Label.AMBER, inside.body)


def test_it_is_not_named_to_people_outside(officer: Persona, inside: Post) -> None:
    """Named readers may belong to organisations that are not in the space; those inside may be named."""
    outside = make_persona("outside", make_organisation("City of Split"))
    within = make_persona("within", make_organisation("City of Graz"))
    assert outside.organisation is not None
    assert within.organisation is not None
    do_join(inside.space, within.organisation)
    with pytest.raises(ValidationError, match="made for: This space"):
        change_label(officer.viewer, inside, Label.RED, named=[Entry(outside.organisation)])
    assert labels_now(inside)[0] == Label.AMBER
    change_label(officer.viewer, inside, Label.RED, named=[Entry(within.organisation)])
    assert labels_now(inside)[0] == Label.RED


def test_nobody_edits_it(officer: Persona, inside: Post) -> None:
    """With the form one could open it too, or say what has no source."""
    content = PostContent(title=inside.title, body="Ours.", label=Label.CLEAR, details={"status": "draft"})
    with pytest.raises(ValidationError, match="only what its sources say"):
        edit(officer.viewer, inside, content)
    fields = {"title": "Ours", "body": "Ours.", "label": "clear", "language": "en", "status": "draft"}
    assert officer.client.post(reverse("post_edit", args=[inside.uid]), fields).status_code == 422
    assert labels_now(inside) == (Label.AMBER, inside.body)


def test_no_section_is_written_into_it(officer: Persona, inside: Post) -> None:
    assert may(officer.viewer, "post.relabel", inside)
    assert not may(officer.viewer, "document.settle", Post.objects.with_details().get(pk=inside.pk))
    with pytest.raises(PermissionDenied):
        arranging.begin(officer.viewer, inside, "Ours", "Words without a source.")


def test_nobody_is_asked_to_open_it_nor_can_agree(officer: Persona, coordinator: Persona, inside: Post) -> None:
    inside.space.coordinators.add(coordinator.person)
    with pytest.raises(ValidationError):
        ask_wider(coordinator.viewer, inside, Label.CLEAR, "For everybody.")
    # Asked before it was refused.
    wish = LabelWish.objects.create(
        post=inside, sort=WishSort.CONSENT, label=Label.CLEAR, text=text_of(inside), why="Please",
        organisation=officer.organisation, asked_by=coordinator.person,
    )  # fmt: skip
    with pytest.raises(ValidationError, match="does not allow"):
        answer_wish(officer.viewer, wish, agreed=True)
    assert labels_now(inside)[0] == Label.AMBER


def test_its_words_begin_nobody_elses_post(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    """What is for the network may be copied by a press, and published for everybody; a brief may not."""
    space.coordinators.add(officer.person)
    make_post(officer, space, kind="practice", title="Zorilla", label=Label.GREEN)
    today = timezone.now().date()
    brief = make_brief(officer.viewer, space, Label.GREEN, [], today, today, "en")
    composed = compose(brief.wanted_by(brief.label), brief.keys)
    post = publish_brief(officer.viewer, brief, composed.digest)
    with pytest.raises(PermissionDenied):
        begin_copy(officer_elsewhere.person, post, "abcdefghijkl")


def test_its_form_offers_no_wider_label(officer: Persona, inside: Post) -> None:
    page = officer.client.get(reverse("post_label", args=[inside.uid])).content.decode()
    assert 'value="amber"' in page
    assert 'value="clear"' not in page
    assert 'value="green"' not in page
