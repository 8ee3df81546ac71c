"""The list of organisations, their profile, and changing it."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from intercity.activity.models import Activity
from intercity.organisations import actions
from intercity.organisations.models import Level, MailDomain, Organisation, Person, Role
from intercity.organisations.queries import PAGE, find_organisations
from intercity.places.models import City, CityName, Country, Region
from tests.personas import Persona, make_organisation, make_persona


@pytest.fixture
def cities(db: None) -> None:
    """Places that matter here."""
    france, usa = (
        Country.objects.get_or_create(code=code, defaults={"iso3": code + "X", "continent": "EU", "population": 1})[0]
        for code in ("FR", "US")
    )
    for key, name, country in ((1, "Nice", france), (2, "Springfield", usa), (3, "Springfield", usa)):
        region = Region.objects.get_or_create(code=f"X{key}", country=country, defaults={"name": f"Region {key}"})[0]
        City.objects.update_or_create(
            geonames_id=key,
            defaults={"name": name, "folded": name.lower(), "country": country, "region": region, "latitude": 1,
                      "longitude": 1, "population": 300000 - key, "timezone": "Europe/Paris"},
        )  # fmt: skip
    CityName.objects.get_or_create(folded="nizza", city_id=1)


def facts(**changes: object) -> dict[str, object]:
    return {"name": "City of Nice", "short_name": "Nice", "type": "city", "level": "local", "country": "FR", **changes}


def names(page: str, *candidates: str) -> list[str]:
    return [name for name in candidates if f">{name}<" in page]


def test_search_and_filters(nice: Organisation, torino: Organisation, ministry: Organisation, browser: Client) -> None:
    make_organisation("Málaga", country="ES")
    make_organisation("Imported", unclaimed=True)
    everyone = ("Nice", "Torino", "Ministry", "Málaga", "Imported")
    for address, expected in {
        "": ["Nice", "Torino", "Ministry", "Málaga"],
        "?q=malaga": ["Málaga"],
        "?q=NIC": ["Nice"],
        "?country=IT": ["Torino"],
        "?country=FR&level=national": ["Ministry"],
        "?all=1&country=FR": ["Nice", "Ministry", "Imported"],
        "?country=nonsense&level=nonsense": ["Nice", "Torino", "Ministry", "Málaga"],
        "?q=zzz": [],
    }.items():
        response = browser.get(f"/organisations/{address}")
        assert response.status_code == 200
        assert names(response.content.decode(), *everyone) == [n for n in everyone if n in expected]


def test_nonsense_in_the_address_is_no_error(nice: Organisation, browser: Client) -> None:
    for address in ("?q=%00%ff", "?after=nobody", "?after=%00", f"?q={'x' * 500}"):
        assert browser.get(f"/organisations/{address}").status_code == 200


def test_imported_ones_are_marked(browser: Client, nice: Organisation) -> None:
    make_organisation("Imported", unclaimed=True)
    assert b"Not confirmed by the city" not in browser.get("/organisations/").content
    assert b"Not confirmed by the city" in browser.get("/organisations/?all=1").content


def test_pages_show_everybody_once(db: None) -> None:
    made = [make_organisation(f"City {n // 3:03}") for n in range(PAGE * 2 + 5)]
    seen: list[Organisation] = []
    after = ""
    while True:
        found = find_organisations(after=after)
        seen += found.items
        if not found.next:
            break
        after = found.next
    assert len(seen) == len(made)
    assert set(seen) == set(made)


def test_the_list_costs_the_same_however_many(
    officer: Persona, nice: Organisation, django_assert_max_num_queries: object
) -> None:
    for n in range(PAGE):
        make_organisation(f"City {n}")
    client = officer.client
    client.get("/organisations/")
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        client.get("/organisations/")


@pytest.mark.parametrize(
    ("name", "sees"),
    [("officer", True), ("officer_elsewhere", True), ("reader", True), ("coordinator", True), ("partner", False),
     ("stranger", False), ("browser", False)],
)  # fmt: skip
def test_people_are_shown_to_the_network_only(
    name: str, sees: bool, request: pytest.FixtureRequest, nice: Organisation, lead: Persona
) -> None:
    Person.objects.filter(pk=lead.person.pk).update(phone="+33 4 00 00", name="Zoé Lead")
    Organisation.objects.filter(pk=nice.pk).update(contact_name="Crisis office", duty_email="duty@nice.fr")
    who = request.getfixturevalue(name)
    client = who if isinstance(who, Client) else who.client
    page = client.get(f"/organisations/{nice.slug}/").content.decode()
    assert "Crisis office" in page
    for secret in ("Zoé Lead", "+33 4 00 00", lead.person.email, "duty@nice.fr"):
        assert (secret in page) == sees


def test_who_does_not_want_to_be_called_is_not_shown(officer: Persona, lead: Persona, nice: Organisation) -> None:
    assert lead.viewer.acting is not None
    actions.set_listed(lead.viewer, lead.viewer.acting, listed=False)
    assert lead.person.email not in officer.client.get(f"/organisations/{nice.slug}/").content.decode()


@pytest.mark.parametrize(
    ("name", "status"),
    [("lead", 200), ("coordinator", 200), ("officer", 403), ("officer_elsewhere", 403), ("reader", 403),
     ("partner", 404), ("stranger", 404)],
)  # fmt: skip
def test_who_changes_the_profile(name: str, status: int, request: pytest.FixtureRequest, nice: Organisation) -> None:
    persona: Persona = request.getfixturevalue(name)
    path = f"/organisations/{nice.slug}/edit"
    assert persona.client.get(path).status_code == status
    response = persona.client.post(path, facts(about="New", country=""))
    assert response.status_code == (302 if status == 200 else status)
    nice.refresh_from_db()
    assert (nice.about == "New") == (status == 200)


def test_nobody_widens_what_their_own_organisation_reads(ministry: Organisation, coordinator: Persona) -> None:
    lead = make_persona("lead of the ministry", ministry, Role.LEAD)
    path, wish = f"/organisations/{ministry.slug}/edit", facts(name="Ministry", type="ministry", country="")
    assert b'name="level"' not in lead.client.get(path).content
    assert lead.client.post(path, wish).status_code == 302
    ministry.refresh_from_db()
    assert (ministry.level, lead.viewer.reads_network) == (Level.NATIONAL, False)
    ministry.level = Level.LOCAL
    with pytest.raises(PermissionDenied):
        actions.change_organisation(lead.viewer, ministry)
    coordinator.client.post(path, wish)
    ministry.refresh_from_db()
    assert ministry.level == Level.LOCAL


@pytest.mark.parametrize(("name", "status"), [("coordinator", 200), ("lead", 403), ("reader", 403), ("stranger", 404)])
def test_who_adds_organisations(name: str, status: int, request: pytest.FixtureRequest) -> None:
    persona: Persona = request.getfixturevalue(name)
    assert persona.client.get("/organisations/new").status_code == status
    response = persona.client.post("/organisations/new", facts(name="City of Essen", short_name="Essen", country=""))
    assert response.status_code == (302 if status == 200 else status)
    assert Organisation.objects.filter(slug="essen").exists() == (status == 200)


def test_the_profile_names_a_place_and_domains(lead: Persona, nice: Organisation, cities: None) -> None:
    path = f"/organisations/{nice.slug}/edit"
    data = facts(place_name="nizza", domains="nice.fr\nville-nice.fr", languages=["fr", "oc"])
    assert b"errorlist" in lead.client.post(path, data).content  # Occitan is not offered
    lead.client.post(path, {**data, "languages": ["fr"]})
    nice.refresh_from_db()
    assert (nice.place_id, nice.languages) == (1, ["fr"])
    assert sorted(nice.mail_domains.values_list("domain", flat=True)) == ["nice.fr", "ville-nice.fr"]
    act = Activity.objects.latest("id")
    assert (act.verb, act.organisation_uid, act.public) == ("organisation.changed", nice.uid, True)
    lead.client.post(path, facts(place_name="Nice", domains="nice.fr"))
    nice.refresh_from_db()
    assert nice.place_id == 1
    assert nice.mail_domains.get().domain == "nice.fr"


def test_two_places_of_one_name_are_offered(lead: Persona, nice: Organisation, cities: None) -> None:
    path = f"/organisations/{nice.slug}/edit"
    data = facts(country="US", place_name="City of Springfield")
    page = lead.client.post(path, data).content.decode()
    assert "Region 2" in page
    assert "Region 3" in page
    lead.client.post(path, {**data, "place_choice": "3"})
    nice.refresh_from_db()
    assert nice.place_id == 3


@pytest.mark.parametrize("place", ["Atlantis", "???", "Nice"])
def test_an_unknown_place_is_never_guessed(lead: Persona, nice: Organisation, cities: None, place: str) -> None:
    data = facts(country="US", place_name=place, place_choice="1")
    assert b"We do not know this place" in lead.client.post(f"/organisations/{nice.slug}/edit", data).content
    nice.refresh_from_db()
    assert nice.place_id is None


def test_a_public_mail_provider_is_refused_with_a_reason(lead: Persona, nice: Organisation) -> None:
    page = lead.client.post(f"/organisations/{nice.slug}/edit", facts(country="", domains="gmail.com")).content.decode()
    assert "public mail provider" in page
    assert not MailDomain.objects.exists()


def test_a_null_byte_instead_of_a_country_is_no_error(lead: Persona, nice: Organisation, cities: None) -> None:
    data = facts(country="F\x00R", place_name="Nice")
    assert lead.client.post(f"/organisations/{nice.slug}/edit", data).status_code == 200


@pytest.mark.parametrize("name", [" ", "\u200b", "x" * 161])
def test_a_name_must_be_readable(lead: Persona, nice: Organisation, name: str) -> None:
    assert b"errorlist" in lead.client.post(f"/organisations/{nice.slug}/edit", facts(name=name, country="")).content


def test_the_action_asks_too(officer: Persona, nice: Organisation) -> None:
    with pytest.raises(PermissionDenied):
        actions.change_organisation(officer.viewer, nice)
    with pytest.raises(PermissionDenied):
        actions.create_organisation(officer.viewer, Organisation(name="X"))
