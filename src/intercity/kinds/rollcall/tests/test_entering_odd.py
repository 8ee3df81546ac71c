"""Workbooks and pasted tables as they really come: merged cells, formulas, a million empty rows, far too much."""

from __future__ import annotations

import re
import zipfile
from html import unescape
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from intercity.core.tables.workbook import Gap, rows_of_workbook
from intercity.kinds.rollcall.models import Answer, RollCall
from intercity.kinds.rollcall.tests.helpers import make_rollcall
from intercity.kinds.rollcall.tests.test_entering_table import carried
from intercity.organisations.models import Organisation
from intercity.spaces.models import Space
from tests.personas import Persona

pytestmark = pytest.mark.django_db
HEAD = ["City", "Are playgrounds closed?", "How many?", "Comment"]


@pytest.fixture
def rollcall(coordinator: Persona, nice: Organisation, torino: Organisation, space: Space) -> RollCall:
    return make_rollcall(coordinator, space, [nice, torino])


def upload(persona: Persona, rollcall: RollCall, book: bytes) -> Any:
    file = SimpleUploadedFile("answers.xlsx", book)
    return persona.client.post(f"/posts/{rollcall.post.uid}/answers/upload", {"file": file})


def saved(book: openpyxl.Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def filled(*rows: list[Any]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in [HEAD, *rows]:
        book.active.append(row)
    return book


def far_down(book: bytes, xml: bytes) -> bytes:
    """The workbook with more at the end of its sheet."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = re.sub(rb"<dimension[^>]*/>", b"", content).replace(b"</sheetData>", xml + b"</sheetData>")
            new.writestr(name, content)
    return out.getvalue()


TOUCHED = b'<row r="1048576"><c r="A1048576" s="0"/></row>'
TALL = b"".join(b'<row r="%d" ht="15"/>' % number for number in range(3, 100_000))


@pytest.mark.parametrize("below", [TOUCHED, TALL], ids=["touched", "tall"])
def test_many_empty_rows_below_the_table_are_left_unread(
    rollcall: RollCall, coordinator: Persona, below: bytes
) -> None:
    book = far_down(saved(filled(["Nice", "yes", 3, ""], [], ["Torino", "no", 4, ""])), below)
    assert "Enter these 2 answers" in upload(coordinator, rollcall, book).content.decode()


BELOW = b'<row r="9000"><c r="A9000" t="inlineStr"><is><t>Torino</t></is></c></row>'


def test_the_page_says_which_row_was_the_last_one_read(rollcall: RollCall, coordinator: Persona) -> None:
    note = "Row 3 is the last one that was read: more than 5,000 empty rows stand below it."
    whole = saved(filled(["Nice", "yes", 3, ""], [], ["Torino", "no", 4, ""]))
    assert "the last one that was read" not in upload(coordinator, rollcall, whole).content.decode()
    page = upload(coordinator, rollcall, far_down(saved(filled([], ["Nice", "yes", 3, ""])), BELOW))
    assert "Enter this 1 answer" in page.content.decode()
    assert note in page.content.decode()
    # Also when it is shown again, because something is to be chosen first.
    again = coordinator.client.post(f"/posts/{rollcall.post.uid}/answers/upload", {**carried(page), "fields": "other"})
    assert note in again.content.decode()
    page = upload(coordinator, rollcall, far_down(saved(filled(["Torino", None, None, None])), BELOW))
    assert "No row has an answer in it." in page.content.decode()
    assert "Row 2 is the last one that was read" in page.content.decode()


def test_reading_ends_soon_after_the_table() -> None:
    book = saved(filled(["Nice", "yes", 3, ""]))
    read = [number for number, _ in rows_of_workbook(BytesIO(far_down(book, b'<row r="90000"/>')), Gap(10))]
    assert read == list(range(1, 13))


def test_a_title_in_merged_cells_and_merged_cities_are_read_or_said(rollcall: RollCall, coordinator: Persona) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in [["Playgrounds, by telephone", None, None, None], HEAD, ["Nice", "yes", 3, ""], [None, "no", 4, ""]]:
        book.active.append(row)
    book.active.merge_cells("A1:D1")
    book.active.merge_cells("A3:A4")
    page = unescape(upload(coordinator, rollcall, saved(book)).content.decode())
    assert Answer.objects.count() == 0
    assert "Enter this 1 answer" in page or "City" in page


def test_formulas_are_never_worked_out(rollcall: RollCall, coordinator: Persona) -> None:
    rows = [["Nice", "yes", "=1+2", ""], ["Torino", '=HYPERLINK("http://x.example","yes")', 3, '=cmd|"/c calc"!A1']]
    page = unescape(upload(coordinator, rollcall, saved(filled(*rows))).content.decode())
    assert "formula" in page
    assert not re.search(r"Enter (this|these) ", page)


@pytest.mark.parametrize("end", ["\t" * 2_000_000, "x" * 2_200_000, "\n" * 2_200_000, "Nice\tyes\t1\t\n" * 200_000])
def test_far_too_much_is_refused_with_what_to_do(rollcall: RollCall, coordinator: Persona, end: str) -> None:
    text = "\t".join(HEAD) + "\nNice\tyes\t3\t\n" + end
    page = coordinator.client.post(f"/posts/{rollcall.post.uid}/answers/upload", {"text": text})
    assert page.status_code in (200, 400, 413, 422)
    assert Answer.objects.count() == 0


def test_one_city_twice_under_two_names_is_not_entered_twice(rollcall: RollCall, coordinator: Persona) -> None:
    book = saved(filled(["Nice", "yes", 3, ""], ["City of Nice", "no", 4, ""], ["Torino", "yes", 1, ""]))
    page = unescape(upload(coordinator, rollcall, book).content.decode())
    assert "Enter this 1 answer" in page
