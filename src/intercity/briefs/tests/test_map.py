"""The map of a brief: dots with their sources, the same bytes each time, on pages and in files."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from intercity.briefs.atlas import HEIGHT, WIDTH, draw_atlas
from intercity.briefs.composing import Composed, compose
from intercity.briefs.drawing import png_of, svg_of
from intercity.briefs.papers import paper_of
from intercity.briefs.statements import Cite, Dot, Part, Said, Statement, UnsourcedError
from intercity.briefs.wanted import Wanted
from intercity.core.papers.formats import write
from intercity.core.papers.structure import PictureBlock
from intercity.organisations.models import Organisation
from intercity.places.models import City, Country
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_post

NICE, TORINO = Dot("Nice", 7.27, 43.7, 3, "a"), Dot("Torino", 7.69, 45.07, 1, "b")


def test_dots_lie_on_the_sheet_and_the_larger_has_more_posts() -> None:
    atlas = draw_atlas([TORINO, NICE, Dot("Tokyo", 139.7, 35.7, 1, "c"), Dot("Quito", -78.5, -0.2, 1, "d")])
    assert all(0 < mark.x < WIDTH and 0 < mark.y < HEIGHT for mark in atlas.marks)
    assert atlas.marks[0].dot == NICE
    assert atlas.marks[0].radius > atlas.marks[1].radius
    assert {name.text for name in atlas.names} > {"Tokyo", "Quito"}
    nice, torino = (next(mark for mark in atlas.marks if mark.dot == dot) for dot in (NICE, TORINO))
    assert torino.y < nice.y
    assert torino.x > nice.x


def test_the_same_dots_give_the_same_bytes_in_any_order() -> None:
    one, other = draw_atlas([NICE, TORINO]), draw_atlas([TORINO, NICE])
    assert png_of(one) == png_of(other)
    assert svg_of(one, lambda mark: "#") == svg_of(other, lambda mark: "#")


def test_names_are_escaped() -> None:
    drawn = svg_of(draw_atlas([Dot('<b>"Nice', 7.27, 43.7, 3, "a")]), lambda mark: '"><script>')
    assert "<b>" not in drawn
    assert "<script>" not in drawn


def test_a_dot_without_a_source_cannot_be_drawn() -> None:
    with pytest.raises(UnsourcedError):
        Statement("where/map", Part.WHERE, (Said("On the map."),), (Cite("b"),), dots=[NICE, TORINO])


def place(who: Persona, name: str, at: int) -> None:
    assert who.organisation is not None
    country, _made = Country.objects.get_or_create(
        code="FR", defaults={"iso3": "FRA", "continent": "EU", "population": 1}
    )
    city = City.objects.create(
        geonames_id=at, name=name, folded=name, country=country, latitude=43.7 + at / 100, longitude=7.3, population=1,
        timezone="Europe/Paris",
    )  # fmt: skip
    Organisation.objects.filter(pk=who.organisation.pk).update(place=city)


def brief_of(space: Space, label: Label) -> Composed:
    today = timezone.now().date()
    return compose(Wanted(space, label, today - timedelta(days=1), today, timezone.now()))


@pytest.mark.django_db
def test_the_map_shows_the_cities_of_its_readers_alone(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    place(officer, "Nice", 1)
    place(officer_elsewhere, "Torino", 2)
    public = make_post(officer, space, label=Label.CLEAR)
    make_post(officer, space, label=Label.AMBER)
    make_post(officer_elsewhere, space, label=Label.AMBER)
    dots = {
        label: [dot for line in brief_of(space, label).lines for dot in line.statement.dots]
        for label in (Label.CLEAR, Label.AMBER)
    }
    assert [(dot.posts, dot.uid) for dot in dots[Label.CLEAR]] == [(1, public.uid)]
    assert sorted(dot.posts for dot in dots[Label.AMBER]) == [1, 2]
    composed = brief_of(space, Label.CLEAR)
    line = next(line for line in composed.lines if line.statement.dots)
    assert [post.pk for post in composed.sources[line.number - 1].posts] == [public.pk]
    picture = next(block for block in paper_of(composed, "x").blocks if isinstance(block, PictureBlock))
    assert re.fullmatch("[^;]+: 1", picture.alt)
    paper = paper_of(composed, "x")
    assert all(write(paper, ending) == write(paper, ending) for ending in ("pdf", "docx", "odt", "md"))
