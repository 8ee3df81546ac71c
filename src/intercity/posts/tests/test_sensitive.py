"""The finder of what could lead to a person: a small corpus of our own, and that every text is dealt with."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercity.posts.sensitive.finding import MOST, find

MARKED = re.compile(r"\{(\w+):([^}]*)\}")
LINES = (Path(__file__).parent / "sensitive.txt").read_text(encoding="utf-8").splitlines()
CORPUS = [line for line in LINES if not line.startswith("#")]


@pytest.mark.parametrize("line", CORPUS)
def test_the_corpus_is_marked_as_it_must_be(line: str) -> None:
    text = MARKED.sub(r"\2", line[3:])
    found = [(str(one.sort), text[one.begin : one.end]) for one in find(text)]
    wanted = MARKED.findall(line)
    assert [sort for sort, _ in found] == [sort for sort, _ in wanted], found
    for (_, part), (_, words) in zip(found, wanted, strict=True):
        assert words in part


def test_people_who_are_known_are_found_however_they_are_spelt() -> None:
    text = "It was agreed with ZDENKA  Hávlova and Zdenka alone."
    assert find(text) == []
    (found,) = find(text, {"zdenka havlova", "somebody else"})
    assert text[found.begin : found.end] == "ZDENKA  Hávlova"


PIECES = "Mme |rue |12 |Maria |Maria|A|a|@|.|-|+|0|1 |(|№|ул. |case | |\n|de |(0".split("|")  # noqa: SIM905


@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=60).map("".join)))
def test_passages_lie_inside_in_order_and_always_the_same(text: str) -> None:
    found = find(text, {"maria rossi"})
    assert found == find(text, {"maria rossi"})
    free_from = 0
    for passage in found:
        assert free_from <= passage.begin < passage.end <= len(text)
        free_from = passage.end


HOSTILE = "0|0 |a|A|Maria |rue |rue A|Mme |a.|case 1/|12 A |-|é|Mr. de |Aa |1.|+(".split("|")  # noqa: SIM905


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_longest_text_of_one_thing_comes_to_an_end(piece: str) -> None:
    """A pattern that tries again from every place would not, within anybody's patience."""
    assert len(find((piece * 40_000)[:40_000], {"maria rossi"})) <= MOST
