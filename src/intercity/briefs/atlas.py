"""Where the dots of a brief's map lie, what land is around them, and which of them are named. No file format here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import asinh, radians, sqrt, tan
from pathlib import Path
from typing import Final, Literal

from PIL import ImageFont

from intercity.briefs.statements import Dot
from intercity.core import papers
from intercity.places.shapes import Outline, borders, land

WIDTH, HEIGHT = 600, 330
# So much land is seen around the outermost dots, and never less than these degrees from side to side.
MARGIN: Final = 0.14
LEAST_SPAN: Final = radians(12)
FARTHEST_NORTH: Final = 80.0
LETTERS: Final = 13
LARGEST: Final = 14.0
# What lies just outside is drawn too, so that no coast ends at the frame.
BEYOND: Final = 8.0

Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Mark:
    """A dot on the sheet."""

    dot: Dot
    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Name:
    """A name beside its dot: where its first or its last letter stands, on the line of the letters' feet."""

    text: str
    x: float
    y: float
    anchor: Literal["start", "end"]


@dataclass(frozen=True)
class Atlas:
    """A map of WIDTH by HEIGHT units: land (what lies in other land is a lake), borders, dots, names."""

    land: Sequence[Sequence[Point]]
    borders: Sequence[Sequence[Point]]
    marks: Sequence[Mark]
    names: Sequence[Name]


@dataclass(frozen=True)
class Frame:
    """The part of the world on the sheet: its left and upper edge, and how many units one radian takes."""

    left: float
    top: float
    scale: float

    def place(self, lon: float, lat: float) -> Point:
        """A place on the sheet, to a tenth of a unit."""
        x, y = flat(lon, lat)
        return round((x - self.left) * self.scale, 1), round((self.top - y) * self.scale, 1)


def draw_atlas(dots: Sequence[Dot]) -> Atlas:
    """The map of these dots. The same dots give the same map. ValueError for none."""
    frame = frame_of(dots)
    marks = [
        Mark(dot, *frame.place(dot.lon, dot.lat), radius_of(dot.posts))
        for dot in sorted(dots, key=lambda dot: (-dot.posts, dot.name, dot.uid))
    ]
    return Atlas(list(shapes_in(frame, land())), list(lines_in(frame, borders())), marks, names_of(marks))


def flat(lon: float, lat: float) -> Point:
    """Mercator's projection, in radians."""
    north = max(-FARTHEST_NORTH, min(FARTHEST_NORTH, lat))
    return radians(lon), asinh(tan(radians(north)))


def radius_of(posts: int) -> float:
    """The area of a dot grows with its posts, up to a limit."""
    return round(min(3.2 + 1.3 * sqrt(posts), LARGEST), 1)


def frame_of(dots: Sequence[Dot]) -> Frame:
    """The smallest part of the world with all dots and some land around them."""
    places = [flat(dot.lon, dot.lat) for dot in dots]
    if not places:
        raise ValueError("a map without a dot")
    (west, east), (south, north) = ((min(line), max(line)) for line in zip(*places, strict=True))
    shape = WIDTH / HEIGHT
    span = max((east - west) * (1 + 2 * MARGIN), (north - south) * (1 + 2 * MARGIN) * shape, LEAST_SPAN)
    return Frame((west + east - span) / 2, (south + north + span / shape) / 2, WIDTH / span)


def shapes_in(frame: Frame, outlines: Sequence[Outline]) -> Iterator[list[Point]]:
    """Closed outlines, cut at the edges of the sheet."""
    for outline in outlines:
        points = [frame.place(*corner) for corner in outline]
        for axis, limit, sign in ((0, -BEYOND, 1), (0, WIDTH + BEYOND, -1), (1, -BEYOND, 1), (1, HEIGHT + BEYOND, -1)):
            points = cut(points, axis, limit, sign)
        points = thinned(points)
        if len(points) > 2:
            yield points


def cut(points: Sequence[Point], axis: int, limit: float, sign: int) -> list[Point]:
    """What of a closed outline lies on one side of a line (Sutherland and Hodgman)."""
    found: list[Point] = []
    for before, point in zip([*points[-1:], *points[:-1]], points, strict=True):
        was, now = (before[axis] - limit) * sign >= 0, (point[axis] - limit) * sign >= 0
        if was != now:
            part = (limit - before[axis]) / (point[axis] - before[axis])
            x, y = (round(before[one] + part * (point[one] - before[one]), 1) for one in (0, 1))
            found.append((x, y))
        if now:
            found.append(point)
    return found


def lines_in(frame: Frame, outlines: Sequence[Outline]) -> Iterator[list[Point]]:
    """Open lines of which something lies on the sheet."""
    for outline in outlines:
        points = thinned([frame.place(*corner) for corner in outline])
        if any(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points):
            yield points


def thinned(points: Sequence[Point]) -> list[Point]:
    """Without corners that nobody could tell from the one before."""
    found: list[Point] = []
    for point in points:
        if not found or abs(point[0] - found[-1][0]) + abs(point[1] - found[-1][1]) >= 1:
            found.append(point)
    return found


@cache
def letters() -> ImageFont.FreeTypeFont:
    """The letters of names on the map."""
    return ImageFont.truetype(str(Path(papers.__file__).parent / "data" / "regular.ttf"), LETTERS)


def names_of(marks: Sequence[Mark]) -> list[Name]:
    """The names for which there is room beside their dots, those with most posts first."""
    taken: list[Box] = [(m.x - m.radius, m.y - m.radius, m.x + m.radius, m.y + m.radius) for m in marks]
    found = []
    for mark in marks:
        wide = float(letters().getlength(mark.dot.name))
        right, left = mark.x + mark.radius + 2, mark.x - mark.radius - 2
        boxes: list[tuple[Box, Name]] = [
            ((right, mark.y - 7, right + wide, mark.y + 7), Name(mark.dot.name, right, mark.y + 4.5, "start")),
            ((left - wide, mark.y - 7, left, mark.y + 7), Name(mark.dot.name, left, mark.y + 4.5, "end")),
        ]
        room = next((one for one in boxes if is_free(one[0], taken)), None)
        if room is not None:
            taken.append(room[0])
            found.append(room[1])
    return found


def is_free(box: Box, taken: Sequence[Box]) -> bool:
    """Whether a box lies on the sheet and touches none of the others."""
    left, top, right, bottom = box
    if left < 2 or top < 2 or right > WIDTH - 2 or bottom > HEIGHT - 2:
        return False
    return all(right <= one[0] or one[2] <= left or bottom <= one[1] or one[3] <= top for one in taken)
