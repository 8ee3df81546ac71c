"""Days and terms as each language writes them."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from intercity.core.days import city_of, day_words
from intercity.core.templatetags.intercity import colon


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [("fr", "1er mars 2027", "2 mars 2027"), ("bg", "1 март 2027", "2 март 2027"), ("en", "1 Mar 2027", "2 Mar 2027")],
)
def test_the_first_of_a_month_is_an_ordinal_in_french(language: str, first: str, second: str) -> None:
    with override(language):
        assert [day_words(date(2027, 3, day)).replace("г.", "").strip() for day in (1, 2)] == [first, second]


def test_the_city_of_a_zone_and_a_colon_are_those_of_the_reader() -> None:
    with override("bg"):
        assert city_of(ZoneInfo("Europe/Brussels")) == "Брюксел"
    with override("fr"):
        assert colon("En retard") == "En retard\u00a0:"
