"""The difference between two versions spells both of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercity.core.diff import Piece, word_changes

WORDS = st.lists(st.sampled_from(["gym", "park", "№", "\n", " ", "Ω", ",", "e\u0301", "\r\n"]), max_size=30).map(
    "".join
)


def spelled(pieces: list[Piece], without: str) -> str:
    return "".join(piece.text for piece in pieces if piece.change != without)


@given(WORDS, WORDS)
def test_both_versions_can_be_read_from_it(old: str, new: str) -> None:
    pieces = word_changes(old, new)
    assert spelled(pieces, "new") == old
    assert spelled(pieces, "gone") == new


def test_it_shows_the_words_that_changed_and_not_more() -> None:
    pieces = word_changes("Four parks open until two.", "Five parks open until three.")
    changed = [(p.change, p.text) for p in pieces if p.change != "same"]
    assert changed == [("gone", "Four"), ("new", "Five"), ("gone", "two"), ("new", "three")]


@pytest.mark.parametrize(
    ("old", "new"),
    [("a b " * 10_000, "b c " * 10_000), ("a\n" * 20_000, "b\na\n" * 10_000), ("a " * 390, "a b " * 190),
     ("a\n" * 790, "b\na\n" * 390)],
)  # fmt: skip
def test_long_repetitive_texts_come_to_an_end(old: str, new: str) -> None:
    """Without its bounds the comparison of such texts takes minutes."""
    pieces = word_changes(old, new)
    assert (spelled(pieces, "new"), spelled(pieces, "gone")) == (old, new)
