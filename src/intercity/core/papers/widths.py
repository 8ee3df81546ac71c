"""How wide the columns of a table are."""

from __future__ import annotations

from collections.abc import Sequence

from intercity.core.papers.structure import Runs, text_of

# Texts count between a short word and a long sentence; twice the text is not twice the width.
SHORTEST, LONGEST, POWER = 6, 90, 0.7


def column_widths(
    header: Sequence[Runs], rows: Sequence[Sequence[Runs]], total: float, narrowest: float
) -> list[float]:
    """Wider columns for longer texts, `total` together, none below `narrowest` (which gives way to many columns)."""
    least = min(narrowest, total / max(len(header), 1))
    wishes = []
    for place, cell in enumerate(header):
        longest = max([len(text_of(cell)), *(len(text_of(row[place])) for row in rows if place < len(row))])
        wishes.append(min(max(longest, SHORTEST), LONGEST) ** POWER)
    left = total - least * len(wishes)
    return [least + left * wish / sum(wishes) for wish in wishes]
