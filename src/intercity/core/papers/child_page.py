"""`python -m intercity.core.papers.child_page PATH WIDTH HEIGHT`: draws the first page of one foreign PDF.

Prints width and height on a line, then three bytes for each point: whoever reads it needs no decoder. It limits
itself as the reader of texts does.
"""

from __future__ import annotations

import sys
from importlib import import_module

from intercity.core.papers.child import limit


def draw(path: str, width: int, height: int) -> bytes:
    """The first page, no wider and higher than that; raises whatever the library does where it cannot draw."""
    document = import_module("pypdfium2").PdfDocument(path)
    page = document[0]
    wide, high = page.get_size()
    # Without what forms and notes draw: only what is printed.
    bitmap = page.render(scale=min(width / wide, height / high), may_draw_forms=False)
    picture = bitmap.to_pil().convert("RGB")
    return b"%d %d\n" % picture.size + bytes(picture.tobytes())


def main() -> None:
    """Draw the one page."""
    path, width, height = sys.argv[1:]
    limit()
    sys.stdout.buffer.write(draw(path, int(width), int(height)))


if __name__ == "__main__":
    main()
