"""What a text says, for the index, and what a question asks of it: the seam between engine and language.

The engine (`search.replica`) knows which fields to declare, what to write into them for one post, and which query
a question becomes. Everything about languages stays in here; docs/search.md tells how.
"""

from __future__ import annotations

from intercity.search.words.building import Knows, Rarity, Weights, build_text_query, rarity_in
from intercity.search.words.fields import (
    FIELDS,
    SearchText,
    add_text_fields,
    register_tokenizers,
    text_values,
    version,
)
from intercity.search.words.marking import find_matches

# Moves whenever an index that was built before does not fit any more: it is then built anew.
VERSION = version()

__all__ = [
    "FIELDS",
    "VERSION",
    "Knows",
    "Rarity",
    "SearchText",
    "Weights",
    "add_text_fields",
    "build_text_query",
    "find_matches",
    "rarity_in",
    "register_tokenizers",
    "text_values",
]
