"""Topics and population groups of a foreign measure, from its categories and from plain words.

The words are data (`transfer/data/category_topics.toml`); nothing is learnt and nothing is guessed:
whoever asks why a measure has a topic finds the word.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from intercity.core.text import fold

_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
_MAX_PER_MEASURE = 4


@dataclass(frozen=True)
class Words:
    """Words to find whole in a text, each with the slug it stands for."""

    single: dict[str, str]
    phrases: tuple[tuple[str, str], ...]

    def find(self, lowered: str, tokens: set[str]) -> set[str]:
        """Return the slugs of all words in a lower-case text with these tokens."""
        found = {self.single[token] for token in tokens & self.single.keys()}
        found.update(slug for phrase, slug in self.phrases if phrase in lowered)
        return found


@dataclass(frozen=True)
class Rules:
    """The whole word list, ready for matching."""

    categories: tuple[tuple[str, re.Pattern[str]], ...]
    targets: tuple[tuple[str, re.Pattern[str]], ...]
    texts: Words
    group_texts: Words


@cache
def rules() -> Rules:
    """Return the word list of the package, read once."""
    data = tomllib.loads(
        resources.files("intercity.transfer").joinpath("data/category_topics.toml").read_text(encoding="utf-8")
    )
    return Rules(
        categories=_patterns(data["categories"]),
        targets=_patterns(data["targets"]),
        texts=_words(data["texts"]),
        group_texts=_words(data["group_texts"]),
    )


def _patterns(table: dict[str, list[str]]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (slug, re.compile(r"\b(?:" + "|".join(re.escape(fold(word)) for word in words) + ")"))
        for slug, words in table.items()
    )


def _words(table: dict[str, list[str]]) -> Words:
    single: dict[str, str] = {}
    phrases: list[tuple[str, str]] = []
    for slug, words in table.items():
        for word in words:
            if " " in word:
                phrases.append((word, slug))
            else:
                single.update({form: slug for form in (word, f"{word}s", f"{word}es") if form not in single})
    return Words(single, tuple(phrases))


def topics_and_groups(categories: tuple[str, ...], target: str, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return (topic slugs, group slugs) of a measure, at most four each, those of its categories first."""
    lowered = text.lower()
    tokens = set(_WORD.findall(lowered))
    by_category, target_words = _of_categories(categories), " | ".join((target, *categories))
    topics = [*by_category, *sorted(rules().texts.find(lowered, tokens) - set(by_category))]
    by_target = _of_target(target_words)
    groups = [*by_target, *sorted(rules().group_texts.find(lowered, tokens) - set(by_target))]
    return tuple(topics[:_MAX_PER_MEASURE]), tuple(groups[:_MAX_PER_MEASURE])


@lru_cache(maxsize=8_192)
def _of_categories(categories: tuple[str, ...]) -> tuple[str, ...]:
    return _matching(rules().categories, fold(" | ".join(categories)))


@lru_cache(maxsize=8_192)
def _of_target(words: str) -> tuple[str, ...]:
    return _matching(rules().targets, fold(words))


def _matching(patterns: tuple[tuple[str, re.Pattern[str]], ...], folded: str) -> tuple[str, ...]:
    """Return the slugs found, most often found first: a path about schools names them twice."""
    counts = [(len(pattern.findall(folded)), slug) for slug, pattern in patterns]
    ranked = sorted((pair for pair in counts if pair[0]), key=lambda pair: -pair[0])
    return tuple(slug for _count, slug in ranked[:3])
