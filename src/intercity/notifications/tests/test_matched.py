"""Followed searches and filtered lists."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.notifications.actions import set_follow
from intercity.notifications.models import Delivery
from intercity.notifications.recipients import notify
from intercity.notifications.tellers.matched import PATIENCE, IndexIsBehind
from intercity.notifications.tests.helpers import act_of
from intercity.posts.models import Post
from intercity.posts.telling import all_tellers
from intercity.search.models import SavedView
from intercity.search.saved import save_view
from intercity.spaces.models import Label, Space, Topic
from tests.personas import Persona, make_post
from tests.searching import index

__all__ = ["index"]


def follow(persona: Persona, address: str) -> SavedView:
    """Save a view, and follow it."""
    view = save_view(persona.viewer, "My search", address)
    set_follow(persona.person, "view", view)
    return view


def told(post: Post) -> set[str]:
    """Whom the step tells of it, with the teller."""
    notify(act_of(post))
    return {f"{row.teller} {row.person}" for row in Delivery.objects.filter(post_uid=post.uid)}


@pytest.mark.parametrize(
    ("address", "told_of"),
    [
        ("/search?topic=housing", {"housing", "narrower"}),
        ("/search?topic=housing&kind=question", {"narrower"}),
        ("/search?space=heatwave", {"housing", "narrower", "none"}),
        ("/search?space=flood", set()),
        ("/spaces/heatwave/?topic=housing", {"housing", "narrower"}),
        ("/spaces/heatwave/table?kind=question", {"narrower"}),
        ("/spaces/flood/?topic=housing", set()),
        ("/spaces/heatwave/map?country=IT", set()),
    ],
)
def test_a_view_tells_what_it_would_show(
    address: str, told_of: set[str], officer: Persona, officer_elsewhere: Persona, space: Space, topic: Topic
) -> None:
    Space.objects.create(slug="flood", name="Flood")
    below = Topic.objects.create(slug="narrower", labels={"en": "Narrower"}, parent=topic)
    follow(officer_elsewhere, address)
    posts = {
        "housing": make_post(officer, space, topics=[topic]),
        "narrower": make_post(officer, space, topics=[below], kind="question"),
        "none": make_post(officer, space),
    }
    assert {name for name, post in posts.items() if told(post) == {"matched officer elsewhere"}} == told_of


def test_words_are_looked_for_in_the_index(
    officer: Persona, officer_elsewhere: Persona, space: Space, index: Callable[[], None]
) -> None:
    view = follow(officer_elsewhere, "/search?q=cooling+rooms")
    found = make_post(officer, space, title="A cool room in each school")
    other = make_post(officer, space, title="Sandbags")
    with pytest.raises(IndexIsBehind):
        notify(act_of(found))
    index()
    assert told(found) == {"matched officer elsewhere"}
    assert told(other) == set()
    letter = all_tellers()["matched"].letter(act_of(found), officer_elsewhere.person, found)
    assert view.name in letter.lead


def test_an_index_that_is_away_is_not_waited_for_for_ever(
    officer: Persona, officer_elsewhere: Persona, space: Space, index: Callable[[], None]
) -> None:
    follow(officer_elsewhere, "/search?q=cooling")
    post = make_post(officer, space, title="Cooling")
    Activity.objects.update(at=timezone.now() - PATIENCE)
    assert told(post) == set()


def test_a_search_shows_nobody_what_they_may_not_see(officer: Persona, partner: Persona, space: Space) -> None:
    follow(partner, "/search?kind=update")
    assert told(make_post(officer, space, label=Label.GREEN)) == set()
    assert told(make_post(officer, space, label=Label.CLEAR)) == {"matched partner"}


def test_who_follows_the_space_too_hears_once(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    set_follow(officer_elsewhere.person, "space", space)
    follow(officer_elsewhere, "/search?kind=update")
    assert told(make_post(officer, space)) == {"followed officer elsewhere"}


def test_a_view_of_a_page_that_is_gone_tells_nothing(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    view = follow(officer_elsewhere, "/search?kind=update")
    SavedView.objects.filter(pk=view.pk).update(path="/old/page")
    assert told(make_post(officer, space)) == set()
