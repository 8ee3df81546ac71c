"""CSV, XLSX and JSON: exactly the rows and numbers of the table with the same address, and harmless to spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from intercity.kinds.rollcall.actions.answering import Reply
from intercity.kinds.rollcall.entering.grid import read_paste
from intercity.kinds.rollcall.models import FieldType, RollCall
from intercity.kinds.rollcall.tests.helpers import fresh, give, make_rollcall
from intercity.kinds.rollcall.values.types import Amount, Choice, Day, Several, Words
from intercity.organisations.models import Organisation
from intercity.spaces.models import Space
from tests.personas import Persona, make_organisation, make_persona

pytestmark = pytest.mark.django_db

HOTELS = [{"id": "a", "label": "=Hotels"}, {"id": "b", "label": "Schools"}]
FIELDS = [
    {"type": FieldType.STANDING, "label": "Closed?"},
    {"type": FieldType.MONEY, "label": "Spent?", "unit": "EUR"},
    {"type": FieldType.DATE, "label": "Since?"},
    {"type": FieldType.SEVERAL, "label": "Which?", "options": HOTELS},
    {"type": FieldType.TEXT, "label": "How?"},
]


@pytest.fixture
def rollcall(coordinator: Persona, space: Space, nice: Organisation, torino: Organisation) -> RollCall:
    lyon, lille = (make_organisation(f"City of {name}", short_name=name) for name in ("Lyon", "Lille"))
    made = make_rollcall(coordinator, space, [nice, torino, lyon, lille], fields=FIELDS)
    money = Amount(Decimal("1234.5"), "EUR", about=True)
    everything = {
        "f1": Choice("yes"), "f2": money, "f3": Day(date(2026, 3, 2)), "f4": Several(("a", "b")), "f5": Words("=1+1"),
    }  # fmt: skip
    give(made, nice, Reply(everything, comment='@SUM(A1)\n"quoted"; more', contact="+33 4 97 13 20 00"))
    give(made, torino, Reply({"f1": Choice("no"), "f2": Amount(Decimal(20), "BGN")}))
    give(made, lyon, Reply({}, no_capacity=True))
    return made


def fetch(client: Client, rollcall: RollCall, ending: str, query: str = "") -> bytes:
    answer = client.get(f"/posts/{rollcall.post.uid}/answers.{ending}{query}")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    return answer.content


def read_csv(client: Client, rollcall: RollCall, query: str = "", delimiter: str = ",") -> list[dict[str, str]]:
    text = fetch(client, rollcall, "csv", query).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def read_json(client: Client, rollcall: RollCall, query: str = "") -> Any:
    return json.loads(fetch(client, rollcall, "json", query))


def test_a_csv_has_numbers_units_and_days_in_columns_of_their_own(rollcall: RollCall, officer: Persona) -> None:
    lyon, torino, nice = read_csv(officer.client, rollcall)
    assert (nice["City"], nice["Closed?"], nice["Spent?"], nice["Spent?: currency"]) == ("Nice", "Yes", "1234.5", "EUR")
    assert (nice["Spent?: approximate"], nice["Since?"]) == ("yes", "2026-03-02")
    assert (torino["Spent?"], torino["Spent?: currency"], torino["Spent?: approximate"]) == ("20", "BGN", "")
    assert (lyon["No capacity to answer"], lyon["Closed?"]) == ("yes", "")


def test_decimals_are_written_as_the_excel_that_takes_the_separator_reads_them(
    rollcall: RollCall, officer: Persona
) -> None:
    *_, nice = read_csv(officer.client, rollcall, "?separator=semicolon", ";")
    assert nice["Spent?"] == "1234,5"
    german = officer.client
    answer = german.get(f"/posts/{rollcall.post.uid}/answers.csv", headers={"Accept-Language": "fr"})
    assert '"1234,5";EUR' in answer.content.decode("utf-8-sig")


def test_a_cell_with_any_separator_stands_in_quotes(rollcall: RollCall, officer: Persona) -> None:
    """LibreOffice offers to divide at commas, semicolons and tabs alike."""
    semicolons = fetch(officer.client, rollcall, "csv", "?separator=semicolon").decode("utf-8-sig")
    assert ';"1234,5";EUR;yes;2026-03-02;"\'=Hotels, Schools";' in semicolons
    commas = fetch(officer.client, rollcall, "csv").decode("utf-8-sig")
    assert ",1234.5,EUR," in commas
    assert '"""quoted""; more"' in commas.replace("'@SUM(A1)\n", "")


def test_a_telephone_number_keeps_its_zero(rollcall: RollCall, nice: Organisation, officer: Persona) -> None:
    give(fresh(rollcall.post), nice, Reply({}, no_capacity=True, contact="0497132000", comment="1234567890123456"))
    line = next(line for line in read_csv(officer.client, rollcall) if line["City"] == "Nice")
    assert (line["Who to call"], line["Comment"]) == ("'0497132000", "'1234567890123456")
    rows = load_workbook(io.BytesIO(fetch(officer.client, rollcall, "xlsx")))["Answers"].iter_rows(values_only=True)
    assert "0497132000" in {cell for row in rows for cell in row}
    csv_file = fetch(officer.client, rollcall, "csv").decode("utf-8-sig")
    assert "0497132000" in {cell.text for row in read_paste(csv_file).rows for cell in row.cells.values()}


def test_nothing_in_a_file_is_a_formula(rollcall: RollCall, officer: Persona) -> None:
    *_, nice = read_csv(officer.client, rollcall)
    assert (nice["How?"], nice["Which?"]) == ("'=1+1", "'=Hotels, Schools")
    assert nice["Comment"].startswith("'@SUM")
    assert nice["Who to call"].startswith("'+33")
    book = load_workbook(io.BytesIO(fetch(officer.client, rollcall, "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "=1+1" in [cell.value for cell in cells]
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_a_workbook_has_true_numbers_and_days_and_says_where_it_is_from(rollcall: RollCall, officer: Persona) -> None:
    book = load_workbook(io.BytesIO(fetch(officer.client, rollcall, "xlsx")))
    assert book.sheetnames == ["Answers", "Figures", "Not answered", "About"]
    head, *lines = book["Answers"].iter_rows(values_only=True)
    nice = dict(zip(head, lines[-1], strict=True))
    assert (nice["Spent?"], nice["Since?"].date()) == (1234.5, date(2026, 3, 2))
    figures = [line[:3] for line in book["Figures"].iter_rows(values_only=True)]
    assert ("Closed?", "Yes", "1") in figures
    assert [line[0] for line in book["Not answered"].iter_rows(min_row=2, values_only=True)] == ["Lille"]
    about = dict(line for line in book["About"].iter_rows(values_only=True))
    assert about["Who may see it"] == "Network (TLP:GREEN)"


def test_all_files_hold_what_the_filters_leave_in_that_order(rollcall: RollCall, officer: Persona) -> None:
    client = officer.client
    for query, cities in (("?country=FR&sort=-city", ["Nice", "Lyon"]), ("?answer=f1:no", ["Torino"])):
        assert [line["City"] for line in read_csv(client, rollcall, query)] == cities
        data = read_json(client, rollcall, query)
        assert [one["city"] for one in data["answers"]] == cities
        assert data["answered"] == len(cities)
        book = load_workbook(io.BytesIO(fetch(client, rollcall, "xlsx", query)))
        assert [line[0] for line in book["Answers"].iter_rows(min_row=2, values_only=True)] == cities


def test_json_keeps_currencies_apart_and_names_who_is_missing_inside_the_space_only(
    rollcall: RollCall, officer: Persona
) -> None:
    data = read_json(officer.client, rollcall)
    assert [(one["unit"], one["total"]) for one in data["fields"][1]["numbers"]] == [("BGN", "20"), ("EUR", "1234.5")]
    assert data["fields"][0]["counts"] == {"yes": 1, "no": 1}
    assert (data["asked"], data["answered"], data["not_answered"], data["no_capacity"]) == (4, 3, 1, 1)
    assert [one["city"] for one in data["missing"]] == ["Lille"]
    outside = make_persona("outside", make_organisation("City of Ghent")).client
    data = read_json(outside, rollcall)
    assert (data["missing"], data["not_answered"]) == ([], 1)
    narrowed = read_json(outside, rollcall, "?country=FR")
    assert (narrowed["asked"], narrowed["not_answered"]) == (None, None)
    assert "Lille" not in json.dumps(narrowed)
    book = load_workbook(io.BytesIO(fetch(outside, rollcall, "xlsx")))
    assert "Not answered" not in book.sheetnames


def test_numbers_per_head_are_per_head_in_files_too(rollcall: RollCall, officer: Persona) -> None:
    lyon, torino, nice = read_csv(officer.client, rollcall, "?per=100k")
    # Nobody knows how many people live in these cities.
    assert nice["Spent? (per 100,000 people)"] == ""
    data = read_json(officer.client, rollcall, "?per=100k")
    assert (data["per"], data["left_out"], data["fields"][1]["numbers"]) == (100_000, 2, [])
