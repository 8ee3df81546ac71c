"""/posts/<uid>/answers/upload: a table is looked at before anything is written, and then written as chosen."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from intercity.activity.models import Activity
from intercity.kinds.rollcall.actions.closing import do_close
from intercity.kinds.rollcall.models import Answer, Approving, How, Proposal, RollCall
from intercity.kinds.rollcall.tests.helpers import fresh, give, make_rollcall, reply
from intercity.kinds.rollcall.views import uploading
from intercity.organisations.models import Organisation
from intercity.places.models import City, CityName, Country
from intercity.spaces.actions import do_join
from intercity.spaces.models import Space
from tests.personas import Persona, make_organisation, make_persona

pytestmark = pytest.mark.django_db
HEAD = "City\tAre playgrounds closed?\tHow many?\tComment\n"


@pytest.fixture
def rollcall(coordinator: Persona, nice: Organisation, torino: Organisation, space: Space) -> RollCall:
    ghent = make_organisation("City of Ghent", short_name="Ghent", country="BE")
    return make_rollcall(coordinator, space, [nice, torino, ghent])


def address(rollcall: RollCall, what: str = "answers/upload") -> str:
    return f"/posts/{rollcall.post.uid}/{what}"


def paste(persona: Persona, rollcall: RollCall, text: str) -> Any:
    return persona.client.post(address(rollcall), {"text": text})


def carried(page: Any) -> dict[str, Any]:
    """What the preview's own button would send."""
    html = page.content.decode()
    found = re.search(r'<textarea name="carried" hidden>\n?(.*?)</textarea>', html, re.DOTALL)
    assert found, html
    hidden = dict(re.findall(r'<input type="hidden" name="(language|moves|fields)" value="([^"]*)"', html))
    return {"carried": unescape(found[1]), **hidden}


def enter(persona: Persona, rollcall: RollCall, text: str, *ticks: int) -> Any:
    page = paste(persona, rollcall, text)
    assert page.status_code == 200, page.content.decode()
    return persona.client.post(address(rollcall), {**carried(page), "tick": [str(one) for one in ticks]})


def standing() -> dict[str, Any]:
    return {one.organisation.plate: one.values.get("f1") for one in Answer.objects.select_related("organisation")}


def test_nothing_is_written_before_the_button(rollcall: RollCall, coordinator: Persona) -> None:
    acts = Activity.objects.count()
    page = paste(coordinator, rollcall, HEAD + "Nice\tyes\t3\tSince Monday\n")
    assert "Enter this 1 answer" in page.content.decode()
    assert (Answer.objects.count(), Activity.objects.count()) == (0, acts)


def test_clear_rows_are_entered_and_marked_as_the_coordinators(rollcall: RollCall, coordinator: Persona) -> None:
    answer = enter(coordinator, rollcall, HEAD + "Nice\tyes\t3\tSince Monday\nCity of Torino\tplanned\t\t\n\tyes\t\t\n")
    assert answer.status_code == 302
    assert standing() == {"Nice": "yes", "Torino": "planned"}
    row = Answer.objects.get(organisation__short_name="Nice")
    assert (row.how, row.confirmed, row.comment, row.by) == (How.COORDINATOR, False, "Since Monday", coordinator.person)
    acts = Activity.objects.filter(verb="rollcall.answered")
    assert [act.data["how"] for act in acts] == ["coord", "coord"]


def test_rows_in_doubt_are_left_out_unless_ticked(rollcall: RollCall, coordinator: Persona) -> None:
    text = HEAD + "Nice\tyes\t-3\t\nTorino\tyes\t300+\t\nGhent\tno\t0\t\n"
    enter(coordinator, rollcall, text, 3)
    assert standing() == {"Torino": "yes", "Ghent": "no"}
    assert Answer.objects.get(organisation__short_name="Torino").values["f2"]["about"]


def test_wrong_rows_are_never_entered(rollcall: RollCall, coordinator: Persona) -> None:
    text = HEAD + "Nice\tyes\t3 kg\t\nAtlantis\tyes\t1\t\nTorino\tmaybe tomorrow or so\t\t\nGhent\tno\t\t\n"
    page = paste(coordinator, rollcall, text).content.decode()
    assert "“Atlantis” is not among those that are asked" in unescape(page)
    enter(coordinator, rollcall, text, 2, 3, 4, 5)
    assert standing() == {"Ghent": "no"}


def test_a_misspelt_city_is_not_guessed_but_hinted_at(rollcall: RollCall, coordinator: Persona) -> None:
    page = paste(coordinator, rollcall, HEAD + "Torinno\tyes\t\t\nGhent\tno\t\t\n").content.decode()
    assert "Is it Torino?" in page


def test_the_citys_own_word_is_replaced_only_where_ticked(rollcall: RollCall, coordinator: Persona) -> None:
    for city in ("Nice", "Torino"):
        give(rollcall, Organisation.objects.get(short_name=city), reply("planned"))
    text = HEAD + "Nice\tyes\t\t\nTorino\tyes\t\t\nGhent\tyes\t\t\n"
    page = paste(coordinator, rollcall, text).content.decode()
    assert "The city itself has answered: Planned" in page
    enter(coordinator, rollcall, text, 3)
    assert standing() == {"Nice": "planned", "Torino": "yes", "Ghent": "yes"}


def test_what_a_coordinator_entered_is_corrected_without_a_tick(rollcall: RollCall, coordinator: Persona) -> None:
    enter(coordinator, rollcall, HEAD + "Nice\tyes\t\t\n")
    enter(coordinator, rollcall, HEAD + "Nice\tno\t\t\n")
    assert standing() == {"Nice": "no"}
    assert Answer.objects.get().version == 2


def test_the_same_table_twice_writes_once(rollcall: RollCall, coordinator: Persona) -> None:
    enter(coordinator, rollcall, HEAD + "Nice\tyes\t3\t\n")
    page = paste(coordinator, rollcall, HEAD + "Nice\tyes\t3\t\n")
    assert "1 row stands so already" in page.content.decode()
    assert Activity.objects.filter(verb="rollcall.answered").count() == 1


def test_the_same_words_do_not_make_a_citys_answer_the_coordinators(rollcall: RollCall, coordinator: Persona) -> None:
    give(rollcall, Organisation.objects.get(short_name="Nice"), reply("yes"))
    enter(coordinator, rollcall, HEAD + "Nice\tyes\t\t\nGhent\tno\t\t\n", 2)
    row = Answer.objects.get(organisation__short_name="Nice")
    assert (row.how, row.confirmed, row.version) == (How.PAGE, True, 1)


def test_a_city_that_answers_between_preview_and_button_keeps_its_word(
    rollcall: RollCall, coordinator: Persona
) -> None:
    nice = Organisation.objects.get(short_name="Nice")
    sent = carried(paste(coordinator, rollcall, HEAD + "Nice\tyes\t-1\t\nGhent\tno\t\t\n"))
    give(rollcall, nice, reply("no"))
    answer = coordinator.client.post(address(rollcall), {**sent, "tick": ["2"]}, follow=True)
    assert standing() == {"Nice": "no", "Ghent": "no"}
    assert "Left out, because their answers changed meanwhile: Nice" in answer.content.decode()


def test_questions_changed_between_preview_and_button_are_looked_at_again(
    rollcall: RollCall, coordinator: Persona
) -> None:
    sent = carried(paste(coordinator, rollcall, HEAD + "Nice\tyes\t\t\n"))
    rollcall.fields.filter(name="f1").update(label="Are all playgrounds closed?")
    assert coordinator.client.post(address(rollcall), sent).status_code in (409, 422)
    assert not Answer.objects.exists()


def test_two_rows_about_one_city_need_a_decision(rollcall: RollCall, coordinator: Persona) -> None:
    text = HEAD + "Nice\tyes\t\t\nCity of Nice\tno\t\t\n"
    page = paste(coordinator, rollcall, text).content.decode()
    assert "Row 2 is about the same city" in page
    enter(coordinator, rollcall, text, 3)
    assert not Answer.objects.exists()
    enter(coordinator, rollcall, text, 2)
    assert standing() == {"Nice": "yes"}


def test_places_are_known_by_their_other_names(rollcall: RollCall, coordinator: Persona) -> None:
    italy = Country.objects.create(code="IT", iso3="ITA", continent="EU", population=1)
    place = City.objects.create(
        geonames_id=1, name="Turin", folded="turin", country=italy, latitude=1, longitude=1, population=1
    )
    CityName.objects.create(folded="турин", city=place)
    CityName.objects.create(folded="augusta", city=place)
    Organisation.objects.filter(short_name="Torino").update(place=place)
    for name in ("Turin", "Турин", "Augusta"):
        page = paste(coordinator, rollcall, HEAD + f"{name}\tyes\t\t\n").content.decode()
        assert "1 row is clear" in page, name


def test_a_country_decides_between_two_of_one_name(rollcall: RollCall, coordinator: Persona, space: Space) -> None:
    both = [make_organisation("Valencia", country=country) for country in ("ES", "VE")]
    asked = make_rollcall(coordinator, space, both)
    head = "City\tCountry\tAre playgrounds closed?\n"
    assert "More than one asked organisation" in paste(coordinator, asked, head + "Valencia\t\tyes\n").content.decode()
    enter(coordinator, asked, head + "Valencia\tSpain\tyes\n")
    assert Answer.objects.get().organisation == both[0]
    assert "in another country" in paste(coordinator, asked, head + "Valencia\tFrance\tyes\n").content.decode()


def test_a_filled_workbook_is_read_back(rollcall: RollCall, coordinator: Persona) -> None:
    form = coordinator.client.get(address(rollcall, "answers/form.xlsx"))
    book = openpyxl.load_workbook(BytesIO(form.content))
    sheet = book.active
    rows = {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1)}
    sheet.cell(rows["City of Nice"], 3).value = "Planned"
    sheet.cell(rows["City of Nice"], 4).value = 12
    sheet.cell(rows["City of Torino"], 8).value = "yes"
    sheet.cell(rows["City of Ghent"], 4).value = "=1+1"
    out = BytesIO()
    book.save(out)
    file = SimpleUploadedFile("form.xlsx", out.getvalue())
    page = coordinator.client.post(address(rollcall), {"file": file})
    assert "This is a formula" in page.content.decode()
    coordinator.client.post(address(rollcall), carried(page))
    assert standing() == {"Nice": "planned"} | {"Torino": None}
    assert Answer.objects.get(organisation__short_name="Nice").values["f2"] == {"value": "12", "unit": "playgrounds"}
    assert Answer.objects.get(organisation__short_name="Torino").no_capacity


def test_where_the_lead_approves_what_is_entered_waits_too(rollcall: RollCall, coordinator: Persona) -> None:
    Approving.objects.create(organisation=Organisation.objects.get(short_name="Nice"))
    enter(coordinator, rollcall, HEAD + "Nice\tyes\t\t\n")
    assert not Answer.objects.exists()
    assert Proposal.objects.get().how == How.COORDINATOR


def test_what_cannot_be_read_says_so_and_stays(rollcall: RollCall, coordinator: Persona) -> None:
    for text in ("", "Nice", "a\tb\nc\td", "City\tsomething\nNice\tyes", HEAD, HEAD + "Nice\t\t\t\n"):
        page = paste(coordinator, rollcall, text)
        assert page.status_code == 422, text
        assert "errorlist" in page.content.decode()
        assert text.strip().split("\t")[0] in unescape(page.content.decode())
    for damaged in ("", "{", '{"header":[],"rows":[]}', '{"header":["City"],"rows":[[1]]}', "[" * 2000):
        assert coordinator.client.post(address(rollcall), {"carried": damaged}).status_code == 422


def test_only_those_who_run_it_enter_and_nobody_once_it_is_closed(
    rollcall: RollCall, coordinator: Persona, officer: Persona, stranger: Persona
) -> None:
    for what in ("answers/upload", "answers/form.xlsx", "answers/enter"):
        assert officer.client.get(address(rollcall, what)).status_code == 403
        assert stranger.client.get(address(rollcall, what)).status_code == 404
    assert officer.client.post(address(rollcall), {"text": HEAD + "Nice\tyes\t\t\n"}).status_code == 403
    sent = carried(paste(coordinator, rollcall, HEAD + "Nice\tyes\t\t\n"))
    do_close(fresh(rollcall.post), "", None)
    assert coordinator.client.post(address(rollcall), sent).status_code == 403
    assert not Answer.objects.exists()


def test_what_is_pasted_cannot_become_markup(rollcall: RollCall, coordinator: Persona) -> None:
    text = HEAD + "</textarea><script>alert(1)</script>\tyes\t\t\nNice\tyes\t\t</textarea><script>\n"
    page = paste(coordinator, rollcall, text).content.decode()
    assert "<script>alert" not in page
    assert "</textarea><script>" not in page


def test_null_bytes_and_odd_characters_are_survived(rollcall: RollCall, coordinator: Persona) -> None:
    assert paste(coordinator, rollcall, HEAD + "Ni\x00ce\tyes\t\t\n").status_code in (200, 422)
    assert paste(coordinator, rollcall, HEAD + "Nice\u200b\tyes\t\t\ufffe\n").status_code in (200, 422)


def test_others_of_the_asking_organisation_may_enter_too(
    rollcall: RollCall, coordinator: Persona, space: Space
) -> None:
    assert coordinator.organisation
    do_join(space, coordinator.organisation)
    colleague = make_persona("secretary", coordinator.organisation)
    assert paste(colleague, rollcall, HEAD + "Nice\tyes\t\t\n").status_code == 200


def test_a_long_table_is_entered_in_pieces_without_dividing_it(
    rollcall: RollCall, coordinator: Persona, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploading, "MOST_AT_ONCE", 2)
    text = HEAD + "Nice\tyes\t\t\nTorino\tyes\t\t\nGhent\tyes\t-1\t\n"
    page = enter(coordinator, rollcall, text, 4)
    assert "1 answer of this table is still to be entered" in page.content.decode()
    assert len(standing()) == 2
    assert coordinator.client.post(address(rollcall), {**carried(page), "tick": ["4"]}).status_code == 302
    assert len(standing()) == 3


def test_what_looks_like_a_formula_leaves_as_a_text(rollcall: RollCall, coordinator: Persona) -> None:
    enter(coordinator, rollcall, HEAD + "Nice\tyes\t3\t=HYPERLINK(1)\n")
    assert Answer.objects.get().comment == "=HYPERLINK(1)"
    exported = coordinator.client.get(f"/posts/{rollcall.post.uid}/answers.csv")
    assert "'=HYPERLINK(1)" in b"".join(exported).decode("utf-8-sig")


def test_our_own_export_is_understood_again(rollcall: RollCall, coordinator: Persona) -> None:
    enter(coordinator, rollcall, HEAD + "Nice\tyes\t1234\tSince Monday\nGhent\tplanned\t\t\n")
    exported = b"".join(coordinator.client.get(f"/posts/{rollcall.post.uid}/answers.csv"))
    page = coordinator.client.post(address(rollcall), {"file": SimpleUploadedFile("a.csv", exported)})
    assert "2 rows stand so already" in page.content.decode()
