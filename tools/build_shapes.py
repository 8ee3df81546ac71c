"""Prepare the outlines that the map draws: `src/intercity/static/map/shapes.json`.

Run when Natural Earth has a new edition. The source is its 1:50,000,000 countries as TopoJSON:

    npm pack world-atlas@2.0.2        # unpack it
    python tools/build_shapes.py .../package/countries-50m.json

Land and borders are kept apart: coasts are joined into rings that are filled, borders are lines. Europe is kept
finer than the rest of the world. Numbers are hundredths of a degree, each relative to the one before; `written` says
how they stand in the file.
"""

from __future__ import annotations

import argparse
import gzip
import heapq
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import cos, radians
from pathlib import Path
from typing import Any

OUT = Path(__file__).resolve().parent.parent / "src/intercity/static/map/shapes.json"
EUROPE = (-25.0, 34.0, 45.0, 72.0)
# The smallest triangle that a point must make with its neighbours, and the smallest island: square degrees.
FINE, COARSE = 0.0013, 0.1
FINE_ISLAND, COARSE_ISLAND = 0.004, 0.3
STEPS = 100
# What numbers are written with: nothing that JSON or a space between outlines would need for itself.
SIGNS = "".join(chr(n) for n in range(35, 127) if chr(n) != "\\")
# The first so many signs end a number, the others say that it goes on.
ENDING = 60

LEFT_OUT = {"Antarctica"}
# The Union and the United Nations count these as parts of the other one.
PART_OF = {"N. Cyprus": "Cyprus", "Somaliland": "Somalia"}
CRIMEA = (34.2, 45.2)

Point = tuple[float, float]
Line = list[Point]
Ring = list[int]


def read_lines(topology: dict[str, Any]) -> list[Line]:
    """The arcs of a topology in degrees."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    lines = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        lines.append(line)
    return lines


def read_polygons(topology: dict[str, Any]) -> Iterator[tuple[str, list[Ring]]]:
    """Name and rings of each part of each country."""
    for shape in topology["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        parts = [shape["arcs"]] if shape["type"] == "Polygon" else shape.get("arcs", [])
        for rings in parts:
            yield PART_OF.get(name, name), rings


def is_inside(point: Point, line: Line) -> bool:
    """Whether a closed line goes around the point."""
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in zip(line, line[1:], strict=False):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def joined(ring: Ring, lines: list[Line]) -> Line:
    """The closed line of a ring of arcs; `~n` is arc n backwards."""
    points: Line = []
    for n in ring:
        line = lines[n] if n >= 0 else lines[~n][::-1]
        points += line[1:] if points else line
    return points


def owners(topology: dict[str, Any], lines: list[Line]) -> dict[int, list[str]]:
    """Whose outline each arc is part of: one name at coasts, two at borders."""
    found: dict[int, list[str]] = defaultdict(list)
    for name, rings in read_polygons(topology):
        if name in LEFT_OUT:
            continue
        if name == "Russia" and is_inside(CRIMEA, joined(rings[0], lines)):
            name = "Ukraine"
        for n in (n for ring in rings for n in ring):
            found[n if n >= 0 else ~n].append(name)
    return found


def area(a: Point, b: Point, c: Point) -> float:
    """The triangle of three points, in square degrees as wide as they are there."""
    wide = cos(radians(b[1]))
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) * wide / 2


def is_european(point: Point) -> bool:
    """Whether a point lies where the map is looked at most."""
    west, south, east, north = EUROPE
    return west <= point[0] <= east and south <= point[1] <= north


def thin(line: Line) -> Line:
    """Take the points away that matter least (Visvalingam), never the ends."""
    before, after = list(range(-1, len(line) - 1)), list(range(1, len(line) + 1))
    weight = [0.0] * len(line)
    gone = [False] * len(line)

    def weigh(n: int) -> float:
        fine = 1.0 if is_european(line[n]) else FINE / COARSE
        return area(line[before[n]], line[n], line[after[n]]) * fine

    heap = []
    for n in range(1, len(line) - 1):
        weight[n] = weigh(n)
        heap.append((weight[n], n))
    heapq.heapify(heap)
    while heap and heap[0][0] < FINE:
        size, n = heapq.heappop(heap)
        if gone[n] or size != weight[n]:
            continue
        gone[n] = True
        left, right = before[n], after[n]
        after[left], before[right] = right, left
        for near in (left, right):
            if 0 < near < len(line) - 1:
                weight[near] = max(size, weigh(near))
                heapq.heappush(heap, (weight[near], near))
    return [point for n, point in enumerate(line) if not gone[n]]


def rings_of(coasts: Iterable[Line]) -> Iterator[Line]:
    """Join coasts at their ends into closed rings. Filled by the even-odd rule, any way of joining gives the same."""
    waiting: dict[Point, list[Line]] = defaultdict(list)
    for line in coasts:
        waiting[line[0]].append(line)
        waiting[line[-1]].append(line[::-1])
    while any(waiting.values()):
        start = next(point for point, lines in waiting.items() if lines)
        ring = [start]
        while waiting[ring[-1]]:
            line = waiting[ring[-1]].pop()
            waiting[line[-1]].remove(line[::-1])
            ring += line[1:]
            if ring[-1] == start:
                break
        yield ring


def unwrapped(ring: Line) -> Line:
    """A ring that goes over the 180th meridian goes on beyond it, instead of jumping around the world."""
    points, turn = [ring[0]], 0.0
    for (ax, _ay), (bx, by) in zip(ring, ring[1:], strict=False):
        turn += 360.0 if bx - ax < -180 else -360.0 if bx - ax > 180 else 0.0
        points.append((bx + turn, by))
    middle = (min(x for x, _ in points) + max(x for x, _ in points)) / 2
    back = 360.0 * round(middle / 360)
    return [(x - back, y) for x, y in points]


def surface(ring: Line) -> float:
    """What a ring goes around, in square degrees as wide as they are there."""
    wide = cos(radians(ring[0][1]))
    twice = sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(ring, ring[1:], strict=False))
    return abs(twice) * wide / 2


def is_worth_it(ring: Line) -> bool:
    """Whether an island or a lake is large enough to be seen."""
    return surface(ring) > (FINE_ISLAND if is_european(ring[0]) else COARSE_ISLAND)


def packed(line: Line) -> list[int]:
    """Hundredths of a degree, each relative to the point before: longitude, latitude, longitude, …"""
    numbers: list[int] = []
    px, py = 0, 0
    for x, y in line:
        qx, qy = round(x * STEPS), round(y * STEPS)
        if not numbers or (qx, qy) != (px, py):
            numbers += [qx - px, qy - py]
        px, py = qx, qy
    return numbers


def written(numbers: Iterable[int]) -> str:
    """An outline as text. Nearly all its numbers are small: one sign stands for what JSON would write with three."""
    return "".join(map(signs_of, numbers))


def signs_of(number: int) -> str:
    """One number: 0, -1, 1, -2, … are counted from 0, what is beyond the ending signs goes on in the next sign."""
    rest, text = 2 * number if number >= 0 else -2 * number - 1, ""
    while rest >= ENDING:
        rest, sign = divmod(rest - ENDING, len(SIGNS) - ENDING)
        text += SIGNS[ENDING + sign]
    return text + SIGNS[rest]


def read_written(text: str) -> list[int]:
    """The numbers of an outline; `static/js/map-land.js` reads them in the same way."""
    numbers: list[int] = []
    rest, size = 0, 1
    for sign in map(SIGNS.index, text):
        rest += size * sign
        if sign >= ENDING:
            size *= len(SIGNS) - ENDING
            continue
        numbers.append(-(rest + 1) // 2 if rest % 2 else rest // 2)
        rest, size = 0, 1
    return numbers


def build(source: Path) -> dict[str, list[list[int]]]:
    """Read the countries and give what the map draws."""
    topology = json.loads(source.read_text(encoding="utf-8"))
    lines = read_lines(topology)
    coasts, borders = [], []
    for n, names in sorted(owners(topology, lines).items()):
        if len(names) == 1:
            coasts.append(thin(lines[n]))
        elif len(set(names)) > 1:
            borders.append(thin(lines[n]))
    rings = [unwrapped(ring) for ring in rings_of(coasts)]
    land = [packed(ring) for ring in rings if is_worth_it(ring)]
    return {"land": land, "borders": [packed(line) for line in borders]}


def main() -> None:
    """Write the file and say how large it is."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("source", type=Path, help="countries-50m.json of world-atlas")
    shapes = build(parser.parse_args().source)
    text = json.dumps({name: " ".join(map(written, lines)) for name, lines in shapes.items()}, separators=(",", ":"))
    OUT.write_text(text, encoding="utf-8")
    points = sum(len(line) // 2 for lines in shapes.values() for line in lines)
    print(f"{points} points, {len(text)} bytes, {len(gzip.compress(text.encode()))} compressed")


if __name__ == "__main__":
    main()
