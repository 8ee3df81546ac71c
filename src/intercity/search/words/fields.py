"""The text fields of the index, and what one post puts into them."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final

from tantivy import Index, SchemaBuilder

from intercity.places.names import country_name
from intercity.search.words.analysis import MAX_CHARACTERS, analyser, base_language
from intercity.search.words.splitting import folded, raw_words
from intercity.search.words.thesaurus import languages, phrases_in

# Moves with this code; with the data it moves by itself.
_CODE_VERSION: Final = 7
# How often a word counts in one text at most; how many fillers stand in each.
MOST_TIMES: Final = 3
FILLERS: Final = 120
# Stands in no text: no word has this sign.
FILLER: Final = "_"
# Stems, concepts, names, stems of comments; each word once as it is spelt.
FIELDS: Final = {"words": "freq", "concepts": "freq", "names": "freq", "thread": "freq", "spelt": "basic"}


@dataclass(frozen=True)
class SearchText:
    """What of one post is searched by words; plain text without markup."""

    title: str
    body: str
    extra: str = ""
    """Facts and sections of its kind."""
    comments: str = ""
    """The answers under it that everybody sees who sees the post."""
    files: Sequence[str] = ()
    """What stands in the files of the post, and in those of answers that everybody sees who sees it."""
    language: str = "en"
    organisation: str = ""
    country: str = ""
    """ISO code; it is found by its name in every language of the thesaurus."""
    place_names: Sequence[str] = ()
    topic_slugs: Sequence[str] = ()
    group_slugs: Sequence[str] = ()


def version() -> int:
    """Return a number that moves whenever an index that was built before does not fit any more."""
    seen = zlib.crc32(str(_CODE_VERSION).encode())
    for package in ("intercity.search", "intercity.search.words", "intercity.spaces"):
        for path in sorted(resources.files(package).joinpath("data").iterdir(), key=lambda each: each.name):
            seen = zlib.crc32(path.read_bytes(), seen)
    return seen


def add_text_fields(builder: SchemaBuilder) -> None:
    """Declare the text fields. What is written into them is analysed before, so they split at spaces only."""
    for name, option in FIELDS.items():
        builder.add_text_field(name, tokenizer_name="whitespace", index_option=option)


def register_tokenizers(index: Index) -> None:
    """Give an opened index the tokenizers that its text fields name: all of them are built in."""


def text_values(text: SearchText) -> dict[str, str]:
    """Field name to value, as `tantivy.Document.from_dict` takes it; a field without words is left out."""
    language = base_language(text.language)
    analyse = analyser(language)
    title, body = analyse.stems(text.title), analyse.stems(f"{text.body}\n{text.extra}")
    stems = title + body
    terms = [f"topic:{slug}" for slug in text.topic_slugs] + [f"group:{slug}" for slug in text.group_slugs]
    values = {
        "words": evened(stems),
        "concepts": evened(phrases_in(language).written(stems) + terms),
        "names": sorted(_words(text.organisation, *text.place_names, *country_names(text.country))),
        "thread": [stem for part in (text.comments, *text.files) if part for stem in analyse.stems(part)],
        "spelt": sorted(_words(text.title, text.body, text.extra, text.comments, *text.files)),
    }
    return {name: " ".join(value) for name, value in values.items() if value}


def evened(terms: list[str]) -> list[str]:
    """Return terms so that repetition and brevity count less than BM25 has them count; nobody can set it otherwise.

    What stands once is written twice, and what stands often at most four times: the second time a word is said
    adds 14 per cent, not 37. Fillers make texts more alike in length: a note of ten words is not much more to the
    point than one of sixty.
    """
    counted: dict[str, int] = {}
    kept = list[str]()
    for term in terms:
        seen = counted[term] = counted.get(term, 0) + 1
        if seen == 1:
            kept += (term, term)
        elif seen <= MOST_TIMES:
            kept.append(term)
    return kept + [FILLER] * FILLERS


@lru_cache(maxsize=512)
def country_names(code: str) -> frozenset[str]:
    """Return the names of a country in the languages of the thesaurus; none for an empty code."""
    return frozenset(country_name(code, language) for language in languages()) if code else frozenset()


def _words(*texts: str) -> set[str]:
    return {folded(raw) for text in texts for raw in raw_words(text[:MAX_CHARACTERS])}
