"""Tables as they come: pasted, in any encoding, as workbooks; damaged and hostile ones are refused with a sentence."""

from __future__ import annotations

import contextlib
import io
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from intercity.core.tables.errors import ReadError
from intercity.kinds.rollcall.entering.grid import Cell, Grid, GridRow, carried_grid, read_paste, read_upload

ROWS = [["City", "Are playgrounds closed?", "Comment"], ["Плевен", "да", "Нощен приют"], ["Málaga", "sí", "“a”, b"]]


def texts(grid: Grid) -> list[list[str]]:
    return [list(grid.header), *([cell.text for cell in row.cells.values()] for row in grid.rows)]


def upload(content: bytes, name: str = "table") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def workbook(*rows: list[Any], formats: dict[str, str] | None = None) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for place, shown in (formats or {}).items():
        book.active[place].number_format = shown
    out = io.BytesIO()
    book.save(out)
    return upload(out.getvalue(), "table.xlsx")


@pytest.mark.parametrize("delimiter", ["\t", ";", ","])
def test_pasted_rows_may_be_parted_by_tab_semicolon_or_comma(delimiter: str) -> None:
    grid = read_paste(f"City{delimiter}How many?\r\nNice{delimiter}3\r\n\r\nTorino{delimiter}4")
    assert texts(grid) == [["City", "How many?"], ["Nice", "3"], ["Torino", "4"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_files_in_unicode(encoding: str) -> None:
    content = "\r\n".join(";".join(row) for row in ROWS).encode(encoding)
    assert texts(read_upload(upload(content))) == ROWS


@pytest.mark.parametrize(("encoding", "city"), [("cp1252", "Málaga"), ("cp1251", "Пловдив")])
def test_files_in_old_code_pages(encoding: str, city: str) -> None:
    assert texts(read_upload(upload(f"City;Answer\r\n{city};3".encode(encoding))))[1] == [city, "3"]


def test_a_workbook_keeps_numbers_days_and_what_stands_beside_a_number() -> None:
    file = workbook(
        ["City", "beds", "share", "money", "day", "text"],
        ["Nice", 1.234, 0.45, 1234.5, datetime(2026, 11, 2), "3"],
        ["Torino", 3, 45, 7, date(2026, 11, 3), "x"],
        formats={"C2": "0%", "D2": "#,##0.00 [$€-407]", "B3": '0 "kg"', "D3": '"$"0'},
    )
    first, second = read_upload(file).rows
    assert [cell.text for cell in first.cells.values()] == ["Nice", "1.2340", "45 %", "1234.5 €", "2026-11-02", "3"]
    assert [cell.exact for cell in first.cells.values()] == [False, True, True, True, False, False]
    assert [cell.text for cell in second.cells.values()] == ["Torino", "3 kg", "45", "7 $", "2026-11-03", "x"]


def test_a_formula_is_known_as_one_and_never_worked_out() -> None:
    row = read_upload(workbook(["City", "beds"], ["Nice", "=1+1"])).rows[0]
    assert row.cells["beds"] == Cell("=1+1", formula=True)


def test_the_apostrophe_of_our_own_exports_is_taken_off() -> None:
    assert texts(read_paste("City\tComment\nNice\t'=1+1\nTorino\t'quoted'"))[1:] == [
        ["Nice", "=1+1"], ["Torino", "'quoted'"],
    ]  # fmt: skip


def test_a_bomb_a_picture_and_a_huge_file_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    for content in (out.getvalue(), b"\x89PNG\r\n\x1a\n" + b"0" * 100, b"a,b\n" * 800_000, b"%PDF-1.4 x"):
        with pytest.raises(ReadError):
            read_upload(upload(content))


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(ReadError, match="rows"):
        read_upload(upload(b"City,a\n" + b"x,1\n" * 12_001))


# What the database takes: neither null bytes nor halves of characters.
texts_of_cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
cells = st.builds(Cell, texts_of_cells, st.booleans(), st.booleans())


@given(st.lists(texts_of_cells, min_size=1, max_size=4, unique=True), st.data())
def test_what_is_carried_comes_back(header: list[str], data: st.DataObject) -> None:
    row = st.builds(GridRow, st.integers(1, 9999), st.fixed_dictionaries(dict.fromkeys(header, cells)), st.booleans())
    grid = Grid(tuple(header), tuple(data.draw(st.lists(row, max_size=4))))
    assert carried_grid(grid.carried()) == grid


@given(st.text(max_size=300))
def test_a_damaged_carried_table_is_refused(text: str) -> None:
    known = ['{"header":["\\ud83d"],"rows":[]}', '{"header":["a"],"rows":[[1,false,["\\u0000"]]]}']
    for damaged in (text, *known, f'{{"header":["a"],"rows":[[1,false,{text}]]}}'):
        with contextlib.suppress(ReadError):
            carried_grid(damaged)


@given(st.text(max_size=400))
def test_pasted_rubbish_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(ReadError):
        read_paste(text)


@given(st.binary(max_size=400))
def test_uploaded_rubbish_is_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(ReadError):
        read_upload(upload(content or b"x"))
