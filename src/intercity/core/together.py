"""A text that several people write at once: each sending goes on from a version, and becomes one with what stands.

Rooms that keep such texts (sections of documents, notes) ask here what both make together, and keep the versions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from intercity.core.merging import Overlap, merge, plain_lines

MOST_OVERLAPS: Final = 20
LONGEST_NUMBER: Final = 8
Pair = tuple[str, str]
"""Heading and text; the heading is "" where there is none."""


@dataclass(frozen=True)
class Said:
    """What somebody wrote: heading and text, the version they went on from, and their own name for this sending."""

    title: str
    body: str
    base: str = ""
    key: str = ""

    @property
    def pair(self) -> Pair:
        """Heading and text, with plain line ends."""
        return self.title, plain_lines(self.body)


@dataclass(frozen=True)
class Together:
    """Heading and text of both, where they met, and whether that is another text than was sent.

    `is_silent` where nothing was changed of what its writer went on from.
    """

    title: str
    body: str
    overlaps: Sequence[Overlap]
    merged: bool
    is_silent: bool

    @property
    def pair(self) -> Pair:
        """Heading and text."""
        return self.title, self.body


def put_together(base: Pair, said: Said, stands: Pair, gap: str = " ") -> Together:
    """What `said` makes of `base`, together with what stands by now. No word of either is lost; `gap` as in `merge`."""
    title, body = merge(base[0], said.title, stands[0]), merge(base[1], said.body, stands[1], gap)
    pair = title.text, body.text
    return Together(*pair, (*title.overlaps, *body.overlaps), pair != said.pair, said.pair == base)


def version_named(token: str) -> tuple[int, bool] | None:
    """The version that a page says it goes on from, and whether as its writer sent it: "7", "7s"; 0 for none yet.

    None for what names none.
    """
    number = token.removesuffix("s") or "0"
    if not (number.isascii() and number.isdecimal()) or len(number) > LONGEST_NUMBER:
        return None
    return int(number), token.endswith("s")


def told(overlaps: Sequence[Overlap]) -> list[dict[str, str]]:
    """Where two met, as plain data for pages and scripts."""
    return [{"theirs": one.theirs, "mine": one.mine} for one in overlaps[:MOST_OVERLAPS]]
