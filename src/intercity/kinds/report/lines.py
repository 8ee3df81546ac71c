"""Issues and takeaways as lines of a form, and the posts that they are.

A line keeps its post while the report is edited: the same words keep it first, then what was written in their place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

from intercity.core.uids import new_uid

ISSUE: Final = "issue"
TAKEAWAY: Final = "takeaway"
MOST_LINES: Final = 40
LONGEST_LINE: Final = 200
# So alike are an old line and what replaces it.
ALIKE: Final = 0.5
Line = dict[str, Any]
"""`uid` of its post, `sort`, `text`, and as `was` the text before."""


def split_lines(text: str) -> list[str]:
    """What was typed, line by line, without marks of a list and without doubles."""
    found = (" ".join(line.replace("\x00", "").strip().lstrip("-*•").split()) for line in text.splitlines())
    return list(dict.fromkeys(filter(None, found)))


def joined(lines: Sequence[Line], sort: str) -> str:
    """As the form shows them."""
    return "\n".join(line["text"] for line in lines if line["sort"] == sort)


def matched(old: Sequence[Line], sort: str, texts: Sequence[str]) -> list[Line]:
    """The lines of one sort that are to stand: each with the post that it had, or a new one."""
    left = {line["text"]: line for line in old if line["sort"] == sort}
    kept = {text: left.pop(text) for text in texts if text in left}
    made = []
    for text in texts:
        line = kept.get(text) or take_like(left, text)
        if line is None:
            made.append({"uid": new_uid(), "sort": sort, "text": text, "was": ""})
        else:
            made.append({**line, "text": text, "was": line["text"] if line["text"] != text else line.get("was", "")})
    return made


def take_like(left: dict[str, Line], text: str) -> Line | None:
    """The line that is most like `text`, taken out of `left`; None where none is."""
    scored = [(likeness(one.casefold(), text.casefold()), one) for one in left]
    score, best = max(scored, default=(0.0, ""))
    return left.pop(best) if score >= ALIKE else None


def likeness(one: str, other: str) -> float:
    """Which share of their pairs of letters both have (Dice), from 0 to 1; its time grows with their length only."""
    a, b = Counter(pairwise(one)), Counter(pairwise(other))
    return 2 * (a & b).total() / max(1, a.total() + b.total())
