"""The difference between two versions spells both of them."""

from __future__ import annotations

from time import perf_counter

from hypothesis import given
from hypothesis import strategies as st

from intercity.posts.diff import Piece, word_changes

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


def test_a_whole_new_text_of_greatest_length_does_not_hold_the_page_up() -> None:
    began = perf_counter()
    word_changes("a b " * 10_000, "b c " * 10_000)
    word_changes("a\n" * 20_000, "b\na\n" * 10_000)
    word_changes("a " * 390, "a b " * 190)
    word_changes("a\n" * 790, "b\na\n" * 390)
    assert perf_counter() - began < 5
