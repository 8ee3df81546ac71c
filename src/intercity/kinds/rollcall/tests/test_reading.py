"""What people write into the fields of a roll call, and what is taken of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from intercity.core.currencies import CODES
from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.values.number_words import SPELLS, below_thousand, number_of_words
from intercity.kinds.rollcall.values.reading import read_value
from intercity.kinds.rollcall.values.showing import show_value
from intercity.kinds.rollcall.values.types import (
    Amount,
    Asked,
    Choice,
    Day,
    Option,
    Several,
    Value,
    Words,
    options_of,
)
from intercity.kinds.rollcall.wording import amount_text

MONDAY = date(2026, 11, 23)
PLACES = (Option("a", "Hotels"), Option("b", "School gyms"), Option("c", "Tents, containers"))


def field(kind: FieldType, unit: str = "", options: tuple[Option, ...] = (), label: str = "How many?") -> Asked:
    return Asked("f1", kind, label, options or options_of(kind, []), unit)


BEDS = field(FieldType.NUMBER, "beds", label="How many beds?")
MONEY = field(FieldType.MONEY, "EUR")
SHARE = field(FieldType.PERCENT)
DATE = field(FieldType.DATE)
STANDING = field(FieldType.STANDING)
ONE = field(FieldType.ONE, options=PLACES)
SEVERAL = field(FieldType.SEVERAL, options=PLACES)
TEXT = field(FieldType.TEXT)


def number(asked: Asked, text: str, language: str = "") -> tuple[str, bool]:
    """What is taken without asking back, and whether it is approximate."""
    read = read_value(asked, text, language, today=MONDAY)
    assert read.is_clear, (text, read)
    assert isinstance(read.value, Amount)
    return str(read.value.value), read.value.about


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("300", "", "300"),
        ("1.234,5", "", "1234.5"),
        ("1,234.5", "", "1234.5"),
        ("1 234,5", "", "1234.5"),
        ("1\u202f234", "fr", "1234"),
        ("1'234", "de", "1234"),
        ("1’234’567", "", "1234567"),
        ("1.234.567", "", "1234567"),
        ("12,34,567", "", "1234567"),
        ("٣٠٠", "", "300"),
        ("३००", "", "300"),
        ("١٬٢٣٤", "", "1234"),
        ("1.234", "de", "1234"),
        ("1.234", "it", "1234"),
        ("1,234", "en", "1234"),
        ("2,5", "", "2.5"),
        ("0.125", "", "0.125"),
        ("three hundred and twenty-five", "", "325"),
        ("trois cent vingt-cinq", "", "325"),
        ("zero", "", "0"),
        ("dreihundertfünfundzwanzig", "", "325"),
        ("trecentoventicinque", "", "325"),
        ("trescientos veinticinco", "", "325"),
        ("триста двадесет и пет", "", "325"),
        ("quatre-vingt-onze lits", "fr", "91"),
        ("a dozen", "", "12"),
        ("two dozen beds", "", "24"),
        ("zwei Dutzend Betten", "", "24"),
        ("deux mille cinq cents", "", "2500"),
        ("3 thousand", "", "3000"),
        ("2.5 million", "", "2500000"),
        ("2 Mio", "", "2000000"),
        ("2 Mio.", "de", "2000000"),
        ("5k", "", "5000"),
        ("3 mila letti", "", "3000"),
        ("2 хил. легла", "", "2000"),
        ("none", "", "0"),
        ("keine", "", "0"),
        ("3 lits", "fr", "3"),
        ("12 легла", "bg", "12"),
        ("45 posti letto", "it", "45"),
        ("we have 40 beds", "", "40"),
    ],
)
def test_numbers_of_all_locales_and_in_words(text: str, language: str, expected: str) -> None:
    assert number(BEDS, text, language) == (expected, False)


@pytest.mark.parametrize(
    "text",
    [
        "approx. 300",
        "~300",
        "ca. 300",
        "300 approx.",
        "about 300 beds",
        "rund 300 Betten",
        "environ 300 lits",
        "circa 300",
        "unas 300 camas",
        "около 300",
        "≈ 300",
        "c. 300",
    ],
)
def test_what_is_called_approximate_is_marked_so(text: str) -> None:
    assert number(BEDS, text) == ("300", True)


@pytest.mark.parametrize(
    ("asked", "text", "language", "taken"),
    [
        (BEDS, "1.234", "", "1234"),
        (BEDS, "1,234", "", "1234"),
        (BEDS, "1,234", "de", "1234"),
        (BEDS, "1.234", "en", "1234"),
        (BEDS, "1.234", "bg", "1234"),
        (BEDS, "300+", "", "300"),
        (BEDS, "more than 300", "", "300"),
        (BEDS, "bis zu 300", "de", "300"),
        (BEDS, "3-4", "", "3"),
        (BEDS, "3 bis 4", "de", "3"),
        (BEDS, "20–30", "", "20"),
        (BEDS, "-5", "", "-5"),
        (BEDS, "minus 5", "", "-5"),
        (BEDS, "9 999 999 999", "", "9999999999"),
        (BEDS, "300 gloops", "", "300"),
        (BEDS, "once", "en", "11"),
        (BEDS, "2 billion", "de", "2000000000"),
        (MONEY, "300 kr", "", "300"),
        (MONEY, "$300", "", "300"),
        (MONEY, "-3 €", "", "-3"),
        (MONEY, "£2,500", "", "2500"),
        (SHARE, "0.45", "", "45"),
        (SHARE, "150 %", "", "150"),
        (SHARE, "-3 %", "", "-3"),
        (SHARE, "3 out of 10", "", "30"),
    ],
)
def test_what_may_be_meant_otherwise_is_asked_back(asked: Asked, text: str, language: str, taken: str) -> None:
    read = read_value(asked, text, language, today=MONDAY)
    assert isinstance(read.value, Amount)
    assert (str(read.value.value), bool(read.doubt), read.error) == (taken, True, "")


def test_a_doubt_names_both_readings() -> None:
    doubt = read_value(BEDS, "1.234", "").doubt
    assert "1,234 " in doubt
    assert "1.2340" in doubt


@pytest.mark.parametrize(
    ("asked", "text", "named"),
    [
        (BEDS, "3 kg", "kg"),
        (BEDS, "3 hotels", "hotels"),
        (BEDS, "30 €", "beds"),
        (BEDS, "3 beds and 2 hotels", "more than one"),
        (BEDS, "lots", "lots"),
        (BEDS, "n/a", "empty"),
        (BEDS, "?", "empty"),
        (BEDS, "1.23.456", "1.23.456"),
        (field(FieldType.NUMBER, "kg"), "3 hours", "kg"),
        (MONEY, "300 € and 200 £", "currency"),
        (field(FieldType.MONEY), "300", "currency"),
        (SHARE, "300 €", "percentage"),
        (SHARE, "many", "many"),
        (DATE, "31.2.2026", "31.2.2026"),
        (DATE, "soon", "soon"),
        (STANDING, "perhaps", "Planned"),
        (ONE, "castles", "Hotels"),
        (ONE, "7", "Hotels"),
        (SEVERAL, "hotels, castles", "castles"),
        (ONE, "no hotels", "School gyms"),
        (TEXT, "x" * 600, "500"),
        (BEDS, "9" * 400, "too long"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(asked: Asked, text: str, named: str) -> None:
    read = read_value(asked, text, today=MONDAY)
    assert read.value is None
    assert named in read.error


def test_another_measure_is_worked_out_and_asked_back() -> None:
    read = read_value(field(FieldType.NUMBER, "kg"), "2 tonnes")
    assert read.value == Amount(Decimal(2000), "kg")
    assert "2,000 kg" in read.doubt


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("300", "", "EUR"),
        ("300 €", "", "EUR"),
        ("€300", "", "EUR"),
        ("300 лв.", "", "BGN"),
        ("300 BGN", "", "BGN"),
        ("£300", "", "GBP"),
        ("CHF 300", "", "CHF"),
        ("300 zł", "", "PLN"),
        ("300 kr", "sv", "SEK"),
        ("300 kr.", "da", "DKK"),
        ("300 euro", "", "EUR"),
        ("300 Franken", "de", "CHF"),
        ("300 Ft", "", "HUF"),
        ("three hundred euros", "", "EUR"),
        ("300 лева", "bg", "BGN"),
        ("300 Kč", "", "CZK"),
    ],
)
def test_money_with_signs_codes_and_names(text: str, language: str, code: str) -> None:
    assert read_value(MONEY, text, language).value == Amount(Decimal(300), code)
    assert not read_value(MONEY, text, language).doubt


def test_money_in_thousands_and_millions() -> None:
    assert [number(MONEY, text)[0] for text in ("1,5 Mio €", "2 M€", "5k€", "120 хил. лв")] == [
        "1500000",
        "2000000",
        "5000",
        "120000",
    ]


def test_codes_are_those_of_the_standard() -> None:
    assert all(len(code) == 3 and code.isupper() for code in CODES)
    assert {"EUR", "BGN", "CHF", "RON"} <= CODES
    assert not {"DEM", "HRK", "XXX", "XAU"} & CODES


@pytest.mark.parametrize(
    "text",
    ["45 %", "45%", "45", "45 percent", "45 Prozent", "45 pour cent", "45 per cento", "45 por ciento", "45 на сто"],
)
def test_percentages(text: str) -> None:
    assert number(SHARE, text) == ("45", False)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("23.11.2026", "", MONDAY),
        ("2026-11-23", "", MONDAY),
        ("11/23/2026", "", MONDAY),
        ("23/11/2026", "en", MONDAY),
        ("3/4/2026", "fr", date(2026, 4, 3)),
        ("23 November 2026", "", MONDAY),
        ("Nov 23, 2026", "", MONDAY),
        ("le 23 novembre 2026", "", MONDAY),
        ("23. November 2026", "", MONDAY),
        ("23 de noviembre de 2026", "", MONDAY),
        ("23 novembre 2026", "it", MONDAY),
        ("23 ноември 2026 г.", "", MONDAY),
        ("1er mars 2020", "", date(2020, 3, 1)),
        ("today", "", MONDAY),
        ("hier", "", date(2026, 11, 22)),
        ("morgen", "de", date(2026, 11, 24)),
        ("днес", "", MONDAY),
        ("anteayer", "", date(2026, 11, 21)),
        ("since Wednesday", "", date(2026, 11, 18)),
        ("seit Freitag", "", date(2026, 11, 20)),
        ("depuis mercredi", "", date(2026, 11, 18)),
        ("since 3 March", "", date(2026, 3, 3)),
        ("Monday, 23 November 2026", "", MONDAY),
        ("12 Nov", "", date(2026, 11, 12)),
    ],
)
def test_days_in_words_and_digits(text: str, language: str, expected: date) -> None:
    read = read_value(DATE, text, language, today=MONDAY)
    assert (read.value, read.doubt, read.error) == (Day(expected), "", "")


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("3/4/2026", date(2026, 4, 3)),
        ("Monday", MONDAY),
        ("since Monday", MONDAY),
        ("Friday", date(2026, 11, 20)),
        ("since March 2020", date(2020, 3, 1)),
        ("2020", date(2020, 1, 1)),
        ("3 March", date(2027, 3, 3)),
        ("Tuesday 23 November 2026", MONDAY),
        ("1.1.1200", date(1200, 1, 1)),
    ],
)
def test_days_that_could_be_others_are_asked_back(text: str, taken: date) -> None:
    read = read_value(DATE, text, today=MONDAY)
    assert read.value == Day(taken)
    assert read.doubt


@pytest.mark.parametrize(
    ("option", "texts"),
    [
        ("yes", "yes|Oui.|ja|sì|sí|да|YES|✓"),
        ("no", "no|non|nein|не"),
        ("planned", "planned|prévu|geplant|previsto|планирано|in planning"),
        ("not_ours", "not our task|compétence régionale|nicht zuständig|competenza regionale|no nos corresponde"),
    ],
)
def test_the_four_standing_answers(option: str, texts: str) -> None:
    assert all(read_value(STANDING, text).value == Choice(option) for text in texts.split("|"))
    assert not any(read_value(STANDING, text).doubt for text in texts.split("|"))


def test_a_standing_answer_with_more_behind_it_is_asked_back() -> None:
    read = read_value(STANDING, "Yes, since Monday")
    assert (read.value, bool(read.doubt)) == (Choice("yes"), True)


@pytest.mark.parametrize(
    ("text", "option"), [("hotel", "a"), ("2", "b"), ("c)", "c"), ("b", "b"), ("tents, containers", "c")]
)
def test_options_by_label_id_and_place(text: str, option: str) -> None:
    assert read_value(ONE, text).value == Choice(option)
    assert not read_value(ONE, text).doubt


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("Tents, containers, hotels", ("a", "c")),
        ("1, 2", ("a", "b")),
        ("hotels and school gyms", ("a", "b")),
        ("Hotels; Tents, containers", ("a", "c")),
        ("all", ("a", "b", "c")),
        ("School gyms\nHotels", ("a", "b")),
    ],
)
def test_several_options_in_the_order_of_the_field(text: str, options: tuple[str, ...]) -> None:
    assert read_value(SEVERAL, text).value == Several(options)


def test_numbers_are_spelled_once_in_each_language() -> None:
    """Every spelling means one number, and every number up to 999 has one."""
    for language in SPELLS:
        assert set(below_thousand(language).values()) >= set(range(1, 1000))
    spelled = {
        "en": "forty-two",
        "fr": "soixante et onze",
        "de": "siebenundsiebzig",
        "it": "ventotto",
        "es": "treinta y uno",
    }
    assert [number_of_words(words) for words in spelled.values()] == [42, 71, 77, 28, 31]
    assert [number_of_words(words) for words in ("осемнадесет", "двайсет и две", "септанта")] == [18, 22, None]


FIELDS = [BEDS, MONEY, SHARE, DATE, STANDING, ONE, SEVERAL, TEXT]
PIECES = [
    "3",
    "1.234",
    "12,5",
    "-",
    "beds",
    "kg",
    "€",
    "kr",
    "%",
    "ca.",
    "yes",
    "non",
    "da",
    "Monday",
    "март",
    "/",
    "00",
    "mille",
    "e",
    ",",
]
LANGUAGES = ["", "en", "fr", "de", "it", "es", "bg", "sv", "xx", "pt-br"]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(FIELDS),
    st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join)),
    st.sampled_from(LANGUAGES),
    st.sampled_from(["en", "fr", "bg"]),
)
def test_nothing_breaks_the_reader_and_what_it_takes_is_shown_and_read_the_same(
    asked: Asked, text: str, language: str, shown_in: str
) -> None:
    read = read_value(asked, text, language, today=MONDAY)
    assert not (read.error and (read.value is not None or read.doubt))
    if read.is_clear:
        assert read.value is not None
        with translation.override(shown_in):
            shown = show_value(asked, read.value)
            again = read_value(asked, shown, shown_in, today=MONDAY)
        assert (again.value, again.doubt) == (read.value, ""), shown


AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=3).map(lambda one: Decimal(str(one)))
VALUES = st.one_of(
    st.tuples(st.just(BEDS), st.builds(Amount, AMOUNTS, st.just("beds"), st.booleans())),
    st.tuples(st.just(MONEY), st.builds(Amount, AMOUNTS, st.sampled_from(sorted(CODES)), st.booleans())),
    st.tuples(st.just(DATE), st.builds(Day, st.dates(date(1950, 1, 1), date(2090, 1, 1)))),
    st.tuples(st.just(STANDING), st.builds(Choice, st.sampled_from(["yes", "no", "planned", "not_ours"]))),
    st.tuples(
        st.just(SEVERAL), st.sets(st.sampled_from("abc"), min_size=1).map(lambda ids: Several(tuple(sorted(ids))))
    ),
    st.tuples(st.just(TEXT), st.builds(Words, st.just("A short text."))),
)


@settings(max_examples=300, deadline=None)
@given(VALUES, st.sampled_from(["en", "fr", "bg"]))
def test_every_value_is_shown_so_that_it_is_read_back(pair: tuple[Asked, Value], language: str) -> None:
    asked, value = pair
    with translation.override(language):
        shown = show_value(asked, value)
        read = read_value(asked, shown, language, today=MONDAY)
    assert (read.value, read.doubt, read.error) == (value, "", ""), shown


@pytest.mark.parametrize(
    ("number", "unit", "shown"),
    [("1", "rooms", "1 room"), ("1", "people", "1 person"), ("2", "rooms", "2 rooms"), ("1", "cooling vests", None)],
)
def test_of_one_the_unit_is_said_of_one_and_read_back(number: str, unit: str, shown: str | None) -> None:
    asked, value = Asked("f1", FieldType.NUMBER, "How many?", unit=unit), Amount(Decimal(number), unit)
    assert show_value(asked, value) == (shown or f"{number} {unit}")
    assert read_value(asked, show_value(asked, value), "en").value == value
    assert amount_text(Decimal(number), unit) == show_value(asked, value).replace(" ", "\N{NO-BREAK SPACE}", 1)
