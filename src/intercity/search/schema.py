"""The fields of the index beside its words: who may find a post, what it can be filtered and ordered by."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from tantivy import Index, Schema, SchemaBuilder

from intercity.search import words

# An index of another version is built anew. Raise the first number when this file or `documents` changes.
VERSION: Final = f"4.{words.VERSION}"

KEY: Final = "key"
AUDIENCE: Final = "audience"
# Stands beside the audiences of what is not for all of the network. No viewer has it.
NARROW: Final = "!narrow"
FILTERS: Final = "filters"
PUBLISHED: Final = "published"
DISCUSSED: Final = "discussed"
ADOPTED: Final = "adopted"
ORGANISATION: Final = "organisation"
PK: Final = "pk"
STATE: Final = "state"
# The key of the one document that says how far the index has come. No uid begins with this sign.
STATE_KEY: Final = "!state"


class BrokenIndexError(Exception):
    """The index library refuses: a file is missing or damaged, the disk is full, or a lock is taken."""


def build_schema() -> Schema:
    """The schema of a new index.

    Integers are signed: with unsigned ones the writer's thread dies without a word (DESIGN.md, "Search").
    """
    builder = SchemaBuilder()
    builder.add_text_field(KEY, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(AUDIENCE, tokenizer_name="raw", index_option="basic")
    # "kind:question", "topic:food", …: one column, so that all facets are counted in one pass over it.
    builder.add_text_field(FILTERS, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_integer_field(PUBLISHED, indexed=True, fast=True)
    builder.add_integer_field(DISCUSSED, fast=True)
    builder.add_integer_field(ADOPTED, fast=True)
    builder.add_integer_field(ORGANISATION, fast=True)
    builder.add_integer_field(PK, fast=True)
    builder.add_text_field(STATE, tokenizer_name="raw", index_option="basic", stored=True)
    words.add_text_fields(builder)
    return builder.build()


def open_index(path: str) -> Index:
    """An existing index with its tokenizers; ValueError when there is none or it cannot be read."""
    index = Index.open(path)
    words.register_tokenizers(index)
    index.config_reader("manual")
    return index


def create_index(path: str) -> Index:
    """A new index in an empty folder."""
    index = Index(build_schema(), path)
    words.register_tokenizers(index)
    index.config_reader("manual")
    return index


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what the index library raises, its panics too (no `Exception` in Python), into BrokenIndexError."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise BrokenIndexError(str(error)) from error
    except BaseException as error:
        if type(error).__module__ != "pyo3_runtime":
            raise
        raise BrokenIndexError(str(error)) from error
