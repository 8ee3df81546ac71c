"""Long papers are written in a process of their own."""

from __future__ import annotations

import pytest

from intercity.core.papers.apart import AT_ONCE, TooLargeError, write_apart
from intercity.core.papers.formats import write
from intercity.core.papers.marked import read
from intercity.core.papers.structure import Draft, Heading, Marked, Paper


def test_a_long_paper_is_the_same_and_one_that_takes_too_much_is_refused() -> None:
    parts = (Heading(1, "First"), Marked("Shade *matters*. " * (AT_ONCE // 16), 1))
    draft = Draft(Paper("Heat", "en"), parts)
    assert write_apart(draft, "odt") == write(read(draft), "odt")
    with pytest.raises(TooLargeError):
        write_apart(draft, "odt", memory=16 * 1024**2)
