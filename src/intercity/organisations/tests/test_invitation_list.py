"""Lists of people to invite: what is understood, what is refused and why, and that nothing leaves before a yes."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from intercity.activity.models import Activity
from intercity.organisations.invitation_list import MOST_ROWS, decode, numbered_rows, read_list
from intercity.organisations.models import Invitation, Membership, Organisation, Role
from tests.personas import Persona, make_organisation

PAGE = "/coordination/invite/csv"
GOOD = "email,name,organisation,role\nzoe@nice.fr,Zoé,Nice,lead\nugo@torino.it,Ugo,City of Torino,\n"


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "\ufeff" + GOOD,
        GOOD.replace(",", ";"),
        GOOD.replace(",", "\t"),
        GOOD.replace("\n", "\r\n"),
        GOOD.split("\n", 1)[1],
        "Role;Organization;E-Mail;Name\nLead;city-of-nice;ZOE@nice.fr;Zoé\nOfficer: may post;TORINO;ugo@torino.it;Ugo",
        'email,name,organisation,role\n"zoe@nice.fr","Zoé","Nice","lead"\n\n , , ,\nugo@torino.it,Ugo,torino',
    ],
)
def test_lists_as_spreadsheets_write_them(text: str, nice: Organisation, torino: Organisation) -> None:
    found = read_list(text)
    assert found.refusals == []
    assert [(g.email, g.name, g.organisation, g.role) for g in found.guests] == [
        ("zoe@nice.fr", "Zoé", nice, Role.LEAD),
        ("ugo@torino.it", "Ugo", torino, Role.OFFICER),
    ]


def test_each_bad_row_says_why_and_the_others_stay(nice: Organisation) -> None:
    make_organisation("City of Córdoba", short_name="Córdoba", country="ES")
    make_organisation("City of Córdoba", short_name="Córdoba", country="AR")
    rows = [
        "email,name,organisation,role",
        "zoe@nice.fr,Zoé,Nice,officer",
        "not an address,X,Nice,officer",
        "a@nice.fr,A,Atlantis,officer",
        "b@nice.fr,B,Nice,king",
        "zoe@nice.fr,Zoé again,nice,lead",
        "c@nice.fr,C,Cordoba,officer",
        f"d@nice.fr,{'D' * 121},Nice,officer",
        "e@nice.fr",
    ]
    found = read_list("\n".join(rows))
    assert [guest.email for guest in found.guests] == ["zoe@nice.fr"]
    assert [refusal.number for refusal in found.refusals] == [3, 4, 5, 6, 7, 8, 9]
    assert all(refusal.reason for refusal in found.refusals)
    assert "city-of-cordoba" in found.refusals[4].reason


def test_a_confirmed_city_goes_before_an_imported_one_of_its_name(nice: Organisation) -> None:
    make_organisation("City of Nice", unclaimed=True)
    assert read_list("a@nice.fr,A,City of Nice").guests[0].organisation == nice


@pytest.mark.parametrize("text", ["", "   \n \n", "\ufeff", "name,organisation\nZoé,Nice", "first,second\nx,y"])
def test_a_list_without_people_or_addresses_is_refused_whole(db: None, text: str) -> None:
    with pytest.raises(ValidationError):
        read_list(text)


def test_too_many_rows_are_refused_whole(db: None) -> None:
    with pytest.raises(ValidationError, match=f"at most {MOST_ROWS}"):
        read_list("\n".join(f"a{n}@nice.fr,A,Nice" for n in range(10_000)))


@pytest.mark.parametrize("raw", [b"PK\x03\x04\x00\x00", b"\x89PNG\r\n\x1a\n\x00\x00", b"\x00" * 20, b"a" * 1_000_001])
def test_what_is_no_text_file_is_refused(raw: bytes) -> None:
    with pytest.raises(ValidationError):
        decode(raw)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_as_offices_save_it(encoding: str) -> None:
    assert decode("zoe@nice.fr,Zoé,Nice".encode(encoding)) == "zoe@nice.fr,Zoé,Nice"


@given(st.text(max_size=200))
def test_any_text_gives_rows_or_a_reason(text: str) -> None:
    try:
        rows = list(numbered_rows(text))
    except ValidationError:
        return
    assert all(any(cells) for _number, cells in rows)


def test_nobody_is_invited_before_the_yes(coordinator: Persona, nice: Organisation, torino: Organisation) -> None:
    client = coordinator.client
    upload = SimpleUploadedFile("people.csv", (GOOD + "bad,X,Nice,lead\n").encode(), "text/csv")
    page = client.post(PAGE, {"file": upload}).content.decode()
    assert "zoe@nice.fr" in page
    assert "This is not an e-mail address." in page
    assert not Invitation.objects.exists()
    client.post(PAGE, {"text": GOOD + "bad,X,Nice,lead\n", "confirm": "1"})
    invited = Invitation.objects.order_by("email").values_list("pk", "email")
    assert [email for _pk, email in invited] == ["ugo@torino.it", "zoe@nice.fr"]
    acts = Activity.objects.filter(verb="membership.invited")
    assert {act.data["invitation"] for act in acts} == {pk for pk, _email in invited}


def test_sending_twice_makes_no_second_invitation_and_skips_members(
    coordinator: Persona, nice: Organisation, torino: Organisation, officer: Persona
) -> None:
    rows = GOOD + f"{officer.person.email},O,Nice,officer\n"
    for _time in range(2):
        coordinator.client.post(PAGE, {"text": rows, "confirm": "1"})
    assert Invitation.objects.count() == 2
    assert Membership.objects.filter(person=officer.person).count() == 1


@pytest.mark.parametrize("data", [{}, {"text": "x,y"}, {"text": ""}])
def test_bad_input_shows_the_form_with_a_reason(coordinator: Persona, data: dict[str, str]) -> None:
    response = coordinator.client.post(PAGE, data)
    assert response.status_code == 400
    assert b"errorlist" in response.content


def test_a_binary_upload_is_explained(coordinator: Persona) -> None:
    upload = SimpleUploadedFile("people.xlsx", b"PK\x03\x04\x00\x00", "application/zip")
    response = coordinator.client.post(PAGE, {"file": upload})
    assert response.status_code == 400
    assert "Save as CSV" in response.content.decode()


def test_cells_cannot_write_html(coordinator: Persona, nice: Organisation) -> None:
    page = coordinator.client.post(PAGE, {"text": "a@nice.fr,<script>x</script>,Nice\n</textarea><b>,,"}).content
    assert b"<script>x" not in page
    assert b"</textarea><b>" not in page
