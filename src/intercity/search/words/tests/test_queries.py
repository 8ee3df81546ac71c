"""What a question finds, on a small index."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tantivy import Document, Index, SchemaBuilder

from intercity.search.words import SearchText, add_text_fields, build_text_query, find_matches, text_values
from intercity.search.words.fields import evened
from intercity.search.words.guessing import guess_languages
from intercity.search.words.splitting import raw_words
from intercity.search.words.thesaurus import families, languages, phrases_in
from intercity.search.words.understanding import MOST_WORDS, understand

TEXTS = {
    "vans": SearchText("Mobile testing van", "A van goes from square to square and tests whoever comes."),
    "play": SearchText(
        "Playgrounds open again", "From Monday children may use the playgrounds.", organisation="Graz", country="AT"
    ),
    "ski": SearchText("Skilifte zu", "Die Seilbahnen bleiben geschlossen.", language="de"),
    "mask": SearchText("Masks", "Whoever rides a bus wears a mask.", comments="In Gabrovo we give them to pensioners."),
    "rates": SearchText("Who decides", "The WHO advises."),
}


@pytest.fixture(scope="module")
def ask() -> Callable[[str], list[str]]:
    """From a question to the names of what it finds, best first."""
    builder = SchemaBuilder()
    add_text_fields(builder)
    builder.add_text_field("name", stored=True, tokenizer_name="raw")
    schema = builder.build()
    index = Index(schema)
    writer = index.writer(15_000_000, 1)
    for name, text in TEXTS.items():
        writer.add_document(Document.from_dict({**text_values(text), "name": name}, schema))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def answer(text: str, language: str = "en") -> list[str]:
        query = build_text_query(schema, text, language, lambda field, term: searcher.doc_freq(field, term) > 0)
        return [searcher.doc(at)["name"][0] for _score, at in searcher.search(query, 10).hits] if query else []

    return answer


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("testing vans", "vans"),
        ("bus de dépistage", "vans"),
        ("Öffnung Spielplätze", "play"),
        ("Spielplatzöffnung", "play"),
        ("cable cars", "ski"),
        ("remontées mécaniques fermées", "ski"),
        ("Österreich", "play"),
        ("Austria", "play"),
        ("graz", "play"),
        ("playgruonds", "play"),
        ("gabrovo", "mask"),
        ("maski", "mask"),
        ("who", "rates"),
    ],
)
def test_a_question_finds_the_right_text_first(ask: Callable[[str], list[str]], question: str, first: str) -> None:
    assert ask(question)[0] == first


@pytest.mark.parametrize("nothing", ["", " ", '()"*~^:?', "\x00\u200b", "🙂"])
def test_a_text_without_words_is_no_question(ask: Callable[[str], list[str]], nothing: str) -> None:
    assert ask(nothing) == []
    assert not understand(nothing, "en").parts


def test_a_long_question_is_bounded() -> None:
    assert len(understand("a1 " * 10_000, "en").parts) == 1
    assert len(understand(" ".join(f"word{n}" for n in range(5_000)), "en").parts) <= MOST_WORDS


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=200))
def test_any_text_is_a_question_that_can_be_asked(ask: Callable[[str], list[str]], text: str) -> None:
    ask(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("somewhere to sleep for nurses", "en"),
        ("paquetes de alimentos para familias", "es"),
        ("Öffnung der Spielplätze", "de"),
        ("bus de dépistage", "fr"),
        ("noclegi dla uchodźców", "pl"),
        ("болници за хората", "bg"),
        ("σχολεία και παιδιά", "el"),
    ],
)
def test_the_language_of_a_question_is_guessed(text: str, language: str) -> None:
    assert guess_languages(raw_words(text), "en")[0] == language


def test_a_word_of_two_languages_is_asked_in_both() -> None:
    assert len(understand("transport museum", "de").languages) > 1


def test_what_is_like_the_wanted_thing_comes_after_it(ask: Callable[[str], list[str]]) -> None:
    assert ask("tram")[0] == "mask"
    assert ask("bus")[0] == "mask"
    assert set(ask("bus")) >= {"mask", "vans"}


def test_every_member_of_a_family_is_a_concept() -> None:
    concepts = {slug for language in languages() for slugs in phrases_in(language).slugs.values() for slug in slugs}
    assert families().keys() <= concepts


def test_saying_a_word_again_counts_little() -> None:
    assert evened(["a", "b", "a"])[:5] == ["a", "a", "b", "b", "a"]
    assert evened(["a"] * 50).count("a") == 4


def test_matches_are_marked_by_stem_and_by_concept() -> None:
    text = "The city sends a mobile testing van to the playgrounds."
    assert [text[a:b] for a, b in find_matches("playground", text, "en")] == ["playgrounds"]
    assert [text[a:b] for a, b in find_matches("bus de dépistage", text, "en")] == ["mobile", "testing", "van"]


@given(st.text(max_size=80), st.text(max_size=200))
def test_marks_lie_in_the_text_in_order(question: str, text: str) -> None:
    spans = find_matches(question, text, "en")
    flat = [end for span in spans for end in span]
    assert flat == sorted(flat)
    assert all(0 <= begin < end <= len(text) for begin, end in spans)
