"""The law of merging: no word that either side added is lost, and what one took out where nobody else was is gone."""

from __future__ import annotations

import random
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from intercity.core.merging import Overlap, merge

WORDS = ["home", "city", "night", "water", "the", "a", "of", "street", "- ", "* ", "#", "|", "\n", "\n\n", ", ", ". "]
base_texts = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@st.composite
def edited(draw: st.DrawFn, base: str, mark: str) -> str:
    """`base` with words taken out and words of its own put in, wherever."""
    tokens = re.split(r"(\s+)", base)
    for number in range(draw(st.integers(0, 5))):
        at = draw(st.integers(0, len(tokens)))
        gone = draw(st.integers(0, 4))
        fresh = [
            f"{mark}{number}x{each}{end}" for each, end in enumerate(draw(st.lists(st.sampled_from(GAPS), max_size=4)))
        ]
        tokens[at : at + gone] = fresh
    return "".join(tokens)


GAPS = [" ", "", "\n", "\n\n", ". ", " - "]


@st.composite
def three(draw: st.DrawFn) -> tuple[str, str, str]:
    base = draw(base_texts)
    return base, draw(edited(base, "mine")), draw(edited(base, "theirs"))


@settings(max_examples=600, deadline=None)
@given(three())
def test_no_added_word_is_lost(texts: tuple[str, str, str]) -> None:
    base, mine, theirs = texts
    merged = words(merge(base, mine, theirs).text)
    for side in (mine, theirs):
        for word in set(words(side)):
            added = words(side).count(word) - words(base).count(word)
            assert merged.count(word) >= added, (word, merged)


@settings(max_examples=300, deadline=None)
@given(three())
def test_nothing_is_made_up_and_the_same_comes_out_again(texts: tuple[str, str, str]) -> None:
    base, mine, theirs = texts
    merged = merge(base, mine, theirs)
    assert set(words(merged.text)) <= set(words(mine)) | set(words(theirs))
    assert merge(base, mine, theirs) == merged


@settings(max_examples=300, deadline=None)
@given(base_texts, st.data())
def test_one_side_alone_is_taken_as_it_is(base: str, data: st.DataObject) -> None:
    changed = data.draw(edited(base, "mine"))
    assert merge(base, changed, base).text == changed
    assert merge(base, base, changed).text == changed
    assert merge(base, changed, changed).text == changed
    assert not merge(base, changed, changed).overlaps


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**6))
def test_what_one_took_out_where_the_other_was_not_is_gone(seed: int) -> None:
    """Paragraphs of words that stand nowhere else: each is left, taken out or changed by at most one side."""
    dice = random.Random(seed)
    sides: list[list[str]] = [[], []]
    base, wanted = [], set()
    for number in range(dice.randint(1, 12)):
        said = [f"p{number}w{each}" for each in range(dice.randint(1, 6))]
        base.append(" ".join(said))
        who, what = dice.randint(0, 1), dice.choice(("leave", "remove", "take out", "add"))
        made = list(said)
        if what == "remove":
            made = []
        elif what == "take out":
            made = [word for word in said if dice.random() < 0.5]
        elif what == "add":
            made.insert(dice.randint(0, len(made)), f"new{number}")
        wanted |= set(made)
        sides[who].append(" ".join(made))
        sides[1 - who].append(base[-1])
    merged = merge("\n\n".join(base), "\n\n".join(sides[0]), "\n\n".join(sides[1]))
    assert set(words(merged.text)) == wanted
    assert not merged.overlaps


def test_two_people_in_one_sentence_are_both_heard() -> None:
    merged = merge("The hall stays open.", "The town hall stays open.", "The hall stays open all night.")
    assert merged.text == "The town hall stays open all night."
    assert not merged.overlaps


def test_the_same_place_keeps_both_and_says_so() -> None:
    merged = merge("Open until nine.", "Open until ten.", "Open until midnight.")
    assert merged.text == "Open until midnight ten."
    assert merged.overlaps == (Overlap("midnight", "ten"),)


def test_both_lines_of_a_list_stay_lines() -> None:
    merged = merge("- beds\n", "- beds\n- fans\n", "- beds\n- water\n")
    assert merged.text == "- beds\n- water\n- fans\n"


def test_who_changes_a_paragraph_keeps_it_from_being_removed() -> None:
    base = "First.\n\nOld words here.\n\nLast."
    merged = merge(base, "First.\n\nLast.", "First.\n\nOld and new words here.\n\nLast.")
    assert "Old and new words here." in merged.text
    assert merged.overlaps


def test_words_that_nobody_wrote_as_one_stay_two() -> None:
    assert words(merge("", "alpha", "beta").text) == ["beta", "alpha"]


def test_line_ends_of_browsers_are_no_change() -> None:
    assert merge("a\nb", "a\r\nb", "a\nc").text == "a\nc"


def long_text(dice: random.Random, size: int) -> list[str]:
    pool = [f"w{number}" for number in range(400)] + ["the", "of", "a"] * 60
    return [" ".join(dice.choices(pool, k=12)) for _ in range(size // 50)]


def test_long_sections_merge_by_words() -> None:
    dice = random.Random(7)
    rows = long_text(dice, 100_000)
    mine, theirs = list(rows), list(rows)
    for number in range(0, len(rows), 9):
        mine[number] += f" mine{number}"
        theirs[number] = f"theirs{number} " + theirs[number]
    merged = merge("\n".join(rows), "\n".join(mine), "\n".join(theirs))
    assert not merged.overlaps
    assert merged.text.count("mine") == merged.text.count("theirs") == len(range(0, len(rows), 9))


def test_the_dullest_text_is_merged_by_a_coarser_grain() -> None:
    """A hundred thousand times the same: comparing each with each would take minutes."""
    for piece in ("a ", "a\n", "a", ".", "\n", " a\n\n"):
        base = piece * (100_000 // len(piece))
        middle = len(base) // 2
        merged = merge(
            base,
            f"m1 {base[:middle]} mine {base[middle + 40 :]}",
            f"t1 {base[:middle]} theirs {base[middle + 20 :]} t2",
        )
        assert {"m1", "mine", "t1", "theirs", "t2"} <= set(words(merged.text))
