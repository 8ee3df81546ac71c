"""Opening foreign files: by content, with limits, and with errors that name the row."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import tempfile
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercity.core.tables.delimited import sniff_delimiter
from intercity.core.tables.errors import ReadError
from intercity.core.tables.opening import open_table, tables_in
from intercity.core.tables.tests.files import csv_text

ROWS = [
    ["id", "place", "text"],
    ["1", "Плевен", "Нощен приют"],
    ["2", "Málaga", "Abrió, sí"],
    ["3", "Łódź", 'a "b"\nc'],
]


def read(path: Path) -> list[list[str]]:
    with open_table(path) as table:
        return [table.header, *(list(row.cells.values()) for row in table)]


def error_of(path: Path) -> ReadError:
    with pytest.raises(ReadError) as caught:
        read(path)
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_reads_every_delimiter_encoding_and_newline(
    tmp_path: Path, encoding: str, delimiter: str, newline: str
) -> None:
    path = tmp_path / "wrong-name.xlsx"
    path.write_bytes(csv_text(ROWS, delimiter, newline).encode(encoding))
    assert read(path) == ROWS


def test_cp1252_bytes_are_read_and_utf8_cells_beside_them_stay(tmp_path: Path) -> None:
    path = tmp_path / "mixed_utf8.csv"
    path.write_bytes(
        "id,text\n1,Île-de-France\n".encode()
        + "2,“Güter” – dès demain\n".encode("cp1252")
        + b"3,hole \x81 \xef\xbf\xbd\n"
    )
    assert [row[1] for row in read(path)[1:]] == ["Île-de-France", "“Güter” – dès demain", "hole \ufffd \ufffd"]


def test_cyrillic_code_page_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("ид;описание;град\n1;Общината раздава храна;Варна\n".encode("cp1251"))
    assert read(path)[1] == ["1", "Общината раздава храна", "Варна"]


def test_packed_tables(tmp_path: Path) -> None:
    packed, archive = tmp_path / "a", tmp_path / "b.csv"
    packed.write_bytes(gzip.compress(csv_text(ROWS).encode()))
    with zipfile.ZipFile(archive, "w") as out:
        out.writestr("folder/a.csv", csv_text(ROWS))
        out.writestr("__MACOSX/x", "junk")
    assert read(packed) == read(archive) == ROWS
    assert tables_in(packed) == [""]


def test_zip_of_several_tables_lists_them(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("one.csv", csv_text(ROWS))
        out.writestr("two.csv", csv_text(ROWS[:2]))
    assert tables_in(path) == ["one.csv", "two.csv"]
    assert "one.csv, two.csv" in error_of(path).message
    with open_table(path, "two.csv") as table:
        assert len(list(table)) == 1


def test_workbook_takes_the_widest_sheet_and_writes_dates_as_iso(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Read me first"])
    sheet = book.create_sheet("Database")
    sheet.append(["ID", "COMMENTS", "DATE"])
    sheet.append([7.0, "Beds", __import__("datetime").datetime(2020, 3, 14)])
    path = tmp_path / "a.csv"
    book.save(path)
    assert read(path) == [["ID", "COMMENTS", "DATE"], ["7", "Beds", "2020-03-14"]]


def test_rows_are_numbered_as_in_the_file_and_uneven_ones_are_marked(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("My table\n\na,b,c,d\n1,2,3,4\n\n1,2,3,4,5\n1,2,3\n1\n", encoding="utf-8")
    with open_table(path) as table:
        found = [(row.number, row.fault) for row in table]
    assert found == [(4, ""), (6, "uneven"), (7, ""), (8, "uneven")]


def test_hashtag_row_under_the_header_is_no_data(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n#adm1,#date\n1,2\n", encoding="utf-8")
    assert read(path) == [["a", "b"], ["1", "2"]]


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "empty"),
        (b"\n\n\n", "empty"),
        (b"%PDF-1.4 \x00\x01", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"\x1f\x8b\x08 broken", "damaged"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b'{"a": 1}', "JSON"),
        (b"\x00\x01\x02\x03" * 100, "not a text table"),
        (b"a,b\n1,2\n3,\x00\n", "not a text table"),
        (b"just a sentence\nand one more\n", "Only one column"),
        (b"2020-03-01,https://x.org,5\n2020-03-02,https://y.org,6\n", "column names"),
        (b"id,text,text\n1,2,3\n", "twice"),
        (b'a,b\n1,2\n3,"open\n4,5\n', "quotation"),
        (b'a,b\n1,2\n3,"x"y,4\n', "quotation"),
        (b'a,b\n1,2\n3,"' + b"x" * 200_000 + b'"\n', "longer than"),
        (b",".join(b"c%d" % n for n in range(1_000_000)) + b"\n", "columns"),
        (b",".join(b"c%d" % n for n in range(3_000)) + b"\n", "columns"),
        (b"a,b\n" + b"x" * 5_000_000, "too long"),
    ],
)
def test_bad_files_are_refused_with_a_reason(tmp_path: Path, content: bytes, part: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert part in error_of(path).message


def test_broken_quoting_names_the_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'a,b\n1,2\n3,"x"y\n')
    error = error_of(path)
    assert error.row == 3
    assert str(error).startswith("Row 3: ")


def test_missing_file() -> None:
    assert "no file" in error_of(Path("/nowhere/a.csv")).message


def test_truncated_gzip(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    packed = gzip.compress(csv_text([*ROWS, *([[str(n), "x", str(n * n)] for n in range(90_000)])]).encode())
    path.write_bytes(packed[: len(packed) // 2])
    assert "damaged" in error_of(path).message


@pytest.mark.parametrize("kind", ["gzip", "zip", "xlsx"])
def test_bombs_are_refused_before_they_fill_the_memory(tmp_path: Path, kind: str) -> None:
    path, block = tmp_path / "bomb", b"a,b\n" + (b"0," + b"0" * 4_000 + b"\n") * 256
    if kind == "gzip":
        with gzip.open(path, "wb") as out:
            for _ in range(40):
                out.write(block)
    else:
        name = "xl/workbook.xml" if kind == "xlsx" else "a.csv"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as out:
            for _ in range(40):
                out.write(block)
    assert "unpacks to more than" in error_of(path).message


def test_workbook_with_a_million_columns(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for column in range(1, 2_100):
        book.active.cell(1, column, f"c{column}")
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert "columns" in error_of(path).message


def test_zip_that_only_looks_like_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("xl/workbook.xml", "<workbook")
    assert "damaged" in error_of(path).message


cell = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=0, max_size=12)


@given(
    st.lists(st.lists(cell, min_size=3, max_size=3), min_size=3, max_size=20),
    st.sampled_from([",", ";", "\t", "|"]),
)
def test_sniffed_delimiter_gives_back_quoted_rows(rows: list[list[str]], delimiter: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([["one", "two", "three"], *rows])
    assert sniff_delimiter(out.getvalue()) == delimiter


@given(st.binary(max_size=3_000))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with tempfile.NamedTemporaryFile() as file, contextlib.suppress(ReadError):
        file.write(content)
        file.flush()
        read(Path(file.name))
