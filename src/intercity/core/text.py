"""Text helpers that know nothing of the rest of the system."""

import re
import unicodedata

from django.utils.translation import gettext as _

# Line ends end a header; the rest of these cannot be seen or turn the reading direction around.
UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
# Letters that Unicode does not take apart into a base letter and an accent.
_WHOLE_LETTERS = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ħ": "h",
        "ı": "i",
        "ŋ": "n",
        "ŧ": "t",
        "ə": "e",
        "ǝ": "e",
    }
)


def fold(text: str) -> str:
    """Return `text` in the form in which two spellings of one name are equal.

    Case, accents and punctuation are gone and white space is single; letters and digits of every
    script stay. Never fails; folding twice changes nothing.
    """
    flat = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = (_folded_character(character) for character in flat.translate(_WHOLE_LETTERS))
    return " ".join("".join(kept).split())


def _folded_character(character: str) -> str:
    if unicodedata.combining(character):
        return ""
    if character.isalnum() or unicodedata.category(character).startswith("M"):
        return character
    return " "


def header_line(text: str, longest: int = 78) -> str:
    """`text` as it may stand in a header: one line, nothing invisible, cut at `longest` characters."""
    flat = " ".join(UNSAFE.sub(" ", text).split())
    return flat if len(flat) <= longest else flat[: longest - 1].rstrip() + "…"


def shortened(text: str, most: int = 60) -> str:
    """`text`, or its first `most` letters with "…" where there are more."""
    return text if len(text) <= most else f"{text[:most].rstrip()}…"


def with_colon(term: object) -> str:
    """A term before what is said of it, with the colon of the reader's language: French puts a space before it."""
    return _("%(term)s:") % {"term": term}
