"""Prepare what surrounds each city: `src/intercity/places/data/surroundings.tsv.gz`.

Run after `build_places.py` or `build_shapes.py` has written anew what this reads; it needs nothing else:

    python -m tools.build_surroundings

Two figures for each city: kilometres to the sea where that is near, out of the outlines that the map draws, and how
many people live in the listed cities within 25 kilometres. Both are estimates; the README beside the data says how
good they are.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import ceil, cos, floor, hypot, radians
from pathlib import Path

from intercity.places.files import prepared_rows
from intercity.places.surroundings import FARTHEST_SEA, RADIUS
from tools.build_shapes import read_written

ROOT = Path(__file__).resolve().parent.parent / "src/intercity"
SHAPES = ROOT / "static/map/shapes.json"
OUT = ROOT / "places/data/surroundings.tsv.gz"
KM = 111.2
"""Kilometres of a degree of latitude."""
# Outlines are cut into pieces of at most this many degrees, so that each lies in few cells.
PIECE = 0.25

Point = tuple[float, float]
Piece = tuple[Point, Point]
Cell = tuple[int, int]


def rings() -> list[list[Point]]:
    """The outlines in degrees, longitude first."""
    found = []
    for flat in map(read_written, json.loads(SHAPES.read_text())["land"].split()):
        x = y = 0
        ring = []
        for dx, dy in zip(flat[::2], flat[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x / 100, y / 100))
        found.append(ring)
    return found


def is_inside(point: Point, ring: list[Point]) -> bool:
    """Whether a closed line goes around the point."""
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def coasts(all_rings: list[list[Point]]) -> Iterator[list[Point]]:
    """Outlines with the sea outside: those that lie inside another one are lakes."""
    for ring in all_rings:
        if not any(is_inside(ring[0], other) for other in all_rings if other is not ring):
            yield ring


def pieces(ring: list[Point]) -> Iterator[Piece]:
    """The sides of a ring in short pieces; what lies on the edge of the drawn world is no coast."""
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if abs(ax) > 179.9 and abs(bx) > 179.9:
            continue
        parts = max(1, ceil(max(abs(bx - ax), abs(by - ay)) / PIECE))
        for n in range(parts):
            start, end = n / parts, (n + 1) / parts
            yield (ax + (bx - ax) * start, ay + (by - ay) * start), (ax + (bx - ax) * end, ay + (by - ay) * end)


def around(lon: float, lat: float, km: float) -> Iterator[Cell]:
    """The cells of a degree that may hold something within `km`."""
    high, wide = km / KM, km / KM / max(0.1, cos(radians(lat)))
    for x in range(floor(lon - wide), floor(lon + wide) + 1):
        for y in range(floor(lat - high), floor(lat + high) + 1):
            yield x, y


def distance(lon: float, lat: float, piece: Piece) -> float:
    """Kilometres to a piece, on a plane that touches the globe at the place: good for short ways."""
    wide = KM * cos(radians(lat))
    (ax, ay), (bx, by) = (((x - lon) * wide, (y - lat) * KM) for x, y in piece)
    length = (bx - ax) ** 2 + (by - ay) ** 2
    share = 0.0 if not length else min(1.0, max(0.0, -(ax * (bx - ax) + ay * (by - ay)) / length))
    return hypot(ax + share * (bx - ax), ay + share * (by - ay))


def cells_of_coast() -> dict[Cell, set[Piece]]:
    """Every piece of coast under the cells that its ends lie in."""
    found = defaultdict[Cell, set[Piece]](set)
    for ring in coasts(rings()):
        for piece in pieces(ring):
            for x, y in piece:
                found[floor(x), floor(y)].add(piece)
    return found


def is_drawn(lon: float, lat: float, boxes: list[tuple[float, float, float, float, list[Point]]]) -> bool:
    """Whether the outlines have land there at all: the smallest islands are left out of them."""
    return any(
        west <= lon <= east and south <= lat <= north and is_inside((lon, lat), ring)
        for west, south, east, north, ring in boxes
    )


def boxed(ring: list[Point]) -> tuple[float, float, float, float, list[Point]]:
    """A ring with its west, south, east and north."""
    lons, lats = [x for x, _y in ring], [y for _x, y in ring]
    return min(lons), min(lats), max(lons), max(lats), ring


def two_digits(number: int) -> int:
    """Rounded: more digits would say more than is known."""
    return round(number, 2 - len(str(number))) if number > 99 else number


def rows() -> Iterator[list[object]]:
    """One row for each city."""
    cities = [(row[0], float(row[5]), float(row[4]), int(row[6])) for row in prepared_rows("cities.tsv.gz")]
    boxes = [boxed(ring) for ring in rings()]
    coast, people = cells_of_coast(), defaultdict[Cell, list[tuple[float, float, int]]](list)
    for _key, lon, lat, population in cities:
        people[floor(lon), floor(lat)].append((lon, lat, population))
    for key, lon, lat, _population in cities:
        near = [piece for cell in around(lon, lat, FARTHEST_SEA) for piece in coast.get(cell, ())]
        sea = min((distance(lon, lat, piece) for piece in near), default=FARTHEST_SEA + 1)
        sea = sea if is_drawn(lon, lat, boxes) else 0
        others = (other for cell in around(lon, lat, RADIUS) for other in people.get(cell, ()))
        living = sum(count for x, y, count in others if distance(lon, lat, ((x, y), (x, y))) <= RADIUS)
        yield [key, round(sea) if sea <= FARTHEST_SEA else "", two_digits(living)]


def write(lines: Iterable[list[object]]) -> None:
    """The same bytes for the same rows."""
    text = "".join("\t".join(map(str, line)) + "\n" for line in lines)
    OUT.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


if __name__ == "__main__":
    write(rows())
