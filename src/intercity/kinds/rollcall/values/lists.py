"""Lists of words, written compactly."""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """The words of a text that is parted by white space."""
    return tuple(text.split())


def phrases(text: str) -> tuple[str, ...]:
    """The phrases of a text that is parted by commas, each on one line."""
    return tuple(" ".join(phrase.split()) for phrase in text.split(",") if phrase.strip())
