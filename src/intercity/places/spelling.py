"""How place names are written: other spellings of one name, and the words around it ("City of …")."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from intercity.core.text import fold
from intercity.places.files import plain_rows

Scope = Literal["city", "region"]

# Written out where a keyboard lacks the letter: Muenchen, Koebenhavn.
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_LONGEST_DESIGNATOR = 4


def spellings(name: str) -> set[str]:
    """Return the folded forms of `name`: as written, and with umlauts written as two letters."""
    return {fold(name), fold(name.casefold().translate(_WRITTEN_OUT))} - {""}


def strip_designator(folded: str) -> tuple[str, Scope | None]:
    """Take "city of", "municipality", "provincia di" … off a folded name.

    Returns the bare name and what the word speaks of, or the name unchanged and None. Takes one word
    group from the front and one from the end, never the whole name.
    """
    words = folded.split()
    words, before = _strip(words, "before")
    words, after = _strip(words, "after")
    scopes = {before, after} - {None}
    scope: Scope | None = "region" if "region" in scopes else "city" if scopes else None
    return " ".join(words), scope


def is_designator(folded: str) -> bool:
    """Whether a folded text is nothing but such a word ("city", "province of")."""
    return any((where, folded) in _designators() for where in ("before", "after"))


def _strip(words: list[str], where: str) -> tuple[list[str], Scope | None]:
    for length in range(min(_LONGEST_DESIGNATOR, len(words) - 1), 0, -1):
        group = words[:length] if where == "before" else words[-length:]
        scope = _designators().get((where, " ".join(group)))
        if scope:
            return (words[length:] if where == "before" else words[:-length]), scope
    return words, None


@lru_cache(maxsize=1)
def _designators() -> dict[tuple[str, str], Scope]:
    return dict(_read_designators())


def _read_designators() -> Iterator[tuple[tuple[str, str], Scope]]:
    for words, where, scope in plain_rows("designators.tsv"):
        yield (where, words), "region" if scope == "region" else "city"
