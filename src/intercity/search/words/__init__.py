"""What a text says, for the index, and what a question asks of it: the seam between engine and language.

The engine (`search.replica`) knows which fields to declare, what to write into them for one post, and which query
a question becomes. Everything about languages stays in here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tantivy import Index, Occur, Query, Schema, SchemaBuilder

from intercity.core.text import fold

# Moves whenever an index that was built before does not fit any more: it is then built anew.
VERSION: Final = 1
MOST_WORDS: Final = 40
FUZZY_FROM: Final = 5
FIELDS: Final = {"title": 3.0, "body": 1.0, "names": 2.0, "thread": 0.5}
WORD = re.compile(r"\w+")

# Whether any post that the asking viewer may see has this term in this field. A question must not tell by its
# answer which words stand in posts that are hidden from its asker, so nothing else may decide about "unknown words".
Knows = Callable[[str, str], bool]


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


def add_text_fields(builder: SchemaBuilder) -> None:
    """Declare the text fields."""
    for name in FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace")


def register_tokenizers(index: Index) -> None:
    """Give an opened index the tokenizers that its text fields name."""


def text_values(text: SearchText) -> dict[str, Any]:
    """Field name to value, as `tantivy.Document.from_dict` takes it."""
    names = " ".join([text.organisation, *text.place_names, *text.topic_slugs, *text.group_slugs])
    values = {"title": text.title, "body": f"{text.body} {text.extra}", "names": names, "thread": text.comments}
    return {name: fold(value) for name, value in values.items() if value.strip()}


def build_text_query(schema: Schema, text: str, language: str, knows: Knows = lambda field, term: True) -> Query | None:
    """The query for what a person typed, in an interface of `language`; None when there is no word in it.

    User text never reaches a query parser. The number of words is bounded.
    """
    words = list(dict.fromkeys(fold(text).split()))[:MOST_WORDS]
    parts = [(Occur.Should, query) for word in words for query in word_queries(schema, word, knows)]
    return Query.boolean_query(parts) if parts else None


def word_queries(schema: Schema, word: str, knows: Knows) -> list[Query]:
    """One word in every field; with a mistake in it when nobody wrote it so."""
    exact = [name for name in FIELDS if knows(name, word)]
    if exact or len(word) < FUZZY_FROM:
        return [Query.boost_query(Query.term_query(schema, name, word), FIELDS[name]) for name in exact]
    return [Query.fuzzy_term_query(schema, name, word, 1, prefix=True) for name in FIELDS]


def find_matches(wish: str, text: str, language: str) -> list[tuple[int, int]]:
    """Where in `text` (begin, end) stands what `wish` asks for, in rising order, without overlaps."""
    wanted = set(fold(wish).split()[:MOST_WORDS])
    return [match.span() for match in WORD.finditer(text) if fold(match.group()) in wanted]
