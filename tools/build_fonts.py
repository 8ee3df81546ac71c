"""Build the fonts that PDF files carry, out of DejaVu (Debian: fonts-dejavu-extra), small enough to be shipped.

    python tools/build_fonts.py [--from /usr/share/fonts/truetype/dejavu]

Kept are Latin, Greek, Cyrillic, Armenian, Georgian, punctuation, currencies, arrows and a few signs. What only
screens of last century need (hinting) and what only shaping engines read goes. The same fonts give the same bytes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

TARGET = Path(__file__).resolve().parent.parent / "src" / "intercity" / "core" / "papers" / "data"
STYLES = {
    "regular": "DejaVuSansCondensed.ttf",
    "bold": "DejaVuSansCondensed-Bold.ttf",
    "italic": "DejaVuSansCondensed-Oblique.ttf",
    "bolditalic": "DejaVuSansCondensed-BoldOblique.ttf",
}
LETTERS = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x18F, 0x18F), (0x192, 0x192), (0x1E6, 0x1E9), (0x1FA, 0x1FF), (0x218, 0x21B),
    (0x259, 0x259), (0x2B9, 0x2BC), (0x2C6, 0x2C7), (0x2D8, 0x2DD), (0x300, 0x30C), (0x326, 0x328), (0x374, 0x375),
    (0x37E, 0x37E), (0x384, 0x3CE), (0x400, 0x45F), (0x462, 0x463), (0x46A, 0x46B), (0x472, 0x475), (0x490, 0x493),
    (0x49A, 0x49B), (0x4A2, 0x4A3), (0x4AE, 0x4B3), (0x4BA, 0x4BB), (0x4D8, 0x4D9), (0x4E8, 0x4E9), (0x531, 0x589),
    (0x10D0, 0x10FC), (0x1E02, 0x1E03), (0x1E0A, 0x1E0B), (0x1E1E, 0x1E1F), (0x1E40, 0x1E41), (0x1E56, 0x1E57),
    (0x1E60, 0x1E61), (0x1E6A, 0x1E6B), (0x1E80, 0x1E85), (0x1E9E, 0x1E9E), (0x1EF2, 0x1EF3), (0x2010, 0x2027),
    (0x202F, 0x2030), (0x2032, 0x2033), (0x2039, 0x203A), (0x2044, 0x2044), (0x2070, 0x2070), (0x2074, 0x2079),
    (0x2080, 0x2089), (0x20AC, 0x20AC), (0x20B4, 0x20B4), (0x20BA, 0x20BA), (0x20BD, 0x20BD), (0x2103, 0x2103),
    (0x2116, 0x2116), (0x2122, 0x2122), (0x2190, 0x2195), (0x21D2, 0x21D2), (0x2212, 0x2212), (0x221E, 0x221E),
    (0x2248, 0x2248), (0x2260, 0x2265), (0x25A0, 0x25A1), (0x25B2, 0x25B2), (0x25BC, 0x25BC), (0x25CF, 0x25CF),
    (0x2605, 0x2606), (0x2610, 0x2612), (0x2713, 0x2718), (0xFFFD, 0xFFFD),
)  # fmt: skip


def letters() -> list[int]:
    """The code points that are kept."""
    return [code for first, last in LETTERS for code in range(first, last + 1)]


def build(source: Path, target: Path) -> int:
    """Write the small form of one font; gives its size."""
    options = subset.Options(
        hinting=False, layout_features=[], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], notdef_outline=True,
        glyph_names=False, drop_tables=["GPOS", "GSUB", "GDEF", "kern", "FFTM", "MATH", "DSIG"], recalc_timestamp=False,
    )  # fmt: skip
    font = TTFont(source, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=letters())
    cutter.subset(font)
    font.save(target)
    return target.stat().st_size


def main() -> None:
    """Build all four styles."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--from", dest="source", type=Path, default=Path("/usr/share/fonts/truetype/dejavu"))
    source = asked.parse_args().source
    for style, name in STYLES.items():
        print(f"{style}: {build(source / name, TARGET / f'{style}.ttf'):,} bytes")


if __name__ == "__main__":
    main()
