"""/posts/<uid>/answers/form.xlsx: the empty form."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest

from intercity.kinds.rollcall.entering.columns import find_columns
from intercity.kinds.rollcall.models import FieldType, RollCall
from intercity.kinds.rollcall.reply import asked_in
from intercity.kinds.rollcall.tests.helpers import give, make_rollcall, reply
from intercity.organisations.models import Organisation
from intercity.spaces.models import Space
from tests.personas import Persona, make_organisation

pytestmark = pytest.mark.django_db
OPTIONS = [{"id": "a", "label": "=Hotels, schools"}, {"id": "b", "label": "x" * 200}, {"id": "c", "label": "Gyms"}]


@pytest.fixture
def rollcall(coordinator: Persona, nice: Organisation, space: Space) -> RollCall:
    odd = make_organisation("=cmd|'/c calc'!A1", country="BE")
    fields = [
        {"type": FieldType.STANDING, "label": "Open?"}, {"type": FieldType.ONE, "label": "Which?", "options": OPTIONS},
        {"type": FieldType.NUMBER, "label": "How many?", "unit": "beds"},
    ]  # fmt: skip
    made = make_rollcall(coordinator, space, [nice, odd], fields=fields)
    give(made, nice, reply("yes"))
    return made


def form(persona: Persona, rollcall: RollCall) -> Any:
    answer = persona.client.get(f"/posts/{rollcall.post.uid}/answers/form.xlsx")
    assert answer.status_code == 200
    return openpyxl.load_workbook(BytesIO(answer.content))


def test_a_row_for_each_asked_and_nothing_of_what_they_answered(rollcall: RollCall, coordinator: Persona) -> None:
    rows = [list(row) for row in form(coordinator, rollcall).worksheets[0].iter_rows(values_only=True)]
    assert rows[0] == [
        "City or organisation", "Country", "1. Open?", "2. Which?", "3. How many? (beds)", "Comment", "Source (link)",
        "Who to call", "No capacity to answer",
    ]  # fmt: skip
    assert [row[:2] for row in rows[1:]] == [["=cmd|'/c calc'!A1", "Belgium"], ["City of Nice", "France"]]
    assert not any(cell for row in rows[1:] for cell in row[2:])


def test_names_and_options_stay_texts(rollcall: RollCall, coordinator: Persona) -> None:
    book = form(coordinator, rollcall)
    assert {cell.data_type for sheet in book for row in sheet for cell in row if cell.value is not None} == {"s"}
    assert book.worksheets[0]["A2"].quotePrefix


def test_the_options_are_offered_however_long_they_are(rollcall: RollCall, coordinator: Persona) -> None:
    book = form(coordinator, rollcall)
    lists = {str(one.sqref).split(":")[0]: one.formula1 for one in book.worksheets[0].data_validations.dataValidation}
    assert lists == {"C2": "'Options'!$A$1:$A$4", "D2": "'Options'!$B$1:$B$3", "I2": "'Options'!$G$1:$G$1"}
    assert [cell.value for cell in book["Options"]["B"]][:3] == ["=Hotels, schools", "x" * 200, "Gyms"]


def test_it_says_that_it_is_an_exercise(rollcall: RollCall, coordinator: Persona) -> None:
    Space.objects.update(state="exercise")
    answer = coordinator.client.get(f"/posts/{rollcall.post.uid}/answers/form.xlsx")
    assert 'filename="exercise-' in answer.headers["Content-Disposition"]
    texts = [cell.value for row in openpyxl.load_workbook(BytesIO(answer.content))["About"] for cell in row]
    assert "Exercise: everything in it is invented." in texts


def test_it_opens_in_the_language_of_the_page_and_is_understood_in_any(
    rollcall: RollCall, coordinator: Persona
) -> None:
    answer = coordinator.client.get(f"/posts/{rollcall.post.uid}/answers/form.xlsx", HTTP_ACCEPT_LANGUAGE="fr")
    header = [cell.value for cell in openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0][1]]
    assert len(find_columns(header, asked_in(rollcall)).fields) == 3
