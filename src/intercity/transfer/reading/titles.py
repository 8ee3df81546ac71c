"""A title for a measure whose tracker gives none."""

from __future__ import annotations

import re

MAX_TITLE = 120
_MIN_CLAUSE = 25
# "On March 30, 2020, …", "As of 11 May 2020 …", "14 September 2020: …": the card shows the date elsewhere.
_DAY = (
    r"(?:the\s+)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(?:the\s+)?"
    r"(?:\d{1,2}(?:st|nd|rd|th)?(?:\s+of)?[\s-]+[A-Z][a-z]{2,8}|[A-Z][a-z]{2,8}\.?\s+\d{1,2}(?:st|nd|rd|th)?)"
    r"(?:,?[\s-]+20\d\d)?"
)
_LEADING_DATE = re.compile(
    r"(?:(?:on|as of|from|since|effective|starting|beginning|in|by)\s+"
    + _DAY
    + r"\s*[,.:;-]*\s+(?!(?:20\d\d|to|until|and|through|till)\b)|(?:"
    + _DAY
    + r"|\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4})(?:\s*[,.:;–-]+\s+|\s+(?=in\b)))",
    re.IGNORECASE,
)
# A full stop ends a sentence only before a space and a capital: "Dr. No", "No. 262", "St. Gallen" do not.
_ABBREVIATION = (
    r"(?<![A-Z])(?<!\b(?:No|St|Dr|Mr|Nr|Ms|Sr))"
    r"(?<!\b(?:Art|Mrs|Hon|Gov|Gen|Jan|Feb|Mar|Apr|Aug|Oct|Nov|Dec))(?<!\bProf)"
)
_SENTENCE = re.compile(_ABBREVIATION + r"[.!?](?=\s+[\"'“(]?[^\W\d_a-zà-ÿ])|\n")
_CLAUSE = re.compile(r"[;:]\s|,\s|\s[–—-]\s")


def title_of(text: str, categories: tuple[str, ...], place: str) -> str:
    """Return a title of at most 120 characters: the first sentence of the text, shortened at a word.

    Where the text is only the path of the category, its last part and the place make the title.
    """
    if text in categories or not text:
        last = next((c.rsplit(" > ", 1)[-1] for c in categories), text)
        return shorten(f"{last} ({place})" if place else last)
    text = text.lstrip("\"'“” *•-–")
    rest = text[m.end() :] if (m := _LEADING_DATE.match(text)) else text
    rest = rest if len(rest) >= _MIN_CLAUSE else text
    return shorten(_first_sentence(rest[:1].upper() + rest[1:]))


def _first_sentence(text: str) -> str:
    end = next((m.start() for m in _SENTENCE.finditer(text, _MIN_CLAUSE)), len(text))
    return text[:end].rstrip(" .")


def shorten(text: str, limit: int = MAX_TITLE) -> str:
    """Return `text` on one line and within `limit` characters, cut after a clause or a word."""
    line = " ".join(text[: limit * 2].split())
    if len(line) <= limit and len(text) <= limit * 2:
        return line
    cut = line[: limit - 1]
    ends = [m.start() for m in _CLAUSE.finditer(cut, limit // 2)]
    end = ends[-1] if ends else cut.rfind(" ", limit // 2)
    return (cut[:end] if end > 0 else cut).rstrip(" ,;:–—-") + "…"
