"""What is suggested while somebody types."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intercity.spaces.models import Label, Space, Topic
from tests.personas import Persona, make_organisation, make_post

pytestmark = pytest.mark.django_db
Index = Callable[[], None]


def suggested(client: Client, text: str) -> dict[str, list[str]]:
    groups = client.get("/search/suggest", {"q": text}).json()["groups"]
    return {group["name"]: [item["label"] for item in group["items"]] for group in groups}


def test_an_unfinished_word_finds_titles_first(index: Index, officer: Persona, space: Space) -> None:
    make_post(officer, space, title="Night buses", body="Cooling on board.")
    made = make_post(officer, space, title="Cooling centres", body="Libraries.")
    index()
    assert suggested(officer.client, "cool") == {"Posts": ["Cooling centres", "Night buses"]}
    assert suggested(officer.client, "coolimg") == {"Posts": ["Cooling centres", "Night buses"]}
    group = officer.client.get("/search/suggest?q=libraries+cool").json()["groups"][0]
    assert group["items"][0] == {
        "label": "Cooling centres",
        "detail": "Nice",
        "address": f"/posts/{made.uid}/",
    }


def test_organisations_and_topics(index: Index, officer: Persona, space: Space) -> None:
    make_organisation("City of Málaga", short_name="Málaga", country="ES")
    Topic.objects.create(slug="nightlife", labels={"en": "Bars at night", "fr": "Vie nocturne"})
    Topic.objects.create(slug="gone", labels={"en": "Bars of old"}, retired=True)
    index()
    assert suggested(Client(), "malag") == {"Cities and partners": ["City of Málaga"]}
    assert suggested(Client(), "bars") == {"Topics": ["Bars at night"]}
    french = Client(headers={"Accept-Language": "fr"})
    assert [*suggested(french, "vie noc").values()] == [["Vie nocturne"]]


def test_only_what_one_may_see(index: Index, officer: Persona, space: Space) -> None:
    make_post(officer, space, title="Harbour public", label=Label.CLEAR)
    make_post(officer, space, title="Harbour inside", label=Label.GREEN)
    index()
    assert suggested(Client(), "harb") == {"Posts": ["Harbour public"]}
    assert set(suggested(officer.client, "harb")["Posts"]) == {"Harbour public", "Harbour inside"}


def test_too_little_suggests_nothing(index: Index, officer: Persona, space: Space) -> None:
    make_post(officer, space, title="A b")
    index()
    for text in ("", "a", " ", "?", "\0"):
        assert suggested(officer.client, text) == {}


def test_queries_are_few(index: Index, officer: Persona, space: Space) -> None:
    for number in range(8):
        make_post(officer, space, title=f"Cooling {number}")
        make_organisation(f"Cooltown {number}")
    index()
    client = officer.client
    suggested(client, "cool")
    with CaptureQueriesContext(connection) as queries:
        assert len(suggested(client, "cool")) == 2
    # Two of them ask which audiences the reader belongs to.
    assert len(queries) <= 10
