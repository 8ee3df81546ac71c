"""The land of the world and its inner borders, as every map draws them (`static/map/README.md` says whence)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

Outline = Sequence[tuple[float, float]]
"""Longitude and latitude of each corner, in degrees."""

FILE: Final = Path(__file__).parent.parent / "static" / "map" / "shapes.json"
# How `tools/build_shapes.py` writes numbers: a sign below ENDING is the last of its number.
ENDING: Final = 60
GOING_ON: Final = 31
STROKE: Final = 92


@cache
def land() -> tuple[Outline, ...]:
    """Outlines of land; those inside others are lakes."""
    return read_shapes("land")


@cache
def borders() -> tuple[Outline, ...]:
    """Lines between countries, on land."""
    return read_shapes("borders")


def read_shapes(name: str) -> tuple[Outline, ...]:
    """All outlines of that name in the file."""
    texts: str = json.loads(FILE.read_text())[name]
    return tuple(outline(text) for text in texts.split(" "))


def outline(text: str) -> Outline:
    """One: hundredths of a degree, each pair relative to the one before."""
    line, found = list(numbers(text)), []
    lon = lat = 0
    for east, north in zip(line[::2], line[1::2], strict=True):
        lon, lat = lon + east, lat + north
        found.append((lon / 100, lat / 100))
    return tuple(found)


def numbers(text: str) -> Iterator[int]:
    """The numbers in a text; `static/js/map-land.js` reads them in the same way."""
    rest, size = 0, 1
    for sign in text:
        value = ord(sign) - (36 if ord(sign) > STROKE else 35)
        rest += size * value
        if value >= ENDING:
            size *= GOING_ON
            continue
        yield -((rest + 1) // 2) if rest % 2 else rest // 2
        rest, size = 0, 1
