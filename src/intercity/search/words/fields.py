"""The text fields of the index, and what one post puts into them."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Final

from tantivy import Index, SchemaBuilder

from intercity.search.words.analysis import analyser, base_language
from intercity.search.words.splitting import folded, raw_words
from intercity.search.words.thesaurus import phrases_in

# Moves with this code; with the data it moves by itself.
_CODE_VERSION: Final = 3
# Words of the title count this often.
TITLE_TIMES: Final = 2
# Stems in order, with their positions; concepts, names and the words of comments; each word once as it is spelt.
FIELDS: Final = {"words": "position", "concepts": "freq", "names": "freq", "thread": "freq", "spelt": "basic"}


@dataclass(frozen=True)
class SearchText:
    """What of one post is searched by words; plain text without markup."""

    title: str
    body: str
    extra: str = ""
    """Facts and sections of its kind."""
    comments: str = ""
    """The answers under it that everybody sees who sees the post."""
    language: str = "en"
    organisation: str = ""
    place_names: Sequence[str] = ()
    topic_slugs: Sequence[str] = ()
    group_slugs: Sequence[str] = ()


def version() -> int:
    """Return a number that moves whenever an index that was built before does not fit any more."""
    folder = resources.files("intercity.search").joinpath("data")
    seen = zlib.crc32(str(_CODE_VERSION).encode())
    for path in sorted(folder.iterdir(), key=lambda each: each.name):
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
    stems = title * TITLE_TIMES + body
    terms = [f"topic:{slug}" for slug in text.topic_slugs] + [f"group:{slug}" for slug in text.group_slugs]
    values = {
        "words": stems,
        "concepts": [*concepts_of(stems, language), *terms],
        "names": [folded(raw) for name in (text.organisation, *text.place_names) for raw in raw_words(name)],
        "thread": analyse.stems(text.comments) if text.comments else [],
        "spelt": {
            folded(raw) for each in (text.title, text.body, text.extra, text.comments) for raw in raw_words(each)
        },
    }
    return {name: " ".join(value) for name, value in values.items() if value}


def concepts_of(stems: list[str], language: str) -> Iterator[str]:
    """Yield the concepts in a text, as often as they stand there; topics only from those who chose them."""
    for found in phrases_in(language).find(stems):
        for slug in found.slugs:
            if ":" not in slug:
                yield slug
