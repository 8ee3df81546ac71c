"""Words around names, and the prepared spellings."""

import pytest

from intercity.core.text import fold
from intercity.places.files import plain_rows, prepared_rows
from intercity.places.spelling import spellings, strip_designator


@pytest.mark.parametrize(
    ("folded", "bare", "scope"),
    [
        ("city of nice", "nice", "city"),
        ("comune di milano", "milano", "city"),
        ("regency of bogor", "bogor", "city"),
        ("xi an city", "xi an", "city"),
        ("city of x municipality", "x", "city"),
        ("province of bergamo", "bergamo", "region"),
        ("fukuoka prefecture", "fukuoka", "region"),
        ("city", "city", None),
        ("nice", "nice", None),
        ("", "", None),
    ],
)
def test_strip_designator(folded, bare, scope):
    assert strip_designator(folded) == (bare, scope)


def test_umlauts_may_be_written_out():
    assert spellings("München") == {"munchen", "muenchen"}


def test_shipped_names_are_folded_as_the_code_folds():
    for words, _where, _scope in plain_rows("designators.tsv"):
        assert fold(words) == words
    for row in prepared_rows("regions.tsv.gz"):
        assert [fold(name) for name in row[-1].split("|")] == row[-1].split("|")
