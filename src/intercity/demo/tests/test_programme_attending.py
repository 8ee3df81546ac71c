"""Who comes to the events of the demo."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from intercity.demo.programme import Programme
from intercity.demo.programme_attending import COMING, load_attending
from intercity.kinds.event.attending.models import Registration
from intercity.posts.models import Post, Reaction
from intercity.spaces.models import Space
from tests.personas import Persona, make_organisation, make_persona, make_post

pytestmark = pytest.mark.django_db


def test_people_come_to_what_is_to_come_and_to_nothing_else(officer: Persona, space: Space) -> None:
    names = {f"city-of-{name.lower()}": name for name in ("Torino", "Liege", "Madrid", "Sofia")}
    people = {slug: make_persona(slug, make_organisation(f"City of {name}")).person for slug, name in names.items()}
    programme = Programme(people, space, space)
    for days in (-5, 5):
        starts = timezone.now() + timedelta(days=days)
        details = {"starts_at": starts, "ends_at": starts + timedelta(hours=1), "zone": "Europe/Paris", "capacity": 2}
        programme.posts[str(days)] = make_post(officer, space, kind="event", title=f"In {days} days", **details)
    programme.posts["news"] = make_post(officer, space)
    load_attending(programme)
    rows = Registration.objects.order_by("pk")
    assert [row.post for row in rows] == [programme.posts["5"]] * len(COMING)
    assert [row.state for row in rows] == ["coming", "coming", "waiting"]
    assert Post.objects.filter(kind="asked", root=programme.posts["5"]).count() == 2
    assert Reaction.objects.count() == 3
