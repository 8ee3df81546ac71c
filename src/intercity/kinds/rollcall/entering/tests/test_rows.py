"""One row: what is understood, what is in doubt, what is wrong."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercity.core.tables.errors import ReadError
from intercity.kinds.rollcall.entering.columns import Columns, field_headings, find_columns
from intercity.kinds.rollcall.entering.grid import Cell, GridRow
from intercity.kinds.rollcall.entering.rows import Understood, says_nothing, understand
from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.values.types import STANDING, Amount, Asked, Choice, Option

CLOSED = Asked("f1", FieldType.STANDING, "Are playgrounds closed?", tuple(Option(*one) for one in STANDING))
BEDS = Asked("f2", FieldType.NUMBER, "How many are there?", unit="beds")
COST = Asked("f3", FieldType.MONEY, "What did it cost you?", unit="EUR")
FIELDS = [CLOSED, BEDS, COST]
HEADER = ["City", "Country", "Are playgrounds closed?", "How many are there?", "What did it cost you?", "Comment",
          "Source", "Who to call", "No capacity"]  # fmt: skip


def columns() -> Columns:
    return find_columns(HEADER, FIELDS)


def read(exact: bool = False, **cells: str) -> Understood:
    names = {"closed": HEADER[2], "beds": HEADER[3], "cost": HEADER[4], "comment": "Comment", "source": "Source",
             "contact": "Who to call", "capacity": "No capacity"}  # fmt: skip
    given_cells = {names[name]: Cell(text, exact=exact) for name, text in cells.items()}
    return understand(GridRow(2, {"City": Cell("Nice"), **given_cells}), columns(), "en")


def test_columns_are_known_by_their_headings_in_any_order_and_case() -> None:
    found = find_columns(["x", "HOW MANY ARE THERE", "Ville", "1. Are playgrounds closed?"], FIELDS)
    assert {name: asked.name for name, asked in found.fields.items()} == {
        "HOW MANY ARE THERE": "f2", "1. Are playgrounds closed?": "f1",
    }  # fmt: skip
    assert (found.named("city"), found.unused) == ("Ville", ("x",))


def test_the_headings_of_the_form_are_understood_whatever_the_questions_are_called() -> None:
    odd = [Asked("f1", FieldType.TEXT, "Comment"), Asked("f2", FieldType.TEXT, "Country"), BEDS]
    found = find_columns(["City or organisation", "Country", *field_headings(odd), "Comment"], odd)
    assert {name: asked.label for name, asked in found.fields.items()} == {
        "1. Comment": "Comment", "2. Country": "Country", "3. How many are there? (beds)": "How many are there?",
    }  # fmt: skip
    assert (found.named("country"), found.named("comment")) == ("Country", "Comment")


@pytest.mark.parametrize("header", [["Nummer", "Are playgrounds closed?"], ["City", "something"]])
def test_a_table_without_cities_or_without_answers_is_refused(header: list[str]) -> None:
    with pytest.raises(ReadError):
        find_columns(header, FIELDS)


def test_a_clear_row() -> None:
    found = read(
        closed="yes", beds="1,234", cost="1200 €", comment="Since Monday", source="example.org/x", contact="Jo"
    )
    assert (found.doubts, found.errors) == ([], [])
    assert found.values["f1"] == Choice("yes")
    assert found.values["f3"] == Amount(Decimal(1200), "EUR")
    assert (found.comment, found.source, found.contact) == ("Since Monday", "https://example.org/x", "Jo")


def test_a_number_of_a_workbook_is_what_it_is() -> None:
    found = read(exact=True, beds="1.2340")
    assert (found.doubts, found.errors) == ([], [])
    assert found.values["f2"] == Amount(Decimal("1.234"), "beds")


@pytest.mark.parametrize("text", ["approx. 300", "~300", "3-4", "300+"])
def test_what_is_not_exact_is_never_taken_for_exact(text: str) -> None:
    found = read(beds=text)
    value = found.values.get("f2")
    assert found.doubts or found.errors or (isinstance(value, Amount) and value.about)


@pytest.mark.parametrize("text", ["-5", "99999999999999999999", "3 kg", "many", "1.2.3.4"])
def test_negative_absurd_and_wrong_numbers_are_never_clear(text: str) -> None:
    found = read(beds=text)
    assert found.doubts or found.errors


def test_a_formula_is_wrong_with_what_to_do() -> None:
    row = GridRow(2, {"City": Cell("Nice"), HEADER[3]: Cell("=A1*2", formula=True)})
    assert "formula" in understand(row, columns(), "en").errors[0]
    assert read(beds="=2+2").errors


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    found = read(closed="no", comment="=HYPERLINK(1)")
    assert (found.errors, found.comment) == ([], "=HYPERLINK(1)")


def test_no_capacity_is_an_answer() -> None:
    assert read(capacity="yes").no_capacity
    assert read(capacity="x").no_capacity
    assert not read(capacity="no", closed="yes").no_capacity
    assert read(capacity="perhaps").errors
    assert read(capacity="yes", closed="yes").doubts


def test_a_row_without_answers_is_no_answer() -> None:
    assert read(comment="They will call back").errors
    assert says_nothing(GridRow(2, {"City": Cell("Nice"), "Country": Cell("FR")}), columns())


def test_a_source_that_is_no_address_goes_to_the_comment_if_somebody_says_so() -> None:
    found = read(closed="yes", source="by phone from the mayor", comment="Hm")
    assert (found.source, found.comment) == ("", "Hm\nby phone from the mayor")
    assert found.doubts
    assert read(closed="yes", source="javascript:alert(1)").source == ""


def test_a_row_of_another_width_is_wrong() -> None:
    assert understand(GridRow(2, {"City": Cell("Nice")}, uneven=True), columns(), "en").errors


@given(st.dictionaries(st.sampled_from(HEADER), st.builds(Cell, st.text(max_size=30), st.booleans(), st.booleans())))
def test_rubbish_is_read_or_refused(cells: dict[str, Cell]) -> None:
    found = understand(GridRow(2, cells), columns(), "en")
    assert found.errors or not found.is_empty
    found.reply({}).stored_values()
