"""How large a picture is drawn."""

from __future__ import annotations

import io

from PIL import Image

from intercity.core.papers.structure import PictureBlock

TEXT_WIDTH_MM, TALLEST_MM = 166.0, 220.0
# How large a picture without a wished width is drawn: as on paper at 150 dots an inch.
MM_PER_DOT = 25.4 / 150


def picture_size(block: PictureBlock) -> tuple[float, float] | None:
    """Width and height in millimetres, within a page; None for what is no PNG or JPEG picture."""
    try:
        with Image.open(io.BytesIO(block.data), formats=["PNG", "JPEG"]) as image:
            image.load()
            dots, shape = image.width, image.height / image.width
    # Decoders raise whatever they like on broken input.
    except Exception:
        return None
    width = min(block.width_mm or dots * MM_PER_DOT, TEXT_WIDTH_MM, TALLEST_MM / shape)
    return width, width * shape
