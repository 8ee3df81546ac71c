"""A search index of a test's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from intercity.search.indexer import bring_up


@pytest.fixture
def index(tmp_path: Path, settings: Settings, db: None) -> Callable[[], None]:
    """Call it to bring the search index of this test up to its database; before the first call there is none."""
    settings.DATA = tmp_path
    return bring_up
