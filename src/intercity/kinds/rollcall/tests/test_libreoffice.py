"""The files as LibreOffice reads them: the same numbers, days and texts as the JSON of the same roll call.

LibreOffice Calc without a screen reads the file as its import window offers it to somebody of that country: the
window's own separators (comma, semicolon and tab alike), UTF-8, texts in quotes not kept apart, no special numbers.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import warnings
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from intercity.kinds.rollcall.actions.answering import Reply
from intercity.kinds.rollcall.models import FieldType, RollCall
from intercity.kinds.rollcall.tests.helpers import fresh, give, make_rollcall
from intercity.kinds.rollcall.values.types import Amount, Choice, Day, Several, Value, Words
from intercity.places.models import City, Country
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_organisation

CALC = shutil.which("soffice") or shutil.which("libreoffice")
if CALC is None:
    warnings.warn("NO LIBREOFFICE FOUND: nobody tries whether it reads our files.", stacklevel=1)
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.proof,
    pytest.mark.skipif(CALC is None, reason="NO LIBREOFFICE FOUND (apt install libreoffice-calc-nogui)"),
]

ENGLISH, BRITISH, GERMAN, FRENCH, BULGARIAN = 1033, 2057, 1031, 1036, 1026
# What the page offers, and whose LibreOffice opens it.
FLAVOURS: Final = {
    "en": ("en", "", ENGLISH),
    "en-gb": ("en", "", BRITISH),
    "tabs": ("en", "?separator=tab", ENGLISH),
    "german": ("en", "?separator=semicolon", GERMAN),
    "fr": ("fr", "", FRENCH),
    "bg": ("bg", "", BULGARIAN),
}
FEW = [{"id": "a", "label": "=Hotels"}, {"id": "b", "label": "Schools, gyms"}, {"id": "c", "label": "Größere Säle; Α"}]
FIELDS: Final = [
    {"type": FieldType.STANDING, "label": "Closed?"},
    {"type": FieldType.ONE, "label": "Which; first?", "options": FEW},
    {"type": FieldType.SEVERAL, "label": 'Which "others"?', "options": FEW},
    {"type": FieldType.NUMBER, "label": "How many?", "unit": "beds"},
    {"type": FieldType.MONEY, "label": "Spent?", "unit": "EUR"},
    {"type": FieldType.PERCENT, "label": "Share?"},
    {"type": FieldType.DATE, "label": "Since?"},
    {"type": FieldType.TEXT, "label": "=How?"},
]
NUMBERS: Final = ["0", "1", "0.5", "1.234", "1234", "12345.678", "1234567.89", "-3", "0.125", "12.05", "3.2", "1000000"]
TEXTS: Final = [
    "=1+1", "+359 32 656 000", "-2+3", "@SUM(A1)", 'say "yes"', "a;b,c\td", "Größe, Straße; süß", "Αθήνα: όχι σήμερα",
    "Пловдив; утре, може би", "one\ntwo", "0497132000", "1-2",
]  # fmt: skip


@pytest.fixture
def rollcall(coordinator: Persona, space: Space) -> RollCall:
    """Every sort of field, and in them what spreadsheets like to take for something else."""
    country = Country.objects.create(code="BG", iso3="BGR", continent="EU", population=1)
    names = ["Nice", "Plovdiv; Пловдив", "Αθήνα", "Köln, Stadt", *(f"City {n}" for n in range(8))]
    cities = []
    for number, name in enumerate(names, 1):
        place = City.objects.create(
            geonames_id=number, name=name, folded=str(number), country=country, latitude=1, longitude=1,
            population=100_003 * number,
        )  # fmt: skip
        cities.append(make_organisation(f"City {number}", short_name=name, country="BG", place=place))
    made = make_rollcall(coordinator, space, cities, fields=FIELDS, label=Label.CLEAR)
    for number, city in enumerate(cities[:-1]):
        give(made, city, said(number))
    give(made, cities[-1], Reply({}, no_capacity=True, comment=TEXTS[-1]))
    return fresh(made.post)


def said(number: int) -> Reply:
    """What one city says; each number and each text stands in some of them."""
    amount, text = Decimal(NUMBERS[number]), TEXTS[number]
    values: dict[str, Value] = {
        "f1": Choice(("yes", "planned", "no", "not_ours")[number % 4]),
        "f2": Choice("abc"[number % 3]),
        "f3": Several(tuple("abc"[: 1 + number % 3])),
        "f4": Amount(amount, "beds" if number % 2 else "rooms", about=number % 3 == 0),
        "f5": Amount(amount + Decimal("0.01"), ("EUR", "BGN", "GBP")[number % 3]),
        "f6": Amount(amount, "%"),
        "f7": Day(date(2026, 1 + number % 12, 1 + number)),
        "f8": Words(text),
    }
    source = f"https://example.org/?a={number},{number};x" if number % 2 else ""
    return Reply(values, comment=TEXTS[-1 - number], source=source, contact=TEXTS[(number + 5) % len(TEXTS)])


def download(rollcall: RollCall, client: Any, ending: str, query: str, language: str) -> bytes:
    """A file, as somebody gets it whose browser wants that language."""
    address = f"/posts/{rollcall.post.uid}/answers.{ending}{query}"
    answer = client.get(address, headers={"Accept-Language": language})
    assert answer.status_code == 200
    return bytes(answer.content)


def calc_reads(file: Path, *options: str) -> list[list[Any]]:
    """The cells of the first sheet, as LibreOffice took them."""
    office = f"-env:UserInstallation=file://{file.parent}/office"
    out = file.parent / "out"
    assert CALC is not None
    command = [CALC, office, "--headless", *options, "--convert-to", "xlsx", "--outdir", str(out), str(file)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    made = out / f"{file.stem}.xlsx"
    assert made.exists(), done.stdout + done.stderr
    return [[cell.value for cell in row] for row in load_workbook(made).worksheets[0].iter_rows()]


def wanted(data: dict[str, Any]) -> list[list[Any]]:
    """The cells that the JSON of the same roll call has, row by row, from its first question on; None for nothing."""
    return [wanted_row(data["fields"], answer) for answer in data["answers"]]


def wanted_row(fields: Sequence[dict[str, Any]], answer: dict[str, Any]) -> list[Any]:
    """One of them: units, and which numbers are approximate, have columns of their own."""
    values, cells = answer["values"], []
    for one in fields:
        value, is_amount = values.get(one["name"]), one["type"] in ("number", "money", "percent")
        if is_amount:
            cells.append(Decimal(value["value"]) if value else None)
            cells += [value and value["unit"]] if one["type"] != "percent" else []
            cells += [bool(value and value.get("about"))] if one["type"] == "number" else []
        elif one["type"] == "date":
            cells.append(value and date.fromisoformat(value))
        else:
            labels = [one["options"].get(each, each) for each in ([value] if isinstance(value, str) else value or [])]
            cells.append(("; " if any("," in each for each in labels) else ", ").join(labels) or None)
    texts = [answer[name] or None for name in ("comment", "source", "contact")]
    return [*cells, answer["no_capacity"], *texts]


def compare(read: list[list[Any]], data: dict[str, Any]) -> int:
    """Hold each cell that was read against the JSON; gives how many there were."""
    count = 0
    assert len(read) == len(data["answers"]) + 1
    for cells, answer, expected in zip(read[1:], data["answers"], wanted(data), strict=True):
        named, asked, times = cells[:4], cells[4 : 4 + len(expected)], cells[4 + len(expected) :]
        assert (named[0], named[3]) == (answer["city"], answer["people"])
        assert len(times) == 3
        assert moment(times[0]) == datetime.fromisoformat(answer["answered"]).replace(second=0, microsecond=0)
        for cell, value in zip(asked, expected, strict=True):
            assert same(cell, value), (answer["city"], cell, value)
        count += len(asked) + 3
    return count


def same(cell: Any, value: Any) -> bool:
    """Whether a cell holds this value, in its own sort: a number as a number, a day as a day, a text as a text."""
    if isinstance(value, bool):
        return bool(cell) == value
    if isinstance(value, Decimal):
        return isinstance(cell, int | float) and Decimal(str(cell)) == value
    if isinstance(value, date):
        return isinstance(cell, datetime) and cell.date() == value
    if isinstance(value, str):
        return isinstance(cell, str) and cell in (value, f"'{value}")
    return cell is None


def moment(cell: Any) -> datetime:
    """A moment in the network's time: a date of a workbook, a text in a CSV."""
    found = cell if isinstance(cell, datetime) else datetime.strptime(cell, "%Y-%m-%d %H:%M")
    return timezone.make_aware(found.replace(second=0, microsecond=0))


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_csv_opens_with_the_same_numbers(flavour: str, rollcall: RollCall, officer: Persona, tmp_path: Path) -> None:
    language, query, country = FLAVOURS[flavour]
    file = tmp_path / "answers.csv"
    file.write_bytes(download(rollcall, officer.client, "csv", query, language))
    data = json.loads(download(rollcall, officer.client, "json", "", language))
    # Separators, quotes, UTF-8, from the first line, no columns set, the country's numbers, quoted numbers are numbers.
    options = f"--infilter=Text - txt - csv (StarCalc):44/59/9,34,76,1,,{country},false,false"
    assert compare(calc_reads(file, options), data) == 12 * 18


def test_numbers_per_head_open_too(rollcall: RollCall, officer: Persona, tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_bytes(download(rollcall, officer.client, "csv", "?per=100k&separator=semicolon", "en"))
    data = json.loads(download(rollcall, officer.client, "json", "?per=100k", "en"))
    read = calc_reads(file, f"--infilter=Text - txt - csv (StarCalc):44/59/9,34,76,1,,{GERMAN},false,false")
    numbers = {line[0]: line[7] for line in read[1:]}
    for answer in data["answers"]:
        if answer["values"]:
            assert numbers[answer["city"]] == pytest.approx(float(answer["values"]["f4"]["value"]), rel=1e-14)


@pytest.mark.parametrize("language", ["en", "fr", "bg"])
def test_a_workbook_opens_with_the_same_numbers(
    language: str, rollcall: RollCall, officer: Persona, tmp_path: Path
) -> None:
    file = tmp_path / "answers.xlsx"
    file.write_bytes(download(rollcall, officer.client, "xlsx", "", language))
    data = json.loads(download(rollcall, officer.client, "json", "", language))
    assert compare(calc_reads(file), data) == 12 * 18
