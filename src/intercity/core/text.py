"""Text helpers that know nothing of the rest of the system."""

import unicodedata

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
