"""Totals, charts, sentence, map and files always say what the rows say that a viewer may see, and nobody else gets any.

Roll calls are random: fields, answers, labels, viewers. What must come out is counted by hand from what was told.
"""

from __future__ import annotations

import csv
import html
import json
import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from intercity.kinds.rollcall.charts.making import charts_of
from intercity.kinds.rollcall.charts.svg import chart_svg
from intercity.kinds.rollcall.counting import figures_for
from intercity.kinds.rollcall.figures import AMOUNTS, CHOICES, Figures
from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.seeing import Seen, see
from intercity.kinds.rollcall.sentence import sentence
from intercity.kinds.rollcall.values.types import Amount, stored
from tests.random_rollcalls import (
    CITIES,
    INSIDE,
    VIEWERS,
    Said,
    Stage,
    Told,
    amounts_given,
    build_stage,
    options_chosen,
    told,
)

pytestmark = pytest.mark.django_db
NUMBER = re.compile(r"\d[\d,.]*")
HEALTH = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@pytest.fixture
def stage(db: None) -> Stage:
    return build_stage()


@settings(max_examples=25, deadline=None, suppress_health_check=HEALTH)
@given(story=told(), viewer=st.sampled_from(VIEWERS))
def test_rows_figures_charts_and_sentence_agree(story: Told, viewer: str, stage: Stage) -> None:
    rollcall = stage.play(story)
    seen = see(stage.viewer(viewer), rollcall.post)
    if not story.sees_answers(viewer):
        assert seen is None or not story.sees_post(viewer)
        return
    assert seen is not None
    rows_agree(seen, story, viewer)
    figures = figures_for(seen)
    figures_agree(figures, story.fields, story.standing)
    charts_agree(figures, story.standing)
    sentence_agrees(sentence(seen), figures, story)


def rows_agree(seen: Seen, story: Told, viewer: str) -> None:
    """Each answer that stands, and nothing else; who is silent is named inside the space only."""
    standing = story.standing
    assert {row.city.name: dict(row.values) for row in seen.rows} == {
        name: dict(said.values) for name, said in standing.items()
    }
    assert {row.city.name for row in seen.rows if row.no_capacity} == {n for n, s in standing.items() if s.no_capacity}
    assert {row.city.name for row in seen.rows if row.entered} == {n for n, s in standing.items() if s.entered}
    silent = {city[0] for city in CITIES} - set(standing)
    assert {city.name for city in seen.missing} == (silent if viewer in INSIDE else set())
    assert (seen.asked, seen.answered, seen.missing_count) == (len(CITIES), len(standing), len(silent))


def figures_agree(figures: Figures, fields: object, standing: Mapping[str, Said]) -> None:
    """Every count, sum, median and range."""
    assert (figures.asked, figures.answered) == (len(CITIES), len(standing))
    assert figures.no_capacity == sum(said.no_capacity for said in standing.values())
    for name, tally in figures.tallies.items():
        assert tally.answered == sum(name in said.values for said in standing.values())
        if tally.asked.type in CHOICES:
            assert dict(tally.options) == dict(options_chosen(standing, name))
        elif tally.asked.type in AMOUNTS:
            numbers = amounts_given(standing, name)
            assert {spread.unit: list(spread.values) for spread in tally.spreads} == numbers
            for spread in tally.spreads:
                assert spread.median == median(numbers[spread.unit])
                summed = tally.asked.type != FieldType.PERCENT
                assert spread.total == (sum(numbers[spread.unit]) if summed else None)


def median(numbers: list[Decimal]) -> Decimal:
    """The middle one, or between the two in the middle."""
    half = len(numbers) // 2
    return numbers[half] if len(numbers) % 2 else (numbers[half - 1] + numbers[half]) / 2


def charts_agree(figures: Figures, standing: Mapping[str, Said]) -> None:
    """The numbers that stand in the pictures and in the tables beside them."""
    for chart in charts_of(figures):
        name, _, place = chart.key.partition("-")
        tally = figures.tallies[name]
        drawn = [re.sub("<[^>]*>", "", text) for text in re.findall(r"<text.*?</text>", chart_svg(chart))]
        if tally.asked.type in CHOICES:
            chosen = options_chosen(standing, name)
            wanted = [str(chosen[option.id]) for option in tally.asked.options]
            assert [row[1] for row in chart.figures][: len(wanted)] == wanted
            assert [text for text in drawn if text.isdigit()][: len(wanted)] == wanted
        elif tally.asked.type in AMOUNTS:
            spread = tally.spreads[int(place)]
            assert sum(int(text) for text in drawn if text.isdigit()) == spread.count + edges_among(drawn)
        elif tally.asked.type == FieldType.DATE:
            assert sum(int(row[1]) for row in chart.figures) == tally.answered


def edges_among(drawn: list[str]) -> int:
    """The number under the left end of a distribution; the other end has a unit, or stands beside it."""
    return sum(int(text) for text in drawn[:2] if text.isdigit())


def sentence_agrees(text: str, figures: Figures, story: Told) -> None:
    """How many of how many, and of the first field no number that the rows do not give."""
    standing = story.standing
    turnout = text.partition(";")[0]
    numbers = [int(number) for number in re.findall(r"\d+", turnout)]
    wanted = {0: [len(CITIES)], len(CITIES): [len(CITIES)]}.get(len(standing), [len(standing), len(CITIES)])
    assert numbers == wanted, text
    first = next(iter(figures.tallies.values()))
    if first.asked.type == FieldType.STANDING:
        said = {int(number) for number in re.findall(r"\b(\d+) (?:says?|plans?)", text)}
        assert said == {count for count in options_chosen(standing, "f1").values() if count}


@settings(max_examples=6, deadline=None, suppress_health_check=HEALTH)
@given(story=told(), viewer=st.sampled_from(VIEWERS))
def test_pages_map_and_files_agree(story: Told, viewer: str, stage: Stage) -> None:
    pages_map_and_files_agree(story, viewer, stage)


@pytest.mark.proof
@settings(max_examples=100, deadline=None, suppress_health_check=HEALTH)
@given(story=told(), viewer=st.sampled_from(VIEWERS))
def test_pages_map_and_files_agree_often(story: Told, viewer: str, stage: Stage) -> None:
    pages_map_and_files_agree(story, viewer, stage)


def pages_map_and_files_agree(story: Told, viewer: str, stage: Stage) -> None:
    """Everything that has an address, as that viewer gets it."""
    rollcall, client = stage.play(story), stage.client(viewer)
    base = f"/posts/{rollcall.post.uid}/"
    if not story.sees_answers(viewer):
        nothing_is_told(client, base, story, viewer)
        return
    json_agrees(json.loads(got(client, f"{base}answers.json")), story, viewer)
    files_agree(client, base, story)
    map_agrees(client, base, story, viewer)
    seen = see(stage.viewer(viewer), rollcall.post)
    assert seen is not None
    for page in (base, f"{base}answers", f"{base}answers/print"):
        text = html.unescape(got(client, page).decode())
        assert sentence(seen) in text, page
        rows = set(re.findall(r'<tr[^>]* data-org="(\w+)"', text))
        assert page.endswith("print") or rows == {row.city.uid for row in seen.rows}, page


def got(client: Client, path: str) -> bytes:
    """A page that is there."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return bytes(answer.content)


def nothing_is_told(client: Client, base: str, story: Told, viewer: str) -> None:
    """Whoever may not see answers gets none, by no address; the question itself where they may read that."""
    assert client.get(base).status_code == (200 if story.sees_post(viewer) else 404)
    for end in ("", ".csv", ".json", ".xlsx", "/map", "/map.json", "/compare", "/print", "/missing"):
        assert client.get(f"{base}answers{end}").status_code in (302, 403, 404), end
    assert client.get(f"{base}answers/embed").status_code == 404


def json_agrees(data: dict[str, Any], story: Told, viewer: str) -> None:
    """Rows as they were told, and totals over them."""
    standing = story.standing
    rows = {row["city"]: row for row in data["answers"]}
    assert rows.keys() == standing.keys()
    for name, said in standing.items():
        assert rows[name]["values"] == {field: stored(value) for field, value in said.values.items()}
        assert (rows[name]["comment"], rows[name]["no_capacity"]) == (said.comment, said.no_capacity)
    silent = {city[0] for city in CITIES} - standing.keys()
    assert {city["city"] for city in data["missing"]} == (silent if viewer in INSIDE else set())
    assert (data["asked"], data["answered"], data["not_answered"]) == (len(CITIES), len(standing), len(silent))
    for field in data["fields"]:
        assert field["counts"] == dict(options_chosen(standing, field["name"]))
        numbers = amounts_given(standing, field["name"])
        assert {one["unit"]: one["count"] for one in field["numbers"]} == {u: len(all_) for u, all_ in numbers.items()}
        for one in field["numbers"]:
            assert Decimal(one["median"]) == median(numbers[one["unit"]])
            assert field["type"] == "percent" or Decimal(one["total"]) == sum(numbers[one["unit"]])


def files_agree(client: Client, base: str, story: Told) -> None:
    """CSV and workbook have the same cells, and the numbers that were told under each question."""
    text = got(client, f"{base}answers.csv").decode("utf-8-sig")
    head, *rows = csv.reader(text.splitlines(keepends=True))
    sheet = load_workbook(BytesIO(got(client, f"{base}answers.xlsx")), read_only=True)
    cells = [list(row) for row in sheet.worksheets[0].iter_rows(values_only=True)]
    assert [str(cell) for cell in cells[0]] == head
    standing = story.standing
    assert {row[0] for row in rows} == {row[0] for row in cells[1:]} == standing.keys()
    for number, asked in enumerate(story.fields, 1):
        at = next((n for n, title in enumerate(head) if title.startswith(asked["label"])), None)
        assert at is not None
        for row, line in zip(rows, cells[1:], strict=True):
            value = standing[row[0]].values.get(f"f{number}")
            if isinstance(value, Amount):
                assert Decimal(row[at]) == value.value == Decimal(str(line[at])), (asked, row)
            elif value is None:
                assert (row[at], line[at]) in (("", None), ("", "")), (asked, row)


def map_agrees(client: Client, base: str, story: Told, viewer: str) -> None:
    """As many marks as answers for each option; the silent ones stand on it inside the space only."""
    standing = story.standing
    silent = {city[0] for city in CITIES} - standing.keys()
    for number, asked in enumerate(story.fields, 1):
        data = json.loads(got(client, f"{base}answers/map.json?field=f{number}"))
        drawn = [*data["cities"], *data["others"]]
        assert {one["name"] for one in drawn} == standing.keys() | (silent if viewer in INSIDE else set())
        counts = Counter(data["marks"][one["mark"]]["key"] for one in drawn)
        told_counts = {mark["key"]: mark["count"] for mark in data["marks"]}
        assert told_counts.get("missing", 0) == len(silent)
        assert {key: told_counts[key] for key in counts if key != "missing"} == {
            key: count for key, count in counts.items() if key != "missing"
        }
        if asked["type"] in (FieldType.STANDING, FieldType.ONE):
            chosen = {f"o-{option}": count for option, count in options_chosen(standing, f"f{number}").items()}
            assert {key: count for key, count in counts.items() if key.startswith("o-")} == chosen
