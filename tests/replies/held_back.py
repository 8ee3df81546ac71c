"""Replies that were written after the reader was done, and at which it was not looked again."""

from __future__ import annotations

from tests.replies.asked import Case

CASES: list[Case] = []
