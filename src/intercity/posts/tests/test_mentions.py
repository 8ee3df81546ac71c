"""Mentions: which are understood, and what they look like."""

from __future__ import annotations

import pytest
from django.test import Client

from intercity.organisations.models import Organisation
from intercity.posts.mentions import mentions_in, people_named, render_body
from tests.personas import Persona, make_organisation, make_persona


@pytest.mark.parametrize(
    "text", ["@nice", "Ask @Nice.", "(@NICE)", "**@nice**", "@city-of-nice", "@nice, please", "- @nice", "@Niče"]
)
def test_an_organisation_is_named_as_people_write_it(text: str, nice: Organisation) -> None:
    assert [each.organisation for each in mentions_in(text)] == [nice]
    assert '<a href="/organisations/city-of-nice/"' in render_body(text)


def test_a_name_in_another_script(db: None) -> None:
    burgas = make_organisation("Община Бургас", short_name="Бургас")
    assert [each.organisation for each in mentions_in("Питайте @Бургас")] == [burgas]


@pytest.mark.parametrize("text", ["anna@nice.eu", "x@nice", "`@nice`", "[@nice](https://x.eu)", "a/@nice", "@nowhere"])
def test_what_is_no_mention_stays_as_it_is(text: str, nice: Organisation) -> None:
    assert "/organisations/" not in render_body(text)


@pytest.mark.parametrize("text", ["Write to anna@nice.eu", "x@nice", "<office@nice>", "a/@nice", "@@nice", "б@nice"])
def test_an_address_calls_nobody(text: str, nice: Organisation) -> None:
    assert not mentions_in(text)


def test_a_name_that_fits_two_cities_names_none(nice: Organisation) -> None:
    make_organisation("Nice, Kentucky", short_name="Nice")
    assert not mentions_in("@nice")
    assert len(mentions_in("@city-of-nice")) == 1


def test_imported_cities_are_not_named(db: None) -> None:
    make_organisation("City of Lyon", unclaimed=True)
    assert not mentions_in("@city-of-lyon")


def test_a_person_is_named_behind_their_city(officer: Persona, lead: Persona, nice: Organisation) -> None:
    anna = make_persona("Anna Rossi", nice)
    found = mentions_in("@nice/anna.rossi, and @nice/nobody")
    assert people_named(officer.viewer, found) == [anna.person]


def test_two_people_of_one_name_are_not_guessed(officer: Persona, nice: Organisation) -> None:
    make_persona("Anna Rossi", nice)
    make_persona("Anna  Rossi", nice)
    assert people_named(officer.viewer, mentions_in("@nice/anna.rossi")) == []


def test_who_may_not_see_people_names_none(stranger: Persona, officer: Persona) -> None:
    assert people_named(stranger.viewer, mentions_in("@nice/officer")) == []


def test_a_text_full_of_mentions_is_rendered_soon(nice: Organisation) -> None:
    assert render_body("@nice " * 5000).count("<a ") == 5000
    assert render_body("@" * 50_000)


def offered(persona: Persona | None, text: str) -> dict[str, str]:
    """What is offered to somebody who typed it after an @, by how it is written."""
    client = persona.client if persona is not None else Client()
    return {item["written"]: item["name"] for item in client.get("/mentions", {"q": text}).json()["items"]}


def test_whoever_writes_is_offered_what_works(officer: Persona, officer_elsewhere: Persona, colleague: Persona) -> None:
    assert offered(officer, "tor") == {"@torino": "City of Torino"}
    assert offered(officer, "city-of-t") == {"@torino": "City of Torino"}
    assert offered(officer_elsewhere, "nice/co") == {"@nice/colleague": "colleague"}
    for written in offered(officer, "nice/"):
        assert people_named(officer.viewer, mentions_in(written))
    assert offered(officer, "") == offered(officer, "/") == offered(officer, "zz") == {}
    assert offered(None, "tor") == {}


def test_a_name_that_two_share_is_offered_in_full(officer: Persona) -> None:
    make_organisation("Nice, Kentucky", short_name="Nice")
    assert set(offered(officer, "nice")) == {"@city-of-nice", "@nice-kentucky"}


def test_people_are_offered_only_to_those_who_may_see_them(stranger: Persona, colleague: Persona) -> None:
    assert offered(stranger, "nice/co") == {}
