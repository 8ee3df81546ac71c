"""Fixtures for every room: the personas, and the database the settings name."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator

import pytest
from django.utils import translation

# The settings are read on import: tests never touch the data folder of an installation.
os.environ.setdefault("INTERCITY_DATA", tempfile.mkdtemp(prefix="intercity-tests-"))
os.environ.setdefault("SECRET_KEY", "for-tests-only")

pytest_plugins = ["tests.personas", "tests.searching", "tests.leaks.shared"]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """What one test's pages spoke is not what the next one's messages speak."""
    translation.activate("en")
    yield
    translation.deactivate()
