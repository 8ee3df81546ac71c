"""Titles made from texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercity.transfer.reading.titles import MAX_TITLE, title_of


@given(st.text(min_size=1), st.text(max_size=30))
def test_titles_are_short_and_on_one_line(text: str, place: str) -> None:
    title = title_of(text, (), place)
    assert len(title) <= MAX_TITLE
    assert "\n" not in title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "On March 30, 2020, the town opened a hall for the night. More later.",
            "The town opened a hall for the night",
        ),
        ("14 September 2020: St. Pölten lends computers to its pupils.", "St. Pölten lends computers to its pupils"),
        ("As of the 11th of May 2020 markets may open again on Sundays", "Markets may open again on Sundays"),
        (
            "From 3 May 2020 to 4 June 2020 the park is closed at night.",
            "From 3 May 2020 to 4 June 2020 the park is closed at night",
        ),
        ("Short.", "Short"),
    ],
)
def test_title_is_the_first_sentence_without_its_date(text: str, title: str) -> None:
    assert title_of(text, (), "Nice") == title


def test_category_and_place_make_the_title_where_there_is_no_text() -> None:
    path = "Resource allocation > Food aid"
    assert title_of(path, (path,), "Plovdiv") == "Food aid (Plovdiv)"
