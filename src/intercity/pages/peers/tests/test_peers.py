"""Cities like us."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from intercity.matching.actions import ask
from intercity.matching.models import Asked
from intercity.matching.proposing import describe
from intercity.matching.subject import subject_of
from intercity.matching.tests.helpers import GENOA, NICE, PARIS, TORINO, make_city, make_knower
from intercity.organisations.models import Level, Organisation, Type
from intercity.posts.models import Post
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label, Space, Topic
from tests.personas import Persona, make_organisation, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def network(nice: Organisation, torino: Organisation) -> None:
    """Nice and three others: one by the sea and of its size, one large and inland, one far away in its country."""
    nice.place = make_city(NICE, "Nice", "FR", (43.70, 7.27), 342_669)
    nice.languages = ["fr"]
    nice.save()
    torino.place = make_city(TORINO, "Torino", "IT", (45.07, 7.69), 870_000)
    torino.save()
    genoa = make_city(GENOA, "Genoa", "IT", (44.41, 8.93), 400_000)
    make_organisation("City of Genoa", short_name="Genoa", country="IT", place=genoa)
    paris = make_city(PARIS, "Paris", "FR", (48.85, 2.35), 2_140_000)
    make_organisation("City of Paris", short_name="Paris", languages=["fr"], place=paris)


def listed(client: Client, **params: Any) -> list[str]:
    """The plates of the peers, in their order."""
    rows = client.get("/cities-like-us", params).context["rows"]
    return [row.organisation.plate for row in rows]


def test_an_officer_sees_those_like_their_own_city_first(network: None, officer: Persona) -> None:
    answer = officer.client.get("/cities-like-us")
    assert [row.organisation.plate for row in answer.context["rows"]][0] == "Genoa"
    shown = answer.content.decode()
    assert "Cities like Nice" in shown
    assert "both by the sea" in shown
    assert 'data-at="44.4100 8.9300"' in shown


def test_the_sliders_decide(network: None, officer: Persona) -> None:
    nothing = {"size": 0, "distance": 0, "country": 0, "coast": 0, "density": 0, "language": 0, "level": 0}
    assert listed(officer.client, **{**nothing, "language": 3})[0] == "Paris"
    assert listed(officer.client, **{**nothing, "coast": 3})[0] == "Genoa"
    assert listed(officer.client, **{**nothing, "distance": 3})[:3] == ["Genoa", "Torino", "Paris"]


def test_filters_narrow_the_list(network: None, officer: Persona) -> None:
    make_organisation("Agency", type=Type.INSTITUTE, level=Level.NATIONAL, country="IT")
    assert set(listed(officer.client, **{"in": "IT", "of": ""})) == {"Genoa", "Torino", "Agency"}
    assert listed(officer.client, of="national") == ["Agency"]
    assert listed(officer.client, **{"in": "IT", "of": "regional"}) == []


def test_a_city_sees_cities_unless_it_asks_for_more(network: None, officer: Persona, client: Client) -> None:
    make_organisation("Agency", type=Type.INSTITUTE, level=Level.NATIONAL, country="FR")
    make_organisation("Bureau", type=Type.INSTITUTE, level=Level.NATIONAL, country="IT")
    assert set(listed(officer.client)) == {"Genoa", "Torino", "Paris"}
    assert '<option value="local" selected>' in officer.client.get("/cities-like-us").content.decode()
    assert listed(officer.client, of="nothing") == listed(officer.client)
    assert "Agency" in listed(officer.client, of="")
    assert listed(client, like="agency") == ["Bureau"]


def test_anybody_may_compare_with_a_city_they_name(network: None, client: Client) -> None:
    assert "Write the name of a city" in client.get("/cities-like-us").content.decode()
    assert listed(client, like="city of torino")[0] == "Genoa"
    unknown = client.get("/cities-like-us", {"like": "Atlantis"})
    assert "We do not know this organisation" in unknown.content.decode()


def test_nonsense_in_the_address_counts_as_nothing(network: None, officer: Persona) -> None:
    usual = listed(officer.client)
    assert listed(officer.client, size="99", distance="x", of="\x00", topic="zq") == usual
    assert officer.client.get("/cities-like-us", {"like": "\x00", "in": "XX"}).status_code == 200


def test_a_topic_brings_those_forward_who_know_it(officer: Persona, space: Space, topic: Topic, network: None) -> None:
    make_knower("Zagreb", space, topic, practices=4, country="HR")
    assert listed(officer.client)[0] == "Genoa"
    answer = officer.client.get("/cities-like-us", {"topic": topic.slug})
    assert answer.context["rows"][0].organisation.plate == "Zagreb"
    assert "shared 4 practices on Housing" in answer.content.decode()


def test_counts_hold_only_what_the_reader_may_see(
    officer: Persona, partner: Persona, ministry: Organisation, client: Client, space: Space, topic: Topic,
    nice: Organisation,
) -> None:  # fmt: skip
    make_knower("Zagreb", space, topic, practices=3)
    params = {"topic": topic.slug, "like": nice.slug}

    def zagreb(reader: Client) -> Any:
        rows = reader.get("/cities-like-us", params).context["rows"]
        return next(row for row in rows if row.organisation.plate == "Zagreb")

    assert zagreb(officer.client).practices == 3
    for stranger in (client, partner.client):
        row = zagreb(stranger)
        assert (row.practices, any("practice" in reason for reason in row.reasons)) == (0, False)
    do_join(space, ministry)
    assert zagreb(partner.client).practices == 3
    Post.objects.filter(title="Practice 0 of Zagreb").update(label=Label.CLEAR)
    assert zagreb(client).practices == 1


def test_how_often_somebody_answers_is_for_those_who_may_know_who_was_asked(
    officer: Persona, partner: Persona, ministry: Organisation, client: Client, space: Space, topic: Topic,
    nice: Organisation,
) -> None:  # fmt: skip
    zagreb = make_knower("Zagreb", space, topic)
    question = make_post(officer, space, kind="question", topics=[topic], label=Label.CLEAR)
    assert zagreb.organisation is not None
    ask(officer.viewer, question, describe(officer.viewer, subject_of(question), [zagreb.organisation.pk]))
    make_post(zagreb, space, kind="comment", parent=question)

    def said(reader: Client) -> bool:
        page = reader.get("/cities-like-us", {"topic": topic.slug, "like": nice.slug}).content.decode()
        assert "answered 1 question on Housing" in page
        return "answered 1 of 1 question it was asked" in page

    assert [said(reader) for reader in (officer.client, partner.client, client)] == [True, False, False]
    do_join(space, ministry)
    assert said(partner.client)


def test_from_there_one_asks_and_follows(network: None, officer: Persona, client: Client, space: Space) -> None:
    assert "Follow them" not in client.get("/cities-like-us", {"like": "nice"}).content.decode()
    assert officer.organisation is not None
    do_join(space, officer.organisation)
    shown = officer.client.get("/cities-like-us").content.decode()
    assert "/follow/organisation/city-of-genoa" in shown
    address = f"/spaces/{space.slug}/post/question?organisation=city-of-genoa"
    assert address in shown
    form = {"title": "How?", "label": "green", "language": "en"}
    landed = officer.client.post(address, form)
    assert landed["Location"].endswith("/ask?organisation=city-of-genoa")


def test_whoever_was_named_in_the_address_stands_on_the_list(officer: Persona, space: Space, topic: Topic) -> None:
    for n in range(9):
        make_knower(f"City {n}", space, topic, practices=1)
    make_knower("Zagreb", space, topic)
    form = {"title": "Where?", "topics": [topic.slug], "label": "green", "language": "en"}
    answer = officer.client.post(f"/spaces/{space.slug}/post/question?organisation=zagreb", form, follow=True)
    assert 'value="zagreb" id="ask-zagreb" checked' in answer.content.decode()
    assert not Asked.objects.exists()


def test_a_page_costs_the_same_few_questions_however_many_cities(
    officer: Persona, space: Space, topic: Topic, django_assert_max_num_queries: Any
) -> None:
    for n in range(12):
        make_knower(f"City {n}", space, topic, practices=1)
    client = officer.client
    with django_assert_max_num_queries(30):
        client.get("/cities-like-us", {"topic": topic.slug})
