"""Topics and groups from the word list, which only names slugs that exist."""

from __future__ import annotations

import pytest

from intercity.transfer.reading.topics import rules, topics_and_groups

TOPICS = {
    "housing",
    "health",
    "crime",
    "violence",
    "cyber",
    "public-space",
    "solidarity",
    "prevention",
    "food",
    "economy",
    "culture",
    "governance",
    "minors",
    "rights",
    "mobility",
    "schools",
    "information",
}
GROUPS = {
    "children",
    "youth",
    "women",
    "older",
    "migrants",
    "homeless",
    "disabled",
    "minors",
    "families",
    "workers",
    "health-workers",
    "businesses",
    "tourists",
    "students",
    "low-income",
}


def test_word_list_names_known_slugs_only() -> None:
    assert {slug for slug, _pattern in rules().categories} | set(rules().texts.single.values()) <= TOPICS
    assert {slug for slug, _pattern in rules().targets} | set(rules().group_texts.single.values()) <= GROUPS


@pytest.mark.parametrize(
    ("category", "text", "topic"),
    [
        ("Closure and Regulation of Schools > Primary Schools", "", "schools"),
        ("External Border Restrictions > Visa restrictions", "", "mobility"),
        ("", "A hotline against domestic violence is open day and night.", "violence"),
        ("", "Eviction of tenants is forbidden until June.", "housing"),
        ("Anti-Disinformation Measures", "", "information"),
    ],
)
def test_topic_is_found(category: str, text: str, topic: str) -> None:
    assert topic in topics_and_groups((category,), "", text)[0]


def test_words_inside_other_words_are_not_found() -> None:
    assert topics_and_groups((), "", "The columbus parkinson schooling") == ((), ())
