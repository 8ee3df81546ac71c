"""Totals, charts, sentence, map and files always say what the rows say that a viewer may see, and nobody else gets any.

Roll calls are random: fields, answers, labels, viewers. What must come out is counted by hand from what was told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intercity.kinds.rollcall.charts.making import charts_of
from intercity.kinds.rollcall.charts.svg import chart_svg
from intercity.kinds.rollcall.counting import figures_for
from intercity.kinds.rollcall.figures import AMOUNTS, CHOICES, Figures
from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.seeing import Seen, see
from intercity.kinds.rollcall.sentence import sentence
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
