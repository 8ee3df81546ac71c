"""Words, stems, compounds, stop words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercity.search.words.analysis import analyser, base_language
from intercity.search.words.splitting import LONGEST_WORD, folded, raw_words, spans_of
from intercity.search.words.stemming import stem
from intercity.search.words.stopwords import stop_words


def test_words_keep_their_places_and_lose_what_is_not_seen() -> None:
    text = "L’été: soft\u00adware, zero\u200bwidth"
    assert [(text[begin:end], folded(text[begin:end])) for begin, end in spans_of(text, range(99))] == [
        ("L", "l"),
        ("été", "ete"),
        ("soft\u00adware", "software"),
        ("zero\u200bwidth", "zerowidth"),
    ]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "playground", "playgrounds"),
        ("de", "Spielplatz", "Spielplätze"),
        ("fr", "itinérant", "itinérants"),
        ("es", "desinfección", "desinfecciones"),
        ("it", "mascherina", "mascherine"),
        ("nl", "school", "scholen"),
        ("pt", "escola", "escolas"),
        ("pl", "szkoła", "szkoły"),
        ("ro", "spital", "spitalul"),
        ("bg", "болница", "болниците"),
        ("el", "σχολείο", "σχολεία"),
    ],
)
def test_two_forms_of_a_word_have_one_stem(language: str, one: str, other: str) -> None:
    assert analyser(language).stems(one) == analyser(language).stems(other) != []


def test_a_letter_with_a_hyphen_belongs_to_its_word() -> None:
    assert analyser("en").stems("e-bikes by e-mail") == analyser("en").stems("ebikes email")


def test_accents_may_be_left_out() -> None:
    assert analyser("es").stems("DESINFECCION") == analyser("es").stems("desinfección")


def test_a_compound_is_found_whole_and_by_its_parts() -> None:
    whole, *parts = analyser("de").stems("Spielplatzöffnung")
    assert parts == [*analyser("de").stems("Spielplatz"), *analyser("de").stems("Öffnung")]
    assert whole not in parts


def test_a_word_that_has_no_known_parts_stays_whole() -> None:
    assert len(analyser("de").stems("Donaudampfschifffahrtsxyz")) == 1


def test_stop_words_are_left_out_but_not_names_in_capitals() -> None:
    assert analyser("en").stems("who is this") == []
    assert analyser("en").stems("the WHO") == ["who"]


def test_every_language_of_the_stop_words_is_folded() -> None:
    assert all(word == folded(word) for words in stop_words().values() for word in words)


def test_a_language_is_known_without_its_country() -> None:
    assert base_language("pt-BR") == base_language("PT_br") == "pt"


@given(st.text(max_size=300), st.sampled_from(["en", "de", "fr", "pl", "bg", "el", "xx", ""]))
def test_any_text_gives_stems_without_spaces(text: str, language: str) -> None:
    assert all(each and not each.isspace() and " " not in each for each in analyser(language).stems(text))


@given(st.text(max_size=300))
def test_the_fast_way_splits_as_the_one_with_places_does(text: str) -> None:
    assert [folded(raw) for raw in raw_words(text)] == [
        folded(text[begin:end]) for begin, end in spans_of(text, range(len(text)))
    ]


@given(
    st.text(min_size=1, max_size=40, alphabet=st.characters(categories=["Ll", "Lo"])),
    st.sampled_from(["bg", "pl", "cs", "en", "el"]),
)
def test_a_stem_is_never_empty_and_never_longer(word: str, language: str) -> None:
    plain = folded(word)
    assert not plain or 0 < len(stem(plain, language)) <= len(plain) + 2


def test_a_word_without_end_costs_no_more_than_a_long_one() -> None:
    # This sign folds to eighteen letters.
    for word in ("a" * 2000, "\ufdfa" * 2000):
        assert len(folded(word)) <= LONGEST_WORD
        analyser("de").stems_of(word)
        assert word not in analyser("de")._known
