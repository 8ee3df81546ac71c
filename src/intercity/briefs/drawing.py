"""The map of a brief as SVG for pages and print, and as PNG for files. The same dots give the same bytes."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from PIL import Image, ImageChops, ImageDraw

from intercity.briefs.atlas import HEIGHT, WIDTH, Atlas, Mark, Point, letters

# Dots of the picture for each unit of the map: of twice as many, the edges are smoothed out.
DENSITY: Final = 2
SEA, LAND, COAST, BORDER, DOT, RIM, INK = 238, 255, 140, 190, 60, 255, 0


def svg_of(atlas: Atlas, address: Callable[[Mark], str]) -> SafeString:
    """As an SVG element; each dot leads to its `address`.

    What it shows stands in the sentence above it, whose source leads to the same list, so readers by ear and by key
    are spared it.
    """
    # Whoever points at a dot reads its name and number.
    dots = format_html_join(
        "", '<a href="{}" tabindex="-1"><title>{}: {}</title><circle cx="{}" cy="{}" r="{}"/></a>',
        ((address(mark), mark.dot.name, mark.dot.posts, mark.x, mark.y, mark.radius) for mark in atlas.marks),
    )  # fmt: skip
    names = format_html_join(
        "", '<text x="{}" y="{}" text-anchor="{}">{}</text>',
        ((f"{name.x:.1f}", f"{name.y:.1f}", name.anchor, name.text) for name in atlas.names),
    )  # fmt: skip
    return format_html(
        '<svg class="brief-map" viewBox="0 0 {} {}" aria-hidden="true"><path class="earth" d="{}"/>'
        '<path class="line" d="{}"/>{}{}</svg>',
        WIDTH, HEIGHT, path_of(atlas.land, "z"), path_of(atlas.borders, ""), dots, names,
    )  # fmt: skip


def path_of(lines: Sequence[Sequence[Point]], end: str) -> str:
    """Lines as the way of a pen."""
    return "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in line) + end for line in lines)


def png_of(atlas: Atlas) -> bytes:
    """As a picture in grey, which prints well everywhere."""
    scale = 2 * DENSITY
    size = (WIDTH * scale, HEIGHT * scale)
    image = Image.new("L", size, SEA)
    image.paste(LAND, mask=land_mask(atlas, size, scale))
    pen = ImageDraw.Draw(image)
    for lines, grey in ((atlas.land, COAST), (atlas.borders, BORDER)):
        for line in lines:
            pen.line([(x * scale, y * scale) for x, y in line], fill=grey, width=scale // 2)
    for mark in atlas.marks:
        pen.circle((mark.x * scale, mark.y * scale), mark.radius * scale, DOT, RIM, scale)
    image = image.reduce(2)
    write_names(image, atlas)
    ImageDraw.Draw(image).rectangle((0, 0, image.width - 1, image.height - 1), outline=BORDER, width=DENSITY)
    out = io.BytesIO()
    image.quantize(32).save(out, "PNG", optimize=True)
    return out.getvalue()


def land_mask(atlas: Atlas, size: tuple[int, int], scale: int) -> Image.Image:
    """Where land is: an outline within another one is a lake."""
    mask = Image.new("1", size)
    for outline in atlas.land:
        one = Image.new("1", size)
        ImageDraw.Draw(one).polygon([(x * scale, y * scale) for x, y in outline], fill=1)
        mask = ImageChops.logical_xor(mask, one)
    return mask


def write_names(image: Image.Image, atlas: Atlas) -> None:
    """Names, with light around the letters so that a coast does not cross them out."""
    font, pen = letters().font_variant(size=letters().size * DENSITY), ImageDraw.Draw(image)
    for name in atlas.names:
        place = (name.x * DENSITY, name.y * DENSITY)
        anchor = "ls" if name.anchor == "start" else "rs"
        pen.text(place, name.text, INK, font, anchor, stroke_width=2 * DENSITY, stroke_fill=RIM)
