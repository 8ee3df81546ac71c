"""The partnership's plan in the demo: from a takeaway to an action, a roll call on its progress, and back."""

from __future__ import annotations

import pytest
from django.test import Client

from intercity.demo.programme import Programme
from intercity.demo.programme_plan import ACTIONS, EXAMPLE, SOURCE, load_plan
from intercity.kinds.action.models import Action, Milestone, Stage
from intercity.kinds.rollcall.models import Answer, RollCall
from intercity.organisations.models import Organisation, Person
from intercity.posts.models import Post
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label, Space
from tests.personas import make_organisation, make_persona, make_post

pytestmark = pytest.mark.django_db
SLUGS = ("city-of-nice", "efus", "eurocities", "network-secretariat")


def account(slug: str, space: Space) -> Person:
    """The one account of an organisation of the space."""
    organisation = Organisation.objects.create(name=slug, slug=slug, country="FR")
    do_join(space, organisation)
    return make_persona(slug, organisation).person


@pytest.mark.parametrize("has_takeaway", [True, False])
def test_one_can_walk_from_the_takeaway_to_the_roll_call_and_back(space: Space, has_takeaway: bool) -> None:
    programme = Programme({slug: account(slug, space) for slug in SLUGS}, space, space)
    takeaway = make_post(make_persona("x", make_organisation("X")), space, title="Prevention pays", label=Label.CLEAR)
    if has_takeaway:
        programme.posts["takeaway-prevention"] = takeaway
    load_plan(programme)
    assert Action.objects.filter(stage=Stage.ACCEPTED).count() == len(ACTIONS) == 6
    assert all(EXAMPLE in one.title for one in Milestone.objects.all())
    assert all(SOURCE in post.body for post in Post.objects.filter(kind="action"))
    rollcall = RollCall.objects.get()
    assert Answer.objects.filter(rollcall=rollcall).count() == 3
    action, client = programme.posts["action-recommendations"], Client()
    pages = {post.uid: client.get(f"/posts/{post.uid}/").content.decode() for post in (takeaway, action, rollcall.post)}
    assert (f"/posts/{action.uid}/" in pages[takeaway.uid]) == has_takeaway
    assert (f"/posts/{takeaway.uid}/" in pages[action.uid]) == has_takeaway
    assert f"/posts/{rollcall.post.uid}/" in pages[action.uid]
    assert f"/posts/{action.uid}/" in pages[rollcall.post.uid]
