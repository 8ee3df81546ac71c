"""The table as CSV and XLSX: read back by others than we, harmless, whole, and for the same eyes."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from intercity.posts.models import Post
from intercity.posts.table.columns import COLUMNS
from intercity.posts.table.delimited import SEPARATORS, harmless, usual_separator
from intercity.posts.table.tests.filling import fill, make_cities
from intercity.posts.table.tests.test_table_page import table
from intercity.posts.views.table import long_tables
from intercity.spaces.models import Label, Space, SpaceState
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db
EVERY = ",".join(column.name for column in COLUMNS)
HOSTILE = [
    "=1+1", "+33 4 97 13 20 00", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1+1", "\u00a0=1", "＝1+1", "＋1",
    '=HYPERLINK("https://example.org";"x")', "%0A=1", '"=1', "a;b,c\td", 'say "yes"', "one\ntwo", "one\r\ntwo", "#N/A",
    "=", "\0=1", "\ufeff=1", "\u200b=1", "'=1", "1E5", "007", "ß € Ж 東京 🚲", "\x07bell", "_x000D_",
    "no\uffffcharacter\ufffe",
]  # fmt: skip


def fetch(
    client: Client, space: Space, query: str = "", ending: str = "csv", **headers: str
) -> tuple[HttpResponse, bytes]:
    response = client.get(f"/spaces/{space.slug}/table.{ending}{query}", headers=headers)
    assert response.status_code == 200
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return response, body  # type: ignore[return-value]


def read_csv(client: Client, space: Space, query: str = "", delimiter: str = ",", **headers: str) -> list[list[str]]:
    body = fetch(client, space, query, **headers)[1]
    assert body.startswith(b"\xef\xbb\xbf"), "Excel takes a file without this mark for its own old code"
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=delimiter, strict=True))


def read_xlsx(client: Client, space: Space, query: str = "") -> list[list[object]]:
    book = load_workbook(io.BytesIO(fetch(client, space, query, "xlsx")[1]))
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]


def test_the_files_are_what_is_shown(space: Space, officer: Persona) -> None:
    """Same rows, order, columns and headings; days as a program reads them."""
    fill(space, make_cities(), 49)
    make_post(officer, space, title="For members")
    for client in (Client(), officer.client):
        for query in (
            "",
            "?sort=city&columns=city,title,comments,begins",
            f"?columns={EVERY}&sort=begins",
            "?country=PL",
        ):
            page = table(client.get(f"/spaces/{space.slug}/table{query}").content.decode())
            rows = read_csv(client, space, query)
            assert rows[0] == page[0]
            days = {"Published", "Last changed", "From", "Until"}
            same = [n for n, heading in enumerate(page[0]) if heading not in days]
            assert [[row[n] for n in same] for row in rows] == [[row[n] for n in same] for row in page]
            sheet = read_xlsx(client, space, query)
            assert [[str("" if row[n] is None else row[n]) for n in same] for row in sheet] == [
                [row[n] for n in same] for row in page
            ]


def test_the_files_have_all_pages(space: Space) -> None:
    fill(space, make_cities(), 130)
    assert len(read_csv(Client(), space)) == 131
    assert len(read_xlsx(Client(), space, "?sort=city")) == 131


def test_days_and_moments_are_dates_in_both(space: Space) -> None:
    post = fill(space, make_cities(), 2)[1]
    local = timezone.localtime(post.published_at)
    query = "?columns=title,begins,published&sort=published"
    row = read_csv(Client(), space, query)[2]
    assert row[1:3] == ["2026-01-02", f"{local:%Y-%m-%d %H:%M}"]
    cells = read_xlsx(Client(), space, query)[2]
    assert cells[1] == datetime(2026, 1, 2)
    assert cells[2] == local.replace(tzinfo=None)


@pytest.mark.parametrize(
    ("language", "separator"), [("en", "comma"), ("fr", "semicolon"), ("bg", "semicolon"), ("de", "semicolon"),
                                ("en-gb", "comma"), ("pt-br", "semicolon"), ("xx", "comma"), ("", "comma")],
)  # fmt: skip
def test_the_separator_is_what_that_languages_excel_expects(language: str, separator: str) -> None:
    assert usual_separator(language) == separator


def test_the_separator_can_be_chosen(space: Space, officer: Persona) -> None:
    make_post(officer, space, title="a;b,c\td")
    heading = ["Title", "Who may see it"]
    for query, delimiter in [
        *((f"&separator={n}", s) for n, s in SEPARATORS.items()),
        ("&separator=x", ","),
        ("", ","),
    ]:
        rows = read_csv(officer.client, space, f"?columns=title{query}", delimiter)
        assert rows == [heading, ["a;b,c\td", "Network"]], query
    rows = read_csv(officer.client, space, "?columns=title", ";", **{"Accept-Language": "fr"})
    assert rows[1][0] == "a;b,c\td"


def test_lines_end_as_excel_writes_them(space: Space, officer: Persona) -> None:
    make_post(officer, space, title="one")
    Post.objects.update(contact="one\r\ntwo\rthree")
    body = fetch(officer.client, space, "?columns=title,contact")[1]
    assert body.count(b"\r\n") == 2
    assert b'"one\ntwo\nthree"' in body


def write_hostile(officer: Persona, space: Space) -> None:
    """Posts whose title and contact are what spreadsheets stumble over; no form lets all of it in, trackers might."""
    for text in HOSTILE:
        post = make_post(officer, space)
        said = text.replace("\0", "")
        Post.objects.filter(pk=post.pk).update(title=said, contact=said)


def test_nothing_in_the_csv_is_a_formula(space: Space, officer: Persona) -> None:
    write_hostile(officer, space)
    rows = read_csv(officer.client, space, "?columns=title,contact&sort=published")[1:]
    assert len(rows) == len(HOSTILE)
    for cells in rows:
        for cell in cells:
            assert not cell.strip().lstrip("\ufeff\u200b").startswith(("=", "+", "-", "@", "＝", "＋")), repr(cell)
            assert not cell.startswith(("\t", "\r", "\n")), repr(cell)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", '"=', "＝"])
@pytest.mark.parametrize("between", [";", ",", "\t", "\n", "; ", ",\u00a0"])
def test_nothing_becomes_a_formula_where_another_separator_is_expected(between: str, sign: str) -> None:
    for call in ("cmd|' /C calc'!A0", 'HYPERLINK("https://example.org")', "1+SUM(A1)"):
        said = harmless(f"Open{between}{sign}{call} all day")
        cells = [cell.strip(' "\u00a0') for cell in re.split("[;,\t\n]", said)]
        assert not any(cell.startswith(("=", "+", "-", "@", "＝")) for cell in cells), said


@pytest.mark.parametrize(
    "text",
    ["5,- Euro", "A. Rossi, +39 011 1; -", "City of Nice", "007", "1,5", "a=b", "Rue de l'Église", "12-14", "", "é"],
)
def test_harmless_texts_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


def test_nothing_in_the_workbook_is_a_formula(space: Space, officer: Persona) -> None:
    write_hostile(officer, space)
    body = fetch(officer.client, space, "?columns=title,contact&sort=published", "xlsx")[1]
    sheet = load_workbook(io.BytesIO(body)).worksheets[0]
    for row in sheet.iter_rows(min_row=2):
        assert all(cell.data_type in ("s", "n") for cell in row), [cell.value for cell in row]
        assert all(cell.data_type == "s" for cell in row if cell.value)
    assert sheet.cell(2, 2).value == "=1+1"
    assert sheet.cell(2, 2).quotePrefix
    assert sheet.cell(HOSTILE.index("ß € Ж 東京 🚲") + 2, 2).value == "ß € Ж 東京 🚲"


def test_the_workbook_is_ready_to_work_with(space: Space, officer: Persona) -> None:
    fill(space, make_cities(), 3)
    book = load_workbook(io.BytesIO(fetch(officer.client, space, "?columns=city,title,comments,begins", "xlsx")[1]))
    sheet, notes = book.worksheets
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:E4"
    assert sheet.column_dimensions["B"].width == 60
    assert sheet["A1"].font.bold
    assert "/posts/" in sheet["B2"].hyperlink.target
    assert sheet["B2"].hyperlink.target.startswith("http")
    assert sheet["D2"].value == 0
    assert sheet["C2"].is_date or sheet["C3"].is_date
    said = dict(notes.iter_rows(values_only=True))
    assert said["Space"] == space.name
    assert said["Rows"] == 3
    assert said["Who may see it"] == "Public (TLP:CLEAR)"
    assert f"/spaces/{space.slug}/table" in said["Address"]


def test_the_name_says_space_day_and_strictest_label(space: Space, officer: Persona) -> None:
    make_post(officer, space, label=Label.CLEAR)
    today = timezone.localdate().isoformat()

    def name(client: Client) -> str:
        return str(fetch(client, space)[0].headers["Content-Disposition"])

    assert name(officer.client) == f'attachment; filename="{space.slug}-{today}-tlp-clear.csv"'
    make_post(officer, space, label=Label.GREEN)
    assert name(officer.client) == f'attachment; filename="{space.slug}-{today}-tlp-green.csv"'
    assert name(Client()) == f'attachment; filename="{space.slug}-{today}-tlp-clear.csv"'
    Space.objects.update(state=SpaceState.EXERCISE)
    assert f'"exercise-{space.slug}-' in name(Client())


def test_a_table_that_was_cut_says_so(space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intercity.posts.views.table.MOST_ROWS", 20)
    fill(space, make_cities(), 20)
    assert len(read_csv(Client(), space)) == 21
    fill(space, make_cities(), 1)
    rows = read_csv(Client(), space)
    assert len(rows) == 22
    assert rows[-1][0].startswith("Cut after 20 rows")
    response, body = fetch(Client(), space, "", "xlsx")
    assert "first-20" in response.headers["Content-Disposition"]
    notes = dict(load_workbook(io.BytesIO(body)).worksheets[1].iter_rows(values_only=True))
    assert notes["Note"].startswith("Cut after 20 rows")


def test_more_links_than_excel_takes_become_plain_text(space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intercity.posts.table.workbook.MOST_LINKS", 5)
    fill(space, make_cities(), 10)
    book = load_workbook(io.BytesIO(fetch(Client(), space, "?columns=title", "xlsx")[1]))
    cells = [row[0] for row in book.worksheets[0].iter_rows(min_row=2)]
    assert [cell.hyperlink is not None for cell in cells] == [True] * 5 + [False] * 5
    assert all(cell.value for cell in cells)


def test_one_long_table_at_a_time_and_short_ones_always(space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intercity.posts.views.table.PIECE_ROWS", 10)
    fill(space, make_cities(), 30)
    with long_tables:
        response = Client().get(f"/spaces/{space.slug}/table.csv")
        assert response.status_code == 503
        assert response.headers["Retry-After"]
        fetch(Client(), space, "?country=PL&status=planned")
    fetch(Client(), space)
    fetch(Client(), space, "", "xlsx")


def test_a_long_table_that_breaks_lets_the_next_one_in(space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intercity.posts.views.table.PIECE_ROWS", 10)
    fill(space, make_cities(), 30)
    with monkeypatch.context() as broken:
        broken.setattr("intercity.posts.table.writing.today", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            Client().get(f"/spaces/{space.slug}/table.csv")
    fetch(Client(), space)


def test_head_says_that_it_is_there_without_making_it(space: Space) -> None:
    fill(space, make_cities(), 3)
    for ending in ("csv", "xlsx"):
        response = Client().head(f"/spaces/{space.slug}/table.{ending}")
        assert response.status_code == 200


def test_rubbish_gives_the_usual_table(space: Space, officer: Persona) -> None:
    make_post(officer, space)
    usual = read_csv(officer.client, space)
    hostile = "?columns=%00,gossip&sort=%00&after=9.9.9.9&before=x&kind=%00&separator=%00"
    assert read_csv(officer.client, space, hostile) == usual
